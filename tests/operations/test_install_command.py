"""The commands `azure-hotpatch assess` and `install`, on machines of a real local Azure."""

import json
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient

from tests.operations.estate import Estate, command, estate
from tests.operations.terminal import terminal
from tests.recovery.interruption import until

SECURITY = ("--classification", "security", "--yes")
QUICK = ("--interval", "0.05")


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


def test_an_assessment_says_what_waits(azure: Estate) -> None:
    """Many machines at once, each with its sentence."""
    for name in ("web-1", "web-2"):
        azure.machine(name, "assess")

    found = azure.json("assess", "-g", "assess", *QUICK)

    assert [each["state"] for each in found["machines"]] == ["assessed", "assessed"]
    first = found["machines"][0]
    result = first["result"]
    urgent, other = result["criticalAndSecurityPatchCount"], result["otherPatchCount"]
    assert first["message"] == (
        f"machine web-1 of resource group assess: {urgent} critical or security, {other} other"
        " updates wait."
    )
    assert len(result["availablePatches"]) == urgent + other


def test_an_installation_takes_what_was_selected(azure: Estate) -> None:
    """By class and by number, with or without the prefix, and leaves the rest."""
    machine = azure.machine("web-1", "select")
    waiting = azure.json("assess", machine, *QUICK)["machines"][0]["result"]["availablePatches"]
    by_class = {each["classifications"][0]: each for each in waiting}
    definition, rollup = by_class["Definition"], by_class["UpdateRollUp"]

    done = azure.run(
        "install", machine, "--kb", f"KB{definition['kbId']}", "--kb", rollup["kbId"],
        "--exclude-kb", f"kb{rollup['kbId']}9", "--yes", *QUICK,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    numbers = {definition["kbId"], rollup["kbId"]}
    assert done.stdout.startswith(
        "installed  machine web-1 of resource group select: 2 installed ("
    )
    assert all(f"KB{number}" in done.stdout for number in numbers)
    left = azure.json("assess", machine, *QUICK)["machines"][0]["result"]["availablePatches"]
    assert {each.get("kbId") for each in left}.isdisjoint(numbers)


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
        "--duration: found 'long'; allowed: hours and minutes, as in 2h, 90m, 3h30m or PT4H\n"
        "--max-patch-publish-date: found 'soon'; allowed: a day, such as 2026-11-10"
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


def test_one_failure_does_not_stop_the_others(azure: Estate) -> None:
    """One off, one that fails with HTTP 200, one well: three machines, three sentences."""
    for name in ("failing", "well", "off"):
        azure.machine(name, "mixed")
    client: Any = azure.azure.client(ComputeManagementClient)
    client.virtual_machines.begin_deallocate("mixed", "off").result()
    azure.fault(
        action="fail-patches",
        path="*/failing/installPatches",
        code="0x80240022",
        message="All failed.",
    )

    found = azure.json("install", "-g", "mixed", *SECURITY, *QUICK, code=1)

    said = {each["id"].rpartition("/")[2]: each for each in found["machines"]}
    assert {name: each["state"] for name, each in said.items()} == {
        "failing": "failed",
        "off": "refused",
        "well": "installed",
    }
    assert said["off"]["message"] == (
        "machine off of resource group mixed: it is not running (deallocated). Start it (`az vm"
        " start`), then run this again."
    )
    assert "The installation ended Failed: 0x80240022: " in said["failing"]["message"]


def test_a_part_that_failed_is_not_as_wished(azure: Estate) -> None:
    """Azure answers HTTP 200, and CompletedWithWarnings in it."""
    machine = azure.machine("web-1", "partly")
    azure.fault(
        action="warn-patches", path="*/installPatches", code="Partly", message="One failed."
    )

    found = azure.json(
        "install", machine, "--classification", "Definition", "--classification", "UpdateRollUp",
        "--yes", *QUICK, code=1,
    )  # fmt: skip

    assert found["machines"][0]["state"] == "partly failed"


def is_watched(azure: Estate) -> bool:
    """Whether the installation was asked for, and then looked at."""
    paths = [each["path"].lower() for each in azure.azure.requests()]
    asked = [number for number, path in enumerate(paths) if path.endswith("/installpatches")]
    return bool(asked) and any("/operations/" in path for path in paths[asked[0] :])


def test_ctrl_c_leaves_the_installation_and_says_how_to_wait_for_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Another shell waits for it with --resume, and judges it."""
    with estate(tmp_path_factory.mktemp("long"), installation=3600) as azure:
        machine = azure.machine("web-1", "stop")
        with subprocess.Popen(
            command("install", machine, *SECURITY, *QUICK),
            env=azure.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            until(lambda: is_watched(azure), "it waits")
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)

        assert process.returncode == 130
        assert said == (
            "",
            (
                "azure-hotpatch: stopped waiting; Azure goes on with web-1. To wait for it again:"
                f" azure-hotpatch install --resume {machine}\n"
            ),
        )

        again = azure.json("install", machine, *SECURITY, code=1)
        assert "an installation is under way since" in again["machines"][0]["message"]

        with subprocess.Popen(
            command("install", "--resume", machine, *QUICK, "--json"),
            env=azure.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            reads = len(azure.calls("GET", "/web-1"))
            until(lambda: len(azure.calls("GET", "/web-1")) > reads + 1, "it waits again")
            azure.azure.admin("POST", "/clock", {"advance": 3700})
            out, _ = process.communicate(timeout=60)

        assert process.returncode == 0, out
        (only,) = json.loads(out)["machines"]
        assert only["state"] == "installed"


def test_there_may_be_nothing_to_wait_for(azure: Estate) -> None:
    """A machine that had no installation."""
    machine = azure.machine("web-1", "nothing")

    done = azure.run("install", "--resume", machine)

    assert (done.returncode, done.stdout) == (
        0,
        (
            "nothing to wait for  machine web-1 of resource group nothing: No installation is on"
            " record"
            " of the last 30 days.\n"
        ),
    )


def test_a_lost_answer_is_no_second_installation(azure: Estate) -> None:
    """It may go on there, and how to see it is told; nothing is asked for twice."""
    machine = azure.machine("web-1", "lost")
    azure.fault(action="drop-after", path="*/web-1/installPatches", method="POST")

    found = azure.json("install", machine, *SECURITY, *QUICK, code=1)

    (only,) = found["machines"]
    assert only["state"] == "out of sight"
    assert only["message"].endswith(
        "It may go on there: `azure-hotpatch install --resume` waits for it."
    )
    assert len(azure.calls("POST", f"{machine}/installPatches")) == 1


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
