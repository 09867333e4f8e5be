"""Update releases of one Windows Server version: baselines, which need a reboot, and hotpatches.

Source: azure-docs `articles/automanage/automanage-hotpatch.md` (02/22/2021): a hotpatch builds on
the baseline before it; planned baselines come every three months, unplanned ones in the place of a
hotpatch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

ReleaseType = Literal["baseline", "hotpatch"]

SYSTEMS = ("2016", "2019", "2022", "2025")
"""Versions of Windows Server."""

PLANNED_BASELINES = (1, 4, 7, 10)
"""The months of planned baselines: January, April, July, October."""

_TUESDAY = 1


@dataclass(frozen=True, kw_only=True)
class Release:
    """What came out on a day.

    `planned` is false for an unplanned baseline; `out_of_band` for a day that is no second
    Tuesday; `kb` is `KB5068966` and `build` `26100.7092`, None where they are not known.
    """

    date: date
    type: ReleaseType
    planned: bool = True
    out_of_band: bool = False
    kb: str | None = None
    build: str | None = None


Releases = Sequence[Release]
"""In the order of their days; no two on one day."""


def second_tuesday(year: int, month: int) -> date:
    """The day on which Microsoft releases updates.

    >>> second_tuesday(2026, 9)
    datetime.date(2026, 9, 8)
    """
    first = date(year, month, 1)
    return first + timedelta(days=(_TUESDAY - first.weekday()) % 7 + 7)


def until(releases: Releases, day: date) -> Iterator[Release]:
    """The releases that are out on a day."""
    return (release for release in releases if release.date <= day)


def newest(releases: Iterable[Release]) -> Release | None:
    """The last of them, or None."""
    return max(releases, key=lambda release: release.date, default=None)


def newest_baseline(releases: Iterable[Release]) -> Release | None:
    """The last baseline among them, or None."""
    return newest(release for release in releases if release.type == "baseline")


def planned(after: date, until: date) -> Iterator[Release]:
    """What the rule promises between two days, the last one included: nothing that happened."""
    for number in range(after.year * 12 + after.month - 1, until.year * 12 + until.month):
        year, month = divmod(number, 12)
        day = second_tuesday(year, month + 1)
        if after < day <= until:
            is_baseline = day.month in PLANNED_BASELINES
            yield Release(date=day, type="baseline" if is_baseline else "hotpatch")
