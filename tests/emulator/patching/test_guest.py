"""What is offered to a guest, and what an install does to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.patching.guest import (
    Guest,
    installed,
    offered,
    rebooted,
    with_another_enrolment,
)
from local_azure.patching.releases import Release, planned, second_tuesday

JAN, FEB, MAR, APR, MAY = (second_tuesday(2027, month) for month in range(1, 6))
YEAR = tuple(planned(date(2026, 12, 31), date(2027, 12, 31)))
ON_JANUARY = Guest(level=JAN, baseline=JAN)


def offer(guest: Guest, day: date, *, enrolled: bool = True) -> tuple[str, date] | None:
    """What is offered on a day: its kind, and the day of the release."""
    found = offered(guest, YEAR, day, enrolled=enrolled)
    return (found.kind, found.release.date) if found else None


def take(guest: Guest, day: date, *, enrolled: bool = True, reboots: bool = True) -> Guest:
    """The guest after it took what is offered."""
    found = offered(guest, YEAR, day, enrolled=enrolled)
    assert found is not None
    after = installed(guest, found)
    return rebooted(after) if reboots else after


@pytest.mark.parametrize(
    ("guest", "day", "kind", "release"),
    [
        (ON_JANUARY, FEB, "hotpatch", FEB),
        (ON_JANUARY, MAR, "hotpatch", MAR),
        (ON_JANUARY, APR, "baseline", APR),
        (ON_JANUARY, MAY, "baseline", APR),
        (Guest(level=FEB, baseline=JAN), MAR, "hotpatch", MAR),
        (Guest(level=FEB, baseline=None), MAR, "cumulative", MAR),
        (Guest(level=FEB, baseline=None), APR, "baseline", APR),
    ],
    ids=[
        "on its baseline",
        "two behind",
        "a baseline month",
        "behind its baseline",
        "after a hotpatch",
        "off the baseline",
        "back on it",
    ],
)
def test_an_enrolled_machine_is_offered(guest: Guest, day: date, kind: str, release: date) -> None:
    """A hotpatch on the newest baseline only."""
    assert offer(guest, day) == (kind, release)


def test_a_machine_that_is_not_enrolled_takes_the_newest_cumulative_update() -> None:
    """With a reboot, whatever it missed."""
    assert offer(ON_JANUARY, MAR, enrolled=False) == ("cumulative", MAR)
    assert offer(ON_JANUARY, APR, enrolled=False) == ("baseline", APR)
    assert offer(ON_JANUARY, MAY, enrolled=False) == ("cumulative", MAY)


def test_nothing_is_offered_twice() -> None:
    """Until the next release."""
    assert offer(take(ON_JANUARY, FEB), FEB) is None
    assert offer(take(ON_JANUARY, FEB), MAR) == ("hotpatch", MAR)


def test_a_baseline_without_a_reboot_does_not_count() -> None:
    """It is not offered again, and no hotpatch is offered before the reboot."""
    staged = take(ON_JANUARY, APR, reboots=False)

    assert staged.level == JAN
    assert (offer(staged, APR), offer(staged, MAY)) == (None, None)
    assert offer(rebooted(staged), MAY) == ("hotpatch", MAY)


def test_an_unenrolled_machine_waits_for_the_next_baseline() -> None:
    """Also when it is enrolled again before anything was installed."""
    again = with_another_enrolment(with_another_enrolment(take(ON_JANUARY, FEB)))

    assert offer(again, MAR) == ("cumulative", MAR)
    assert offer(again, APR) == ("baseline", APR)
    assert offer(take(again, APR), MAY) == ("hotpatch", MAY)


def test_a_baseline_that_was_staged_before_an_enrolment_is_none_after_it() -> None:
    """It was taken as a cumulative update."""
    staged = take(ON_JANUARY, APR, enrolled=False, reboots=False)

    enrolled = rebooted(with_another_enrolment(staged))

    assert enrolled == Guest(level=APR, baseline=None)
    assert offer(enrolled, MAY) == ("cumulative", MAY)


def test_an_unplanned_baseline_and_one_out_of_band_are_baselines() -> None:
    """The day does not matter."""
    extra = Release(date=date(2027, 2, 20), type="baseline", planned=False, out_of_band=True)
    releases = tuple(sorted((*YEAR, extra), key=lambda release: release.date))

    found = offered(Guest(level=FEB, baseline=JAN), releases, MAR, enrolled=True)

    assert found is not None
    assert (found.kind, found.release) == ("baseline", extra)


@given(st.integers(2020, 2040), st.integers(1, 12))
def test_a_second_tuesday_is_one(year: int, month: int) -> None:
    """From the 8th to the 14th."""
    day = second_tuesday(year, month)

    assert (day.weekday(), day.year, day.month) == (1, year, month)
    assert 8 <= day.day <= 14


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1000))
def test_the_plan_has_one_release_a_month(after: date, days: int) -> None:
    """Every second Tuesday between two days, a baseline in every third month."""
    found = list(planned(after, after + timedelta(days=days)))

    every = (after + timedelta(days=number) for number in range(1, days + 1))
    tuesdays = [day for day in every if day == second_tuesday(day.year, day.month)]
    assert [release.date for release in found] == tuesdays
    assert all((r.type == "baseline") is (r.date.month % 3 == 1) for r in found)
