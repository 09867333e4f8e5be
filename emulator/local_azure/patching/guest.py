"""What a machine has installed, what is offered to it on a day, and what an install does.

The operating system takes one update at a time, and each holds all before it. Source:
https://learn.microsoft.com/windows-server/get-started/hotpatch (07/14/2025): a machine that is not
on the newest baseline is offered no hotpatch before it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from local_azure.patching.releases import Release, Releases, newest, newest_baseline, until

OfferKind = Literal["baseline", "hotpatch", "cumulative"]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One update of the operating system that a machine could take.

    `cumulative` is the month's update for machines without hotpatch. `release` is what it brings.
    """

    kind: OfferKind
    release: Release

    @property
    def needs_reboot(self) -> bool:
        """Whether it counts after a reboot only: all but a hotpatch."""
        return self.kind != "hotpatch"


@dataclass(frozen=True, kw_only=True)
class Guest:
    """The operating system in a machine.

    `level` is the day of the newest release that it holds. `baseline` is the day of the baseline
    under its hotpatches, None after a cumulative update or another enrolment: then it waits for
    the next baseline. `staged` is installed and waits for a reboot.
    """

    level: date
    baseline: date | None
    staged: Offer | None = None


def offered(guest: Guest, releases: Releases, day: date, *, enrolled: bool) -> Offer | None:
    """The update that is offered on a day, None when there is nothing newer.

    `enrolled`: the machine's hotpatch is on. What is staged is not offered again, and no hotpatch
    fits on what is staged.
    """
    out = tuple(until(releases, day))
    latest = newest(out)
    has = guest.staged.release.date if guest.staged else guest.level
    if latest is None or latest.date <= has:
        return None
    baseline = newest_baseline(out)
    if enrolled and baseline is not None and baseline.date > has:
        return Offer(kind="baseline", release=baseline)
    if latest.type == "baseline":
        return Offer(kind="baseline", release=latest)
    if enrolled and guest.staged is not None and guest.staged.kind == "baseline":
        return None
    if enrolled and guest.staged is None and _is_on(guest, baseline):
        return Offer(kind="hotpatch", release=latest)
    return Offer(kind="cumulative", release=latest)


def _is_on(guest: Guest, baseline: Release | None) -> bool:
    """Whether hotpatches fit: the newest baseline is under them."""
    return guest.baseline is not None and (baseline is None or guest.baseline >= baseline.date)


def installed(guest: Guest, offer: Offer) -> Guest:
    """The guest with the update in it; one that needs a reboot is staged."""
    if offer.needs_reboot:
        return replace(guest, staged=offer)
    return replace(guest, level=offer.release.date)


def rebooted(guest: Guest) -> Guest:
    """The guest after a reboot: what was staged counts."""
    if guest.staged is None:
        return guest
    day = guest.staged.release.date
    return Guest(level=day, baseline=day if guest.staged.kind == "baseline" else None)


def with_another_enrolment(guest: Guest) -> Guest:
    """The guest after its hotpatch was turned on or off: it waits for another baseline.

    Source: azure-docs `articles/automanage/automanage-hotpatch.md` (02/22/2021): a machine that
    was unenrolled can hotpatch again after the next baseline.
    """
    staged = guest.staged and replace(guest.staged, kind="cumulative")
    return replace(guest, baseline=None, staged=staged)
