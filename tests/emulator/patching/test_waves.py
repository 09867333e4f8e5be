"""Availability first: which machines are patched together."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.locations import LOCATIONS, TIME_ZONES
from local_azure.patching.off_peak import next_window
from local_azure.patching.waves import Member, limit, next_batch


def waiting(count: int, **more: str) -> list[Member]:
    """So many machines that wait."""
    return [Member(id=f"m{number:02}{more}", waits=True, **more) for number in range(count)]  # type: ignore[arg-type]


members = st.lists(
    st.builds(
        Member,
        id=st.uuids().map(str),
        zone=st.sampled_from(("", "1", "2", "3")),
        availability_set=st.sampled_from(("", "a", "b")),
        waits=st.booleans(),
        failed=st.booleans(),
        busy=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda member: member.id,
)


def test_a_fifth_of_a_set_goes_at_once() -> None:
    """And at least one machine."""
    ten, three = waiting(10, availability_set="a"), waiting(3, availability_set="b")

    batch = next_batch([*ten, *three])

    assert sorted(batch) == sorted([ten[0].id, ten[1].id, three[0].id])


def test_zones_go_one_after_the_other() -> None:
    """The next one begins when nothing waits or works in the one before."""
    one, two = waiting(1, zone="1")[0], waiting(1, zone="2")[0]

    assert next_batch([two, one]) == (one.id,)
    assert next_batch([two, replace(one, busy=True)]) == ()
    assert next_batch([two, replace(one, waits=False)]) == (two.id,)


def test_machines_that_failed_come_last() -> None:
    """So they keep nobody from an update."""
    failed = replace(waiting(1, zone="1")[0], failed=True)
    other = waiting(1, zone="3")[0]

    assert next_batch([failed, other]) == (other.id,)
    assert next_batch([failed]) == (failed.id,)


@given(members)
def test_availability_limits_hold(found: list[Member]) -> None:
    """Whatever is busy already; only machines that wait begin, of one zone."""
    batch = set(next_batch(found))
    begun = [member for member in found if member.id in batch]
    at_work = [member for member in found if member.busy or member.id in batch]
    sizes = Counter(member.availability_set for member in found)
    busy = Counter(member.availability_set for member in at_work)
    before = Counter(member.availability_set for member in found if member.busy)

    assert all(member.waits and not member.busy for member in begun)
    assert len({member.zone for member in begun}) <= 1
    for name in ("a", "b"):
        assert busy[name] <= max(limit(sizes[name]), before[name])


@given(members)
def test_everybody_gets_a_turn(found: list[Member]) -> None:
    """Batch after batch, nobody is left, and nobody goes twice."""
    left = [replace(member, busy=False) for member in found]
    turns: Counter[str] = Counter()
    while batch := next_batch(left):
        turns.update(batch)
        left = [replace(m, waits=False) if m.id in batch else m for m in left]

    assert turns == Counter(member.id for member in found if member.waits)


@pytest.mark.parametrize("location", [location.name for location in LOCATIONS])
def test_every_location_has_a_time_zone(location: str) -> None:
    """Off-peak is by its clock."""
    assert ZoneInfo(TIME_ZONES[location]).key == TIME_ZONES[location]


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001 (hypothesis wants naive bounds)
    st.sampled_from(sorted(set(TIME_ZONES.values()))),
    st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: hours[0] != hours[1]),
)
def test_the_next_window_is_the_next(now: datetime, zone: str, hours: tuple[int, int]) -> None:
    """It begins within a day and a change of clocks, and ends within another."""
    window = next_window(now, zone, hours)

    assert now < window.begin <= now + timedelta(hours=26)
    assert window.begin < window.end <= window.begin + timedelta(hours=25)
    assert window.begin.astimezone(ZoneInfo(zone)).minute in (0, 30)


def test_off_peak_is_by_the_regions_clock() -> None:
    """22:00 in Amsterdam is 21:00 UTC in winter and 20:00 in summer."""
    winter = next_window(datetime(2027, 1, 12, 12, tzinfo=UTC), "Europe/Amsterdam", (22, 4))
    summer = next_window(datetime(2027, 7, 13, 12, tzinfo=UTC), "Europe/Amsterdam", (22, 4))

    assert (winter.begin.hour, winter.end.hour) == (21, 3)
    assert (summer.begin.hour, summer.end.hour) == (20, 2)
