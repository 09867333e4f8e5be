"""Which zone a machine of a fleet is in."""

import string
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch.fleet_zones import zone_of, zone_warnings
from azure_hotpatch_facts.availability import AVAILABILITY_FIRST

ZONES = ("1", "2", "3")
names = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=15)


@given(names)
def test_a_machine_has_one_of_the_zones_for_good(name: str) -> None:
    """It follows from the name alone, in whatever case, so nobody else can move the machine."""
    zone = zone_of(name, ZONES)

    assert zone in ZONES
    assert zone_of(name.upper(), ZONES) == zone


def test_numbered_machines_take_the_zones_in_turn() -> None:
    """Two hundred are spread evenly."""
    spread = Counter(zone_of(f"web-{number:03}", ZONES) for number in range(1, 201))

    assert spread == {"1": 67, "2": 67, "3": 66}


def test_other_names_are_spread_by_what_they_are() -> None:
    """Roughly evenly."""
    spread = Counter(zone_of(f"{a}{b}", ZONES) for a in "abcdefghij" for b in "abcdefghij")

    assert sorted(spread) == ["1", "2", "3"]
    assert min(spread.values()) > 20


def test_a_zone_with_more_than_half_of_the_fleet_is_worth_a_warning() -> None:
    """It names the zone and its machines."""
    placed = {"web-1": "1", "web-4": "1", "web-7": "1", "web-2": "2"}

    (warning,) = zone_warnings(placed, 4)

    assert warning == (
        "zones: found 3 of 4 machines in zone 1: web-1, web-4, web-7. Azure keeps apart only what "
        "is in different zones while it patches, so one wave of updates, or one zone that fails, "
        "could take more than half of the fleet. A machine takes another `zone` when it is made. "
        f"({AVAILABILITY_FIRST})"
    )


def test_a_fleet_without_zones_is_worth_a_warning() -> None:
    """Azure then promises nothing but its best effort."""
    (warning,) = zone_warnings({}, 2)

    assert warning == (
        "zones: found none; Azure then patches the 2 machines in batches, on a best effort only. "
        f"Where the region has zones, name two or more. ({AVAILABILITY_FIRST})"
    )


def test_a_fleet_that_is_spread_is_worth_no_warning() -> None:
    """Nor is a single machine."""
    assert list(zone_warnings({"a": "1", "b": "2", "c": "1"}, 3)) == []
    assert list(zone_warnings({"a": "1"}, 1)) == []
    assert list(zone_warnings({}, 1)) == []
