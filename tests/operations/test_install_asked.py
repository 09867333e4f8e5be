"""What `azure-hotpatch install` asks and says before it begins: wrong use, a person, a dry run."""

from collections.abc import Iterator

import pytest

from tests.operations.estate import QUICK, Estate, estate
from tests.operations.terminal import terminal


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


EMPTY = (
    "nothing is selected: give at least one --classification or --kb. --dry-run shows what they"
    " take."
)
MISTAKES = {
    "": EMPTY,
    "--exclude-kb 5068966": EMPTY,
    "--kb KB5068966 --exclude-kb 5068966": "KB5068966: is taken and excluded; leave one out",
    "--kb Windows --duration long --max-patch-publish-date soon": (
        "--kb: found 'Windows'; allowed: the number of an article, as in KB5068966 or 5068966\n"
        "--duration: found 'long'; allowed: hours and minutes, under two days, as in 2h, 90m, 3h30m"
        " or PT4H\n"
        "--max-patch-publish-date: found 'soon'; allowed: a day, such as 2026-11-10"
    ),
    f"--kb 5068966 --duration {'9' * 20}h": (
        f"--duration: found '{'9' * 20}h'; allowed: hours and minutes, under two days, as in 2h,"
        " 90m, 3h30m or PT4H"
    ),
    "--resume --kb 5068966": "--resume: begins nothing; leave out --kb",
}


@pytest.mark.parametrize("words", MISTAKES)
def test_wrong_use_is_told_at_once(azure: Estate, words: str) -> None:
    """With exit code 2, before anything is asked of Azure."""
    before = len(azure.azure.requests())

    done = azure.run("install", "-g", "any", "--yes", *words.split())

    assert (done.returncode, done.stderr) == (2, f"azure-hotpatch: {MISTAKES[words]}\n")
    assert len(azure.azure.requests()) == before


def test_without_a_person_it_does_not_begin(azure: Estate) -> None:
    """Nobody can be asked: --yes has to say it."""
    machine = azure.machine("web-1", "alone")

    done = azure.run("install", machine, "--classification", "Security")

    assert done.returncode == 2
    assert done.stderr == (
        "azure-hotpatch: this begins installations on 1 machine at once, and nobody is here to be"
        " asked: add --yes\n"
    )
    assert (
        azure.calls(
            "POST", "alone/providers/Microsoft.Compute/virtualMachines/web-1/installPatches"
        )
        == []
    )


@pytest.mark.parametrize(("reply", "code"), [("n\n", 1), ("y\n", 0)])
def test_a_person_is_asked(azure: Estate, reply: str, code: int) -> None:
    """On a terminal, with what on-demand installations do not do."""
    machine = azure.machine("web-1", f"asked-{code}")
    words = ("install", machine, "--classification", "Security", *QUICK)
    with terminal(azure.environment(), *words) as seen:
        seen.until(lambda: "Install on 1 machine?" in seen.said)
        seen.press(reply)
        ended = seen.end()

    assert "It is not availability-first: zones and availability sets are not spared" in seen.said
    assert ended == code, seen.said
    assert ("Nothing was installed." in seen.said) is (code == 1)


def test_a_dry_run_says_what_would_be_taken(azure: Estate) -> None:
    """By the last assessment, each update with why it is left; nothing is asked of the guest."""
    machine = azure.machine("web-1", "forecast")
    azure.json("assess", machine, *QUICK)

    found = azure.json("install", machine, "--classification", "Definition", "--dry-run")

    (only,) = found["machines"]
    assert only["assessed"] is not None
    classes = {each["classifications"][0]: (each["taken"], each["why"]) for each in only["updates"]}
    assert classes.pop("Definition") == (True, "")
    assert set(classes.values()) == {(False, "not selected")}
    assert azure.calls("POST", f"{machine}/installPatches") == []


def test_a_dry_run_takes_what_the_installation_takes(azure: Estate) -> None:
    """The forecast and what Azure did, by number."""
    machine = azure.machine("web-1", "foretold")
    azure.json("assess", machine, *QUICK)
    options = ("--classification", "UpdateRollUp", "--classification", "Definition")
    left = ("--exclude-kbs-requiring-reboot",)

    planned = azure.json("install", machine, *options, *left, "--dry-run")["machines"][0]
    done = azure.json("install", machine, *options, *left, "--yes", *QUICK)["machines"][0]

    assert {each["kbId"] for each in planned["updates"] if each["taken"]} == {
        each["kbId"]
        for each in done["result"]["patches"]
        if each["installationState"] == "Installed"
    }


def test_a_number_that_waits_nowhere_is_refused(azure: Estate) -> None:
    """Before anything begins; without an assessment nobody can tell, and that is said."""
    machine = azure.machine("web-1", "number")
    azure.json("assess", machine, *QUICK)
    blind = azure.machine("web-1", "blind")

    refused = azure.run("install", machine, "--kb", "KB5000001", "--yes")
    noted = azure.run("install", blind, "--kb", "5000001", "--yes", *QUICK)
    unchecked = azure.run("install", machine, "--kb", "5000001", "--unchecked", "--yes", *QUICK)

    assert refused.returncode == 1
    assert refused.stderr == (
        "azure-hotpatch: KB5000001: does not wait on the machine, by the last assessment. Check the"
        " number; or run `azure-hotpatch assess`, and this again in some minutes, when Resource"
        " Graph has it; or add --unchecked. Nothing was installed.\n"
    )
    assert "of web-1 no assessment is on record, so nobody can tell" in noted.stderr
    assert (noted.returncode, unchecked.returncode) == (0, 0)
