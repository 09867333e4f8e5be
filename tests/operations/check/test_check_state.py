"""`azure-hotpatch check --state`: an exported state, judged without an engine."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.operations.check.states import HOTPATCHING, PATCH_MODE, exported, machine, urn, written

OFF = {HOTPATCHING: False}
REFUSED = f"{HOTPATCHING}: found false; allowed: true."
EXEMPTION = {
    "rules": ["HP003"],
    "resource": "web",
    "reason": "Runs SQL Server 2014.",
    "owner": "team-db",
}


def check(
    folder: Path, *words: str, stdin: str = "", settings: Mapping[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command, run in a folder; nothing of Pulumi is on its PATH."""
    if settings is not None:
        (folder / "hotpatch-policies.yaml").write_text(json.dumps(settings))
    return subprocess.run(
        [sys.executable, "-m", "azure_hotpatch_operations", "check", *words],
        cwd=folder,
        env={"PATH": "", "HOME": str(folder)},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def findings(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str, str, bool]]:
    """Resource, rule, outcome and whether it denies, of what was found."""
    assert done.stderr == ""
    return [
        (one["name"], one["rule"], one["outcome"], one["denies"])
        for one in json.loads(done.stdout)["findings"]
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_state_is_read_as_a_shell_of_windows_writes_it(tmp_path: Path, encoding: str) -> None:
    """`pulumi stack export > state.json` in PowerShell: UTF-16, or UTF-8 after a mark."""
    file = written(tmp_path, machine("web"))
    file.write_text(file.read_text(), encoding=encoding)

    done = check(tmp_path, "--state", "state.json")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_stack_that_is_as_wished_passes(tmp_path: Path) -> None:
    """Exit code 0; the last line says what was judged."""
    done = check(tmp_path, "--state", str(written(tmp_path, machine("web"), machine("db"))))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"stack dev of project web, out of {tmp_path}/state.json: passes (nothing found; 2 machines"
        " judged, of 4 resources)\n"
    )


def test_a_wrong_machine_is_refused_at_its_line(tmp_path: Path) -> None:
    """Exit code 1; rule, place, what was found, what is allowed, and what to do."""
    done = check(tmp_path, "--state", str(written(tmp_path, machine("web", OFF, line=12))))

    assert (done.returncode, done.stderr) == (1, "")
    assert "web (azure-native:compute:VirtualMachine) __main__.py:12\n" in done.stdout
    assert f"HP003 refused: {REFUSED}" in done.stdout


def test_a_state_can_come_from_standard_input(tmp_path: Path) -> None:
    """`pulumi stack export | azure-hotpatch check --state -`."""
    done = check(
        tmp_path, "--state", "-", "--json", stdin=json.dumps(exported(machine("web", OFF)))
    )

    assert done.returncode == 1
    assert findings(done) == [("web", "HP003", "violation", True)]


def test_findings_are_in_the_order_of_the_program(tmp_path: Path) -> None:
    """By line, then by resource and rule, whatever the order in the state; unknown lines last."""
    both = {**OFF, PATCH_MODE: "Manual"}
    resources = [
        machine("nowhere", OFF),
        machine("late", both, line=20),
        machine("b", OFF, line=9),
        machine("a", OFF, line=9),
    ]

    done = [
        check(tmp_path, "--state", str(written(tmp_path, *order)), "--json")
        for order in (resources, resources[::-1])
    ]

    assert done[0].stdout == done[1].stdout
    assert [(one[0], one[1]) for one in findings(done[0])] == [
        ("a", "HP003"),
        ("b", "HP003"),
        ("late", "HP003"),
        ("late", "HP004"),
        ("nowhere", "HP003"),
    ]


def test_what_is_being_deleted_is_not_judged(tmp_path: Path) -> None:
    """The engine does not either."""
    old = {**machine("web", OFF), "delete": True}

    done = check(tmp_path, "--state", str(written(tmp_path, machine("web"), old)), "--json")

    assert (done.returncode, findings(done)) == (0, [])


def test_an_empty_stack_passes_and_says_that_it_is_empty(tmp_path: Path) -> None:
    """As a stack before its first update exports."""
    (tmp_path / "state.json").write_text('{"version": 3, "deployment": {"manifest": {}}}')

    done = check(tmp_path, "--state", "state.json")

    assert done.returncode == 0
    assert "There are no resources: nothing was judged." in done.stdout


SECRET_MODE = {
    PATCH_MODE: {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "ciphertext": "v1:AAAA:AAAA",
    }
}


