"""Scenario files: what is read, and what is refused with all mistakes at once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.errors import ScenarioError
from local_azure.patching.releases import second_tuesday
from local_azure.patching.scenario_files import SHIPPED, open_scenario, parse, read, shipped
from tests.emulator.patching.scenarios import scenarios

JANUARY = {"date": "2026-01-13", "type": "baseline", "planned": True}


def mistakes(data: Any) -> list[str]:
    """What is wrong with a scenario."""
    with pytest.raises(ScenarioError) as refused:
        read("scenario.json", data)
    return list(refused.value.mistakes)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_well_formed_and_in_order(name: str) -> None:
    """Each release in band is on a second Tuesday; a baseline out of plan is no planned month."""
    scenario = shipped(name)
    days = [release.date for release in scenario.releases]

    assert days == sorted(set(days))
    for release in scenario.releases:
        is_tuesday = release.date == second_tuesday(release.date.year, release.date.month)
        assert is_tuesday is not release.out_of_band
        if release.planned:
            assert (release.type == "baseline") is (release.date.month in (1, 4, 7, 10))


def test_the_sample_year_knows_no_kb() -> None:
    """The original document names none: nothing is invented."""
    assert {release.kb for release in shipped("sample-year").releases} == {None}


def test_the_smallest_release_has_three_fields() -> None:
    """Out of band it is not, and its KB is not known."""
    scenario = read("scenario", {"os": 2025, "releases": [JANUARY]})

    assert scenario.os == "2025"
    assert scenario.machines == ()
    assert scenario.as_json()["releases"] == [
        {**JANUARY, "outOfBand": False, "kb": None, "build": None}
    ]


def test_all_mistakes_are_told_at_once() -> None:
    """The place first, then what was found and what is needed."""
    data = {
        "os": "2019",
        "releases": [
            {"date": "2026-02-30", "type": "patch", "planned": 1, "kbs": "KB1"},
            {"type": "hotpatch", "kb": "five"},
            3,
            JANUARY,
            JANUARY,
        ],
        "machines": [{"off": ["2026-13"]}, {"name": "web", "fails": "2026-01"}, {"name": "web"}],
        "more": True,
    }

    assert mistakes(data) == [
        "more: not a field; there are description, os, releases, machines",
        "machines[0].name: missing, a text is needed",
        'machines[0].off[0]: found "2026-13", a text, as 2026-01, is needed',
        'machines[1].fails: found "2026-01", a list is needed',
        'os: found "2019", one of 2022, 2025 is needed',
        "releases[0].kbs: not a field; there are date, type, planned, outOfBand, kb, build",
        'releases[0].date: found "2026-02-30", a text, as 2026-01-13, is needed',
        "releases[0].planned: found 1, true or false is needed",
        'releases[0].type: found "patch", one of baseline, hotpatch is needed',
        "releases[1].date: missing, a text, as 2026-01-13, is needed",
        "releases[1].planned: missing, true or false is needed",
        'releases[1].kb: found "five", a text or null, as KB5068966, is needed',
        "releases[2]: found 3, an object is needed",
        "releases[4].date: 2026-01-13 is that of releases[3] too; one release a day",
        "machines[2].name: web is that of machines[1] too; each machine needs a name of its own",
    ]


def test_what_no_terminal_and_no_calendar_holds_is_refused() -> None:
    """Control characters, half of a character, a line's end behind a text, a year before 2000."""
    data = {
        "os": "2025",
        "releases": [
            {**JANUARY, "date": "0001-01-01"},
            {**JANUARY, "date": "0001-01-32"},
            {**JANUARY, "kb": "KB5\n", "build": "1\n"},
        ],
        "machines": [
            {"name": "a\x1b[31m"},
            {"name": "b\n", "off": ["2026-01\n"]},
            {"name": "\ud800"},
        ],
    }

    assert mistakes(data) == [
        r'machines[0].name: found "a\u001b[31m", a text is needed',
        r'machines[1].name: found "b\n", a text is needed',
        r'machines[1].off[0]: found "2026-01\n", a text, as 2026-01, is needed',
        r'machines[2].name: found "\ud800", a text is needed',
        'releases[0].date: found "0001-01-01", a text, as 2026-01-13, is needed',
        'releases[1].date: found "0001-01-32", a text, as 2026-01-13, is needed',
        r'releases[2].build: found "1\n", a text or null, as 26100.7092, is needed',
        r'releases[2].kb: found "KB5\n", a text or null, as KB5068966, is needed',
    ]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """PowerShell 5.1 writes one with `-Encoding utf8`."""
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps({"os": "2025", "releases": [JANUARY]}), "utf-8-sig")

    assert len(open_scenario(str(file)).releases) == 1


@pytest.mark.parametrize(
    ("data", "mistake"),
    [
        ([], "the file: found [], an object is needed"),
        (None, "the file: found null, an object is needed"),
        ({"os": "2025"}, "releases: missing, a list is needed"),
    ],
)
def test_what_is_no_scenario_at_all(data: Any, mistake: str) -> None:
    """It is said of the whole file."""
    assert mistakes(data) == [mistake]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing, a folder, no JSON, no text: one sentence each."""
    (tmp_path / "half.json").write_text('{"os": ')
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{}")

    said = []
    for name in ("none.json", ".", "half.json", "bytes.json"):
        with pytest.raises(ScenarioError) as refused:
            open_scenario(str(tmp_path / name))
        said.append(str(refused.value).removeprefix(f"{tmp_path / name}: "))

    assert [text.split(";")[0].split(":")[0] for text in said] == [
        "No such file or directory",
        "Is a directory",
        "no JSON",
        "no text in UTF-8",
    ]


@given(scenarios())
def test_what_is_read_is_written_the_same(data: dict[str, Any]) -> None:
    """Releases, by their days."""
    scenario = parse("scenario", json.dumps(data))

    assert scenario.as_json()["releases"] == sorted(data["releases"], key=lambda r: r["date"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(("os", "releases", "machines", "date", "type", "name", "off"))
                | st.text(),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused_in_words(data: Any) -> None:
    """Nobody sees a traceback."""
    said = None
    try:
        read("scenario", data)
    except ScenarioError as error:
        said = error.mistakes

    assert said is None or (said and all(": " in mistake for mistake in said))


def test_shipped_days_are_dates() -> None:
    """For who compares them with another calendar."""
    first = shipped("2025-ws2025").releases[0]

    assert (first.date, first.kb, first.build) == (date(2025, 1, 14), "KB5050009", "26100.2894")
