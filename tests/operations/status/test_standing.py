"""Whether a machine has the newest hotpatch or baseline: what each kind of evidence says."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_facts.releases import Os
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.status.model import Patching
from azure_hotpatch_operations.status.standing import outlook, standing, wanted_kbs
from tests.operations.status.known import (
    BASELINE,
    CUMULATIVE,
    HOTPATCH,
    NOW,
    assessment,
    days_ago,
    machine,
    offered,
    patching,
)

TODAY = NOW.date()


def judged(machine: Machine, patching: Patching, today: dt.date = TODAY) -> tuple[bool | None, str]:
    """What is said of the machine on a day."""
    found = standing(machine, patching, outlook(ReleaseCalendar(), machine.os, today))
    return found.is_current, found.reason


NOTHING = Patching()
OLD = assessment(at=days_ago(10))
PREVIEW = (
    "MicrosoftWindowsServer:microsoftserveroperatingsystems-previews"
    ":windows-server-2019-azure-edition-preview"
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(
            patching(),
            (True, "It has the hotpatch of 2025-11-11."),
            id="the month's hotpatch is installed",
        ),
        pytest.param(
            patching(assessment=None),
            (True, "It has the hotpatch of 2025-11-11."),
            id="the same without an assessment",
        ),
        pytest.param(
            offered(HOTPATCH),
            (False, "The hotpatch KB5068966 of 2025-11-11 is offered and not installed."),
            id="the month's hotpatch is offered",
        ),
        pytest.param(
            offered(BASELINE),
            (False, "The baseline KB5066835 of 2025-10-14 is offered and not installed."),
            id="the baseline before it is offered",
        ),
        pytest.param(
            patching(installed=frozenset({BASELINE}), installation=None),
            (True, "Azure assessed it on 2025-11-19 and offers nothing critical or security."),
            id="nothing is offered since the release",
        ),
        pytest.param(
            offered(None),
            (
                None,
                (
                    "Azure assessed it on 2025-11-19 and offers 1 critical or security updates,"
                    " none of which is a release on record here."
                ),
            ),
            id="what is offered has no article",
        ),
        pytest.param(
            Patching(assessment=assessment(pending=None)),
            (
                None,
                "Azure assessed it on 2025-11-19 and does not say how many updates it lacks.",
            ),
            id="Azure does not count",
        ),
        pytest.param(
            Patching(assessment=OLD),
            (
                False,
                (
                    "The hotpatch KB5068966 of 2025-11-11 came, and no installation of it is on"
                    " record."
                ),
            ),
            id="not assessed since, and not installed",
        ),
        pytest.param(
            Patching(assessment=assessment(status="Failed")),
            (
                False,
                (
                    "The hotpatch KB5068966 of 2025-11-11 came, and no installation of it is on"
                    " record."
                ),
            ),
            id="a failed assessment is none",
        ),
    ],
)
def test_evidence(known: Patching, expected: tuple[bool | None, str]) -> None:
    """The first thing known that decides it, decides."""
    assert judged(machine(), known) == expected


def test_a_hotpatched_machine_is_not_behind_the_cumulative_update() -> None:
    """Its KB and its build are lower than those of the month's cumulative update."""
    hotpatched = machine(os_version="10.0.26100.7092")
    after = Patching(assessment=OLD, installed=frozenset({HOTPATCH}))

    assert judged(hotpatched, after)[0] is True
    assert judged(hotpatched, Patching(assessment=OLD))[0] is True


def test_a_lower_build_proves_nothing() -> None:
    """Which build the agent of a hotpatched machine tells is not documented."""
    december = dt.date(2025, 12, 20)
    silent = Patching(assessment=assessment(at=dt.datetime(2025, 12, 15, tzinfo=dt.UTC)))

    assert judged(machine(os_version="10.0.26100.6899"), silent, december)[0] is True


