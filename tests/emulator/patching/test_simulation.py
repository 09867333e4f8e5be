"""What becomes of machines in a scenario: releases installed, reboots with and without hotpatch."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from local_azure.patching.scenario_files import SHIPPED, read, shipped
from local_azure.patching.simulation import simulate
from tests.emulator.patching.scenarios import expected, scenarios

LIVES = sorted((Path(__file__).parent / "lives").glob("*.json"))


def reboots(name: str) -> list[tuple[int, int]]:
    """The reboots of each machine of a scenario that ships, and those without hotpatch."""
    lives = simulate(shipped(name))
    return [(life.reboots, life.reboots_without_hotpatch) for life in lives]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("sample-year", (6, 12)),
        ("2025-ws2022", (4, 12)),
        ("2025-ws2025", (4, 12)),
        ("2026-ws2022", (3, 10)),
        ("2026-ws2025", (5, 10)),
    ],
)
def test_reboots_are_counted_from_the_releases(name: str, counts: tuple[int, int]) -> None:
    """The sample year of the original document: 6 in place of 12; WS2025 to September 2026: 5."""
    assert name in SHIPPED
    assert reboots(name) == [counts]


@pytest.mark.parametrize("file", LIVES, ids=lambda file: file.stem)
def test_lives_reckoned_by_hand(file: Path) -> None:
    """What each machine installs and how often it reboots, from the words of the issue alone."""
    case = json.loads(file.read_text())

    lives = [life.as_json() for life in simulate(read(file.name, case["scenario"]))]

    assert [
        {**life, "installed": [each["date"] for each in life["installed"]]} for life in lives
    ] == case["lives"]


@given(scenarios())
def test_a_scenario_nobody_has_seen(data: dict[str, Any]) -> None:
    """A naive walk along its releases comes to the same for every machine."""
    lives = [life.as_json() for life in simulate(read("scenario", data))]

    assert [life["name"] for life in lives] == [machine["name"] for machine in data["machines"]]
    for life, machine in zip(lives, data["machines"], strict=True):
        installed, with_hotpatch, without = expected(data, machine)
        assert [each["date"] for each in life["installed"]] == installed
        assert (life["reboots"], life["rebootsWithoutHotpatch"]) == (with_hotpatch, without)


@given(scenarios())
def test_laws_of_any_scenario(data: dict[str, Any]) -> None:
    """Nothing twice, nothing older than what is there, and each baseline is one reboot."""
    for life in simulate(read("scenario", data)):
        days = [release.date for release in life.installed]

        assert days == sorted(set(days))
        assert life.reboots == sum(release.type == "baseline" for release in life.installed)


@given(scenarios())
def test_the_order_of_the_file_does_not_matter(data: dict[str, Any]) -> None:
    """Releases are taken by their days."""
    other = copy.deepcopy(data)
    other["releases"].reverse()

    assert list(simulate(read("one", data))) == list(simulate(read("other", other)))


def test_a_machine_that_was_off_in_a_baseline_month_takes_it_before_the_next_hotpatch() -> None:
    """One reboot either way: of hotpatches and of cumulative updates it takes the newest only."""
    machine = {"name": "web", "off": ["2026-02", "2026-03", "2026-04"], "fails": []}
    scenario = shipped("2026-ws2025")
    life = next(iter(simulate(read("scenario", {**scenario.as_json(), "machines": [machine]}))))

    assert [str(release.date) for release in life.installed] == [
        "2026-01-13",
        "2026-04-14",
        "2026-05-12",
        "2026-06-09",
        "2026-07-14",
        "2026-08-11",
        "2026-09-08",
    ]
    assert (life.reboots, life.reboots_without_hotpatch) == (5, 6)


def test_more_machines_are_always_on_and_keep_their_names_apart() -> None:
    """The file's own come first."""
    data = {
        **shipped("sample-year").as_json(),
        "machines": [{"name": "machine-2", "off": ["2021-01"]}],
    }

    scenario = read("scenario", data)

    assert [m.name for m in scenario.with_machines(3).machines] == [
        "machine-2",
        "machine-1",
        "machine-3",
    ]
    assert [m.name for m in scenario.with_machines(1).machines] == ["machine-2"]


def test_a_scenario_moves_to_another_year() -> None:
    """Second Tuesdays stay second Tuesdays; what is out of band keeps its distance from them."""
    data = {
        "os": "2022",
        "releases": [
            {"date": "2026-01-13", "type": "baseline", "planned": True},
            {"date": "2026-01-24", "type": "hotpatch", "planned": False, "outOfBand": True},
            {"date": "2026-12-08", "type": "hotpatch", "planned": True},
        ],
    }

    moved = read("scenario", data).moved_to(date(2027, 3, 1))

    assert [str(release.date) for release in moved.releases] == [
        "2027-03-09",
        "2027-03-20",
        "2028-02-08",
    ]
