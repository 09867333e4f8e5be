"""Which machines the platform patches next: availability first.

Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching: zones one
after the other, and at most 20 % of an availability set at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_SHARE = 5
"""One in five is 20 %."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A machine of a subscription in a region.

    `zone` is empty for one that is in none, `availability_set` the id of its set or empty.
    `waits` for an update, `failed` to install the newest one, is `busy` with an installation of
    the platform's.
    """

    id: str
    zone: str = ""
    availability_set: str = ""
    waits: bool = False
    failed: bool = False
    busy: bool = False


def next_batch(members: Sequence[Member]) -> tuple[str, ...]:
    """The ids of the machines that begin now; none while another zone is at work.

    A wave is a zone, those that failed before come in waves of their own at the end. Of each
    availability set at most 20 % are patched at once, and at least one; machines without a set
    count as one set a zone.
    """
    waiting = [member for member in members if member.waits and not member.busy]
    if not waiting:
        return ()
    wave = min((member.failed, member.zone) for member in waiting)
    if any(member.busy and member.zone != wave[1] for member in members):
        return ()
    return tuple(_begun(members, [m for m in waiting if (m.failed, m.zone) == wave]))


def limit(size: int) -> int:
    """How many of a set may be patched at once.

    >>> [limit(size) for size in (1, 4, 5, 9, 10, 100)]
    [1, 1, 1, 1, 2, 20]
    """
    return max(1, size // _SHARE)


def _begun(members: Collection[Member], wave: Collection[Member]) -> Iterator[str]:
    sets: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        sets[_set_of(member)].append(member)
    waiting: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in wave:
        waiting[_set_of(member)].append(member)
    for key, some in waiting.items():
        free = limit(len(sets[key])) - sum(member.busy for member in sets[key])
        yield from (member.id for member in sorted(some, key=lambda m: m.id)[: max(free, 0)])


def _set_of(member: Member) -> tuple[str, str]:
    if member.availability_set:
        return "", member.availability_set
    return member.zone, ""
