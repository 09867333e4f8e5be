"""The command `azure-hotpatch calendar`: what came, what is planned, and what users know better."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations.calendar_corrections import CorrectionsError, corrected, schema

CASES = Path(__file__).parent / "calendar_corrections"
PAGE = (Path(__file__).parents[2] / "docs/commands/calendar.md").read_text()


def calendar(*options: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "azure_hotpatch_operations", "calendar", *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def releases(*options: str) -> list[dict[str, Any]]:
    """What it says as JSON."""
    done = calendar(*options, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["releases"]
    return found


def test_a_table_says_when_machines_reboot() -> None:
    """With KB and build where they are known, and notes below."""
    done = calendar("--os", "2025", "--from", "2026-05-01", "--to", "2026-07-31")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.rstrip() for line in done.stdout.splitlines()][:4] == [
        "Date       OS   Release            Machines  KB        Build",
        "2026-05-12 2025 hotpatch           no reboot KB5087423 26100.32772",
        "2026-06-09 2025 unplanned baseline reboot    KB5094125 26100.32995 (1)",
        "2026-07-14 2025 baseline           reboot    KB5099536 26100.33158 (2)",
    ]
    assert done.stdout.splitlines()[4].startswith("(1) Microsoft's page of 2026-05-12 still had")


def test_what_is_to_come_is_called_planned() -> None:
    """In every row, and nowhere is there a promise."""
    found = releases("--year", "2050", "--os", "2025")

    assert len(found) == 12
    assert {each["status"] for each in found} == {"planned"}
    assert {each["reboot"] for each in found} == {"no reboot planned", "reboot planned"}
    assert {each["kb"] for each in found} == {None}


def test_json_has_each_release_whole() -> None:
    """With where it is said, and when that was read."""
    assert releases("--from", "2026-04-20", "--to", "2026-04-20", "--os", "2022") == [
        {
            "os": "2022",
            "date": "2026-04-20",
            "type": "hotpatch",
            "planned": False,
            "outOfBand": True,
            "kb": "KB5091576",
            "build": "20348.5029",
            "status": "released",
            "reboot": "no reboot",
            "confidence": "reported",
            "source": "https://julbietechnews.com/2026/04/20/10ed303a54d935750a1f/",
            "read": "2026-11-23",
            "note": "Released on 19 or 20 April 2026; which of them is not said of the hotpatch, so"
            " the later stands here.",
        }
    ]


def test_the_year_of_the_documented_reboots() -> None:
    """Windows Server 2025 rebooted five times from January to September 2026."""
    found = releases("--os", "2025", "--from", "2026-01-01", "--to", "2026-09-30")

    assert [each["date"] for each in found if each["reboot"] == "reboot"] == [
        "2026-01-13",
        "2026-04-14",
        "2026-06-09",
        "2026-07-14",
        "2026-09-08",
    ]


def test_days_without_a_release_are_a_sentence() -> None:
    """Not an empty table."""
    done = calendar("--from", "2026-05-13", "--to", "2026-05-14")

    assert done.stdout == "No release of hotpatch is on record or planned in these days.\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--from", "soon"], "--from: found 'soon'; allowed: a day, such as 2026-01-31"),
        (["--to", "0001-01-01"], "--to: found '0001-01-01'; allowed: a day from 2000 to 2100"),
        (["--year", "2026", "--to", "2026-01-01"], "--year: leave out --from and --to, or --year"),
        (
            ["--from", "2026-02-01", "--to", "2026-01-01"],
            "--from: 2026-02-01 is after --to 2026-01-01",
        ),
    ],
)
def test_wrong_use_is_one_sentence(options: list[str], sentence: str) -> None:
    """With exit code 2; the same as JSON."""
    done = calendar(*options, "--json")

    assert (done.returncode, done.stderr) == (2, f"azure-hotpatch: {sentence}\n")
    assert json.loads(done.stdout) == {"error": sentence}


def test_a_table_in_a_file_is_not_folded() -> None:
    """Every release is one line, however narrow the terminal was."""
    done = calendar("--year", "2026")

    rows = [line for line in done.stdout.splitlines() if line.startswith("2026-")]
    assert len(rows) == len(releases("--year", "2026"))


def test_the_user_s_releases_take_the_place_of_the_calendar_s(tmp_path: Path) -> None:
    """As the page shows it: a month that turned out otherwise, and one out of band."""
    file = tmp_path / "releases.yaml"
    file.write_text(PAGE.partition("```yaml\n")[2].partition("```")[0])

    found = releases(
        "--os", "2025", "--from", "2026-10-01", "--to", "2026-11-30", "--corrections", str(file)
    )

    assert [
        (each["date"], each["type"], each["status"], each["reboot"], each["confidence"])
        for each in found
    ] == [
        ("2026-10-13", "baseline", "released", "reboot", "user"),
        ("2026-10-23", "hotpatch", "released", "no reboot", "user"),
        ("2026-11-10", "hotpatch", "planned", "no reboot planned", "rule"),
    ]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_corrections_are_refused_with_every_reason(case: Path) -> None:
    """Each file of the folder, and what is said of it below its own text."""
    with pytest.raises(CorrectionsError) as refused:
        corrected(ReleaseCalendar(), case)

    reasons = case.with_suffix(".txt").read_text().splitlines()
    assert list(refused.value.mistakes) == reasons


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """With exit code 2."""
    done = calendar("--corrections", str(tmp_path / "none.yaml"))

    assert done.returncode == 2
    assert done.stderr == (
        f"azure-hotpatch: {tmp_path}/none.yaml cannot be used:\n  No such file or directory\n"
    )


def test_the_schema_is_one() -> None:
    """Editors can use it."""
    Draft202012Validator.check_schema(schema())
