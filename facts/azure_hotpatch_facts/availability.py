"""What availability-first patching keeps apart, and what it does not.

Within a region, machines in different availability zones do not get the same update at the same
time. Machines of one zone, and machines without a zone, are only batched, on a best effort.
"""

from collections.abc import Mapping, Sequence

AVAILABILITY_FIRST = (
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching"
    "#availability-first-updates"
)
"""Source of this module. Read 2026-11-25."""

ZONES = ("1", "2", "3")
"""The names that an availability zone can have.

Source: https://learn.microsoft.com/azure/reliability/availability-zones-overview, read 2026-11-25.
"""


def fullest_zone(machines: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[str]]:
    """Return the zone that holds the most machines, and these; the first of several.

    >>> fullest_zone({"1": ["a"], "2": ["b", "c"]})
    ('2', ['b', 'c'])
    """
    return max(machines.items(), key=lambda zone: len(zone[1]))


def holds_too_much(held: int, of_all: int) -> bool:
    """Tell whether a zone holds so many machines that the other zones hold fewer than it.

    While one zone is patched, or fails, the rest should carry on with half of the machines or more.

    >>> holds_too_much(2, 3), holds_too_much(3, 4), holds_too_much(1, 1)
    (False, True, False)
    """
    return held > (of_all + 1) // 2
