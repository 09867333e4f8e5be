"""Which releases come out in a local Azure, by its owner's choice."""

import json
from typing import Any

import pytest

from local_azure import admin, instance
from local_azure.arm import ArmError, Call, Json, Reply
from local_azure.clock import Clock
from local_azure.patching.scenario_files import shipped
from local_azure.testing import ORIGIN, InProcess

SAMPLE = shipped("sample-year").as_json()


def ask(azure: InProcess, method: str, body: Json | None = None) -> Reply:
    """Call the admin route."""
    call = Call(
        method=method,
        path=f"{admin.PREFIX}/releases",
        headers={admin.TOKEN_HEADER: "token"},
        body=b"" if body is None else json.dumps(body).encode(),
        origin=ORIGIN,
    )
    return admin.answer(azure.azure, Clock(azure.azure.store, azure.hand), "token", {}, call)


def days(azure: InProcess, system: str) -> list[str]:
    """The days of the releases that are shown for a Windows Server."""
    shown: Any = ask(azure, "GET").body
    return [release["date"] for release in shown[system]["releases"]]


def test_what_is_known_comes_first_and_the_plan_after_it(azure: InProcess) -> None:
    """A year back and a year ahead; what is planned has no KB."""
    shown: Any = ask(azure, "GET").body
    kbs = {release["date"]: release["kb"] for release in shown["2025"]["releases"]}

    assert kbs["2026-06-09"] == "KB5094125"
    assert kbs["2026-10-13"] is None
    assert max(kbs) == "2027-11-09"
    assert shown["2025"]["isScenario"] is False
    assert len(shown["2019"]["releases"]) == 24


def test_a_scenario_takes_their_place(azure: InProcess) -> None:
    """For its own Windows Server or others, from a month on, until it is taken back."""
    known = days(azure, "2025")

    reply = ask(azure, "POST", {"scenario": SAMPLE, "systems": ["2025"], "begin": "2027-01"})
    moved, other = days(azure, "2025"), days(azure, "2022")
    ask(azure, "DELETE")

    assert reply.status == 201
    assert moved[:3] == ["2027-01-12", "2027-02-09", "2027-03-09"]
    assert other[0] < "2026"
    assert days(azure, "2025") == known


def test_without_a_month_the_days_stay(azure: InProcess) -> None:
    """The sample year is of 2021, and over."""
    ask(azure, "POST", {"scenario": SAMPLE})

    assert days(azure, "2022") == []


def test_all_mistakes_are_told_at_once(azure: InProcess) -> None:
    """And nothing is changed."""
    known = days(azure, "2022")
    wrong = {**SAMPLE, "os": "XP"}

    with pytest.raises(ArmError) as refused:
        ask(azure, "POST", {"scenario": wrong, "systems": ["3"], "begin": "soon", "more": 1})

    assert refused.value.message == (
        "systems: found ['3'], a list of 2016, 2019, 2022, 2025 is needed; begin: found 'soon', a"
        " month, as 2027-01, is needed; more: not a field; there are scenario, systems, begin;"
        ' scenario: os: found "XP", one of 2022, 2025 is needed'
    )
    assert days(azure, "2022") == known


def test_a_reset_brings_the_known_ones_back(azure: InProcess) -> None:
    """With everything else."""
    known = days(azure, "2025")
    ask(azure, "POST", {"scenario": SAMPLE, "systems": ["2025"]})

    instance.reset(azure.azure)

    assert days(azure, "2025") == known