@pytest.mark.parametrize(("undecided", "denies"), [(None, True), ("deny", True), ("warn", False)])
def test_a_secret_that_cannot_be_read_is_undecided(
    tmp_path: Path, undecided: str | None, *, denies: bool
) -> None:
    """Which denies, unless the settings say otherwise."""
    settings = {} if undecided is None else {"undecided": undecided}

    done = check(
        tmp_path,
        "--state",
        str(written(tmp_path, machine("web", SECRET_MODE))),
        "--json",
        settings=settings,
    )

    assert done.returncode == int(denies)
    assert findings(done) == [("web", "HP004", "undecided", denies)]


def test_what_only_advises_denies_neither_decided_nor_undecided(tmp_path: Path) -> None:
    """HP014 would have it otherwise."""
    mode = "osProfile.windowsConfiguration.patchSettings.assessmentMode"
    state = written(
        tmp_path,
        machine("web", {mode: "ImageDefault"}),
        machine("db", {mode: SECRET_MODE[PATCH_MODE]}),
    )

    done = check(tmp_path, "--state", str(state), "--json")

    assert done.returncode == 0
    assert findings(done) == [
        ("db", "HP014", "undecided", False),
        ("web", "HP014", "advice", False),
    ]


def test_an_exempted_finding_is_shown_with_reason_and_owner(tmp_path: Path) -> None:
    """And does not deny."""
    settings = {"exemptions": [{**EXEMPTION, "expires": "2999-12-31"}]}

    done = check(
        tmp_path,
        "--state",
        str(written(tmp_path, machine("web", OFF))),
        "--json",
        settings=settings,
    )

    assert done.returncode == 0
    (found,) = json.loads(done.stdout)["findings"]
    assert (found["outcome"], found["denies"]) == ("exempted", False)
    assert found["reason"] == "Runs SQL Server 2014 (team-db, until 2999-12-31)"


def test_exemptions_that_let_nothing_pass_are_notes(tmp_path: Path) -> None:
    """Expired ones count no more; one from HP019 may be of use where a program is checked."""
    settings = {
        "exemptions": [
            {**EXEMPTION, "expires": "2026-01-01"},
            {**EXEMPTION, "resource": "gone"},
            {**EXEMPTION, "rules": ["HP019"]},
        ]
    }

    done = check(
        tmp_path,
        "--state",
        str(written(tmp_path, machine("web", OFF))),
        "--json",
        settings=settings,
    )

    assert findings(done) == [("web", "HP003", "violation", True)]
    assert json.loads(done.stdout)["notes"] == [
        "exemptions[0] of team-db, HP003: expired on 2026-01-01. It counts no more: remove it.",
        "exemptions[1] of team-db, HP003: found nothing to let pass for 'gone'. Remove it.",
    ]


def test_an_exemption_that_ends_soon_is_a_note(tmp_path: Path) -> None:
    """Within two weeks, and it counts until then."""
    ends = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=5)
    settings = {"exemptions": [{**EXEMPTION, "expires": str(ends)}]}
    state = str(written(tmp_path, machine("web", OFF)))

    done = check(tmp_path, "--state", state, "--json", settings=settings)

    assert findings(done) == [("web", "HP003", "exempted", False)]
    assert json.loads(done.stdout)["notes"] == [
        (
            f"exemptions[0] of team-db, HP003: expires on {ends}. Repair what it lets pass, or"
            " renew it."
        )
    ]


def test_settings_can_be_named(tmp_path: Path) -> None:
    """Before the environment's and the folder's."""
    (tmp_path / "mine.yaml").write_text(json.dumps({"exemptions": [EXEMPTION]}))
    state = str(written(tmp_path, machine("web", OFF)))

    done = check(tmp_path, "--state", state, "--settings", "mine.yaml", settings={"linux": "judge"})

    assert done.returncode == 0


def test_several_reports_are_written_in_one_run(tmp_path: Path) -> None:
    """A format a file, and one on standard output."""
    state = str(written(tmp_path, machine("web", OFF)))
    names = ("text", "json", "sarif", "junit", "markdown")
    reports = [word for name in names for word in ("--report", f"{name}=check.{name}")]

    done = check(tmp_path, "--state", state, "--format", "sarif", *reports)

    assert done.returncode == 1
    assert done.stdout == (tmp_path / "check.sarif").read_text()
    assert json.loads((tmp_path / "check.json").read_text())["findings"][0]["urn"] == urn("web")
    assert all("HP003" in (tmp_path / f"check.{name}").read_text() for name in names)
    assert {path.name for path in tmp_path.iterdir()} == {
        "state.json",
        *(f"check.{name}" for name in names),
    }
