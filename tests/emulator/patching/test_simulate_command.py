"""`local-azure simulate`: a scenario file in, a table or JSON out, without a server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from local_azure.cli import app

SCENARIO: dict[str, Any] = {
    "os": "2025",
    "releases": [
        {
            "date": "2027-01-12",
            "type": "baseline",
            "planned": True,
            "outOfBand": False,
            "kb": None,
            "build": None,
        },
        {
            "date": "2027-02-09",
            "type": "hotpatch",
            "planned": True,
            "outOfBand": False,
            "kb": "KB5999999",
            "build": None,
        },
    ],
    "machines": [{"name": "web", "off": [], "fails": ["2027-01"]}, {"name": "db", "zone": "2"}],
}


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["simulate", *arguments])


def written(folder: Path, data: object) -> str:
    """The path of a file with this JSON."""
    path = folder / "scenario.json"
    path.write_text(json.dumps(data))
    return str(path)


def test_json_tells_each_machine(tmp_path: Path) -> None:
    """What it installed, and both counts; an unknown KB is null."""
    result = run("--scenario", written(tmp_path, SCENARIO), "--json")

    january = {"date": "2027-01-12", "type": "baseline", "kb": None}
    february = {"date": "2027-02-09", "type": "hotpatch", "kb": "KB5999999"}
    assert json.loads(result.stdout) == {
        "machines": [
            {
                "name": "web",
                "installed": [january, february],
                "reboots": 1,
                "rebootsWithoutHotpatch": 1,
            },
            {
                "name": "db",
                "installed": [january, february],
                "reboots": 1,
                "rebootsWithoutHotpatch": 2,
            },
        ]
    }


def test_a_table_tells_it_to_people(tmp_path: Path) -> None:
    """With the number of machines that is wanted."""
    result = run("--scenario", written(tmp_path, SCENARIO), "--machines", "3", "--os", "2022")

    lines = [line.split() for line in result.stdout.splitlines()]
    assert "Windows Server 2022, 2027-01 to 2027-02: 2 releases" in result.stdout
    assert lines[-3:] == [
        ["web", "2", "1", "1"],
        ["db", "2", "1", "2"],
        ["machine-1", "2", "1", "2"],
    ]


def test_a_name_is_printed_as_it_is(tmp_path: Path) -> None:
    """Brackets are no markup, and nothing is folded where there is no terminal."""
    names = ["[bold]web[/bold]", "[/red]", "w" * 120]
    scenario = {**SCENARIO, "releases": SCENARIO["releases"][:1]}

    result = run(
        "--scenario", written(tmp_path, {**scenario, "machines": [{"name": n} for n in names]})
    )

    lines = [line.split() for line in result.stdout.splitlines()]
    assert "Windows Server 2025, 2027-01: 1 release" in result.stdout
    assert lines[2:] == [[name, "1", "1", "1"] for name in names]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_is_said_in_words(options: tuple[str, ...]) -> None:
    """Not by a traceback, and the exit code is 1."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "local_azure",
                "simulate",
                "--scenario",
                "sample-year",
                *options,
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == "local-azure: standard output: No space left on device\n"


def test_a_scenario_that_ships_is_named() -> None:
    """The sample year of the original document."""
    result = run("--scenario", "sample-year", "--json")

    machine = json.loads(result.stdout)["machines"][0]
    assert (machine["reboots"], machine["rebootsWithoutHotpatch"]) == (6, 12)


def test_a_wrong_scenario_ends_with_2(tmp_path: Path) -> None:
    """Each mistake on a line of its own, with the file and the place before it."""
    path = written(tmp_path, {**SCENARIO, "os": "XP", "machines": [{}]})

    result = run("--scenario", path, "--json")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"local-azure: {path}: machines[0].name: missing, a text is needed",
        f'local-azure: {path}: os: found "XP", one of 2022, 2025 is needed',
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--scenario", "nowhere.json"),
        ("--scenario", "sample-year", "--machines", "0"),
        ("--scenario", "sample-year", "--machines", "10001"),
        ("--scenario", "sample-year", "--os", "2019"),
    ],
)
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    """And says what is allowed."""
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stderr
