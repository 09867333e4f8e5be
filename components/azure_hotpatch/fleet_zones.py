"""Which zone a machine of a fleet is in, and whether the zones keep the fleet apart."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from azure_hotpatch_facts.availability import (
    AVAILABILITY_FIRST,
    ZONES,
    fullest_zone,
    holds_too_much,
)

_NUMBERED = re.compile(r"\d+$")
_NAMES_SHOWN = 5


def zone_of(name: str, zones: Sequence[str]) -> str:
    """Return the zone of a machine by its name alone, so that no other machine can move it.

    A name that ends in a number takes the zones in turn; any other is spread by a hash of it.

    >>> [zone_of(name, ("1", "2", "3")) for name in ("web-1", "web-2", "web-3", "web-4", "mail")]
    ['1', '2', '3', '1', '2']
    """
    number = _NUMBERED.search(name)
    if number:
        place = int(number.group()) - 1
    else:
        digest = hashlib.sha256(name.lower().encode()).digest()
        place = int.from_bytes(digest[:8], "big")
    return zones[place % len(zones)]


def zones_mistakes(zones: Sequence[Any]) -> Iterator[str]:
    """Yield what is wrong with the list of zones over which machines are spread."""
    for index, zone in enumerate(zones):
        if zone is None:  # Its type is told already.
            yield from ()
        elif zone not in ZONES:
            yield (
                f"zones[{index}]: found {zone!r}; allowed: {', '.join(ZONES)}. Choose one, or use "
                "no zones with []."
            )
        elif zone in zones[:index]:
            yield f"zones[{index}]: found {zone!r} again; allowed: each zone once. Leave it out."


def one_zone_mistakes(placed: Mapping[str, str], zones: Sequence[str]) -> Iterator[str]:
    """Yield why a fleet that was to be spread cannot lie in one zone.

    Args:
        placed: The zone of each machine by the machine's name.
        zones: The zones over which the fleet is to be spread.
    """
    if len(zones) > 1 and len(placed) > 1 and len(set(placed.values())) == 1:
        (zone,) = set(placed.values())
        yield (
            f"machines: found all {len(placed)} in zone {zone}: {_listed(list(placed))}; allowed: "
            f"machines in two zones or more. {_one_wave('the whole fleet')} Give one of them "
            f"another `zone`; or say that you want one zone, with `zones` of {zone} alone. "
            f"({AVAILABILITY_FIRST})"
        )


def zone_warnings(placed: Mapping[str, str], machines: int) -> Iterator[str]:
    """Yield what is poor about where the machines are, though it can be.

    Args:
        placed: The zone of each machine that has one, by the machine's name.
        machines: How many machines there are.
    """
    if machines > 1 and not placed:
        yield (
            f"zones: found none; Azure then patches the {machines} machines in batches, on a best "
            f"effort only. Where the region has zones, name two or more. ({AVAILABILITY_FIRST})"
        )
        return
    held: dict[str, list[str]] = {}
    for name, zone in placed.items():
        held.setdefault(zone, []).append(name)
    if held:
        zone, names = fullest_zone(held)
        if holds_too_much(len(names), machines):
            yield (
                f"zones: found {len(names)} of {machines} machines in zone {zone}: "
                f"{_listed(names)}. {_one_wave('more than half of the fleet')} A machine "
                f"takes another `zone` when it is made. ({AVAILABILITY_FIRST})"
            )


def _one_wave(what: str) -> str:
    return (
        "Azure keeps apart only what is in different zones while it patches, so one wave of "
        f"updates, or one zone that fails, could take {what}."
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