def test_the_cumulative_update_counts_where_the_calendar_has_it() -> None:
    """Offered in August 2026 in place of the hotpatch, it is the same release."""
    august = dt.date(2026, 8, 20)
    found = offered("5120233", at=dt.datetime(2026, 8, 19, tzinfo=dt.UTC))

    assert judged(machine(), found, august) == (
        False,
        "The hotpatch KB5120228 of 2026-08-11 is offered and not installed.",
    )


def test_without_any_record_nobody_can_tell() -> None:
    """After the 30 days that Azure keeps installations."""
    unknown = (None, "Azure has no successful assessment of the last 7 days.")

    assert judged(machine(), NOTHING, dt.date(2026, 1, 12)) == unknown
    assert judged(machine(created=days_ago(2)), NOTHING) == unknown


def test_months_that_are_not_on_record_are_told_by_what_is_offered() -> None:
    """The calendar ends in September 2026; an assessment in November tells all the same."""
    november = dt.date(2026, 11, 25)
    new = Patching(assessment=assessment(at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC)))
    old = Patching(assessment=assessment(at=dt.datetime(2026, 11, 9, tzinfo=dt.UTC)))

    assert judged(machine(), new, november)[0] is True
    assert judged(machine(), old, november) == (
        None,
        "Azure assessed it on 2026-11-09, not after the release of 2026-11-10.",
    )


def test_a_system_without_a_calendar_goes_by_its_last_assessment() -> None:
    """The preview image of 2019 has no releases on record."""
    preview = machine(image=PREVIEW)

    assert judged(preview, patching())[0] is True
    assert judged(preview, offered(None))[0] is None
    assert judged(preview, NOTHING)[0] is None


def test_what_is_planned_is_never_a_promise() -> None:
    """The next release and the next planned baseline."""
    november = outlook(ReleaseCalendar(), Os.WINDOWS_SERVER_2025, dt.date(2026, 11, 25))

    found = standing(machine(), patching(), november)

    assert found.next_release is not None
    assert found.next_baseline is not None
    assert found.next_release.reboot_on(dt.date(2026, 11, 25)) == "no reboot planned"
    assert found.next_baseline.date == dt.date(2027, 1, 12)


def test_which_articles_are_asked_for() -> None:
    """The newest release of each system, and all of the last 30 days."""
    assert wanted_kbs(ReleaseCalendar(), NOW.date()) == ("5068840", "5068966")
    assert "5078238" in wanted_kbs(ReleaseCalendar(), dt.date(2026, 2, 1))


KBS = st.sampled_from([HOTPATCH, BASELINE, CUMULATIVE, "4000000", None])
RECORDS = st.builds(
    Patching,
    assessment=st.none()
    | st.builds(
        assessment,
        at=st.none() | st.integers(0, 20).map(days_ago),
        status=st.sampled_from(["Succeeded", "Failed", "InProgress", None]),
        pending=st.none() | st.just({"security": 0}) | st.just({"security": 2}),
    ),
    urgent=st.lists(KBS, max_size=2).map(lambda kbs: offered(*kbs).urgent),
    installed=st.frozensets(KBS.filter(bool), max_size=2),
)


@given(RECORDS, st.sampled_from([None, "10.0.26100.6899", "10.0.26100.7092", "10.0.20348.1"]))
def test_current_is_said_only_with_evidence(known: Patching, build: str | None) -> None:
    """The hotpatch installed, its build or a later one, or nothing offered after its day."""
    is_current, reason = judged(machine(os_version=build), known)

    found = known.assessment
    is_clean = (
        found is not None
        and found.status == "Succeeded"
        and found.at is not None
        and found.at.date() > dt.date(2025, 11, 11)
        and found.urgent == 0
        and not known.urgent
    )
    has_it = HOTPATCH in known.installed or build == "10.0.26100.7092"
    assert not is_current or has_it or is_clean
    assert reason.endswith(".")


@given(RECORDS)
def test_less_knowledge_never_makes_a_machine_current(known: Any) -> None:
    """Without the assessment and the installations nothing is known to be good."""
    assert judged(machine(), Patching(urgent=known.urgent))[0] is not True
