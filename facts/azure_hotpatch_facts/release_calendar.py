"""Questions to the calendar of hotpatch releases: what came, what is planned, what is current."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from azure_hotpatch_facts.kb_numbers import kb_number
from azure_hotpatch_facts.release_table import RELEASES
from azure_hotpatch_facts.releases import (
    LAST_PLANNED,
    Confidence,
    Kind,
    Os,
    Release,
    Status,
    planned_kind,
    release_day,
)

RULE_SOURCE = "https://learn.microsoft.com/windows-server/get-started/hotpatch"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a machine stands against the releases of its version, on a day.

    Attributes:
        is_current: Whether it has the newest release of a month that is on record, or more; None
            where nobody can tell, and `reason` says why.
        reason: One sentence.
        newest: The newest release of a month that is on record; None before the first.
        has: The release that the machine's KB or build is; None where it is none on record.
    """

    is_current: bool | None
    reason: str
    newest: Release | None
    has: Release | None


@dataclass(frozen=True)
class ReleaseCalendar:
    """Releases on record, and by rule what is planned besides."""

    releases: tuple[Release, ...] = RELEASES

    def between(self, os: Os, first: dt.date, last: dt.date) -> tuple[Release, ...]:
        """Every release from `first` to `last`, both included, by date.

        Months without a release on record are planned ones by rule, from the version's first
        recorded month until hotpatch ends for it.

        >>> march = ReleaseCalendar().between(
        ...     Os.WINDOWS_SERVER_2025, dt.date(2027, 3, 1), dt.date(2027, 3, 31)
        ... )
        >>> [(each.date.isoformat(), each.kind.value, each.status.value) for each in march]
        [('2027-03-09', 'hotpatch', 'planned')]
        """
        known = [each for each in self.releases if each.os is os]
        recorded = {_month(each.date) for each in known if not each.is_out_of_band}
        begin = min((each.date for each in known if not each.is_out_of_band), default=first)
        ruled = (
            _planned(os, year, month)
            for year, month in _months(max(first, begin), last)
            if (year, month) not in recorded
        )
        end = min(last, LAST_PLANNED.get(os, last))
        every = (*known, *(each for each in ruled if each.date <= end))
        return tuple(
            sorted(
                (each for each in every if first <= each.date <= last),
                key=lambda each: (each.date, each.is_out_of_band),
            )
        )

    def corrected(self, corrections: Iterable[Release]) -> "ReleaseCalendar":
        """The calendar with other or further releases.

        A month's release takes the place of the one that the month has; one out of band the place
        of another of the same day.
        """
        rows = {_place(each): each for each in (*self.releases, *corrections)}
        return ReleaseCalendar(tuple(rows.values()))

    def of_month(self, os: Os, year: int, month: int) -> Release | None:
        """The month's release, on record or planned; None outside of the calendar."""
        first = dt.date(year, month, 1)
        found = self.between(os, first, _last_day(first))
        return next((each for each in found if not each.is_out_of_band), None)

    def newest(self, os: Os, day: dt.date, kind: Kind | None = None) -> Release | None:
        """The newest release of a month that is on record by `day`; only of one kind, if given."""
        found = (
            each
            for each in self.releases
            if each.os is os and each.status is Status.RELEASED and each.date <= day
            if not each.is_out_of_band and kind in {None, each.kind}
        )
        return max(found, key=lambda each: each.date, default=None)

    def out_of_band_since(self, release: Release, day: dt.date) -> tuple[Release, ...]:
        """What came besides, after a release and by `day`, by date."""
        found = self.between(release.os, release.date, day)
        return tuple(each for each in found if each.is_out_of_band)

    def not_on_record(self, os: Os, day: dt.date) -> tuple[Release, ...]:
        """The planned releases that are due by `day` and of which these tables know nothing."""
        newest = self.newest(os, day)
        first = newest.date if newest else dt.date.min
        return tuple(e for e in self.between(os, first, day) if e.status is Status.PLANNED)

    def next_planned_baseline(self, os: Os, day: dt.date) -> Release | None:
        """The first planned baseline after `day`; None when hotpatch ends before one."""
        later = self.between(os, day + dt.timedelta(days=1), day + dt.timedelta(days=366))
        return next((each for each in later if each.kind is Kind.BASELINE), None)

    def with_kb(self, kb: str, os: Os | None = None) -> Release | None:
        """The release of an article, with or without its prefix, a cumulative update's too."""
        wanted = kb_number(kb)
        return next(
            (
                each
                for each in self.releases
                if wanted is not None
                and os in {None, each.os}
                and wanted in {kb_number(each.kb or ""), kb_number(each.cumulative_kb or "")}
            ),
            None,
        )

    def standing(
        self, os: Os, day: dt.date, *, kb: str | None = None, build: str | None = None
    ) -> Standing:
        """How a machine stands whose newest update is `kb`, or whose build is `build`.

        It is compared with the month's hotpatch or baseline, never with the cumulative update of a
        hotpatch month, whose KB and build are higher. The build counts where both are given.

        Source: https://learn.microsoft.com/windows/release-health/windows-server-release-info,
        2026-05-12: builds of hotpatches and of cumulative updates.
        """
        newest = self.newest(os, day)
        has = self._with_build(os, build) or (self.with_kb(kb, os) if kb else None)
        is_current, reason = self._judged(os, day, newest, has, kb=kb, build=build)
        return Standing(is_current=is_current, reason=reason, newest=newest, has=has)

    def _judged(
        self,
        os: Os,
        day: dt.date,
        newest: Release | None,
        has: Release | None,
        *,
        kb: str | None,
        build: str | None,
    ) -> tuple[bool | None, str]:
        if newest is None:
            return None, f"No release of {os.title} is on record by {day}."
        is_behind = self._is_behind(newest, has, build)
        if is_behind:
            named = f"{newest.kind.value} {newest.kb}" if newest.kb else newest.kind.value
            return False, f"The {named} came on {newest.date}."
        if is_behind is None:
            shown = build or kb or "nothing"
            return None, f"{shown} can't be compared with the {newest.kind.value} of {newest.date}."
        missing = self.not_on_record(os, day)
        if missing:
            return None, (
                f"It has the newest release on record, of {newest.date}; what came on"
                f" {missing[-1].date} is not on record here."
            )
        return True, f"It has the {newest.kind.value} of {newest.date}."

    def _is_behind(self, newest: Release, has: Release | None, build: str | None) -> bool | None:
        revision = revision_of(newest.os, build) if build else None
        if revision is not None:
            if newest.revision is not None:
                return revision < newest.revision
            known = (each.revision for each in self.releases if _counts(each, newest))
            if revision < max((each for each in known if each is not None), default=0):
                return True
        return None if has is None else has.date < newest.date

    def _with_build(self, os: Os, build: str | None) -> Release | None:
        found = (
            each
            for each in self.releases
            if build is not None
            and revision_of(os, build) in {each.revision, each.cumulative_revision} - {None}
            and each.os is os
        )
        return next(found, None)


def revision_of(os: Os, build: str) -> int | None:
    """The number after the build's dot; None where it is no build of this version.

    >>> revision_of(Os.WINDOWS_SERVER_2025, "26100.7092")
    7092
    >>> revision_of(Os.WINDOWS_SERVER_2025, "10.0.26100.7092")
    7092
    """
    front, _, revision = build.removeprefix("10.0.").partition(".")
    return int(revision) if front == str(os.build) and revision.isdecimal() else None


def _counts(release: Release, newest: Release) -> bool:
    return (
        release.os is newest.os
        and release.status is Status.RELEASED
        and not release.is_out_of_band
        and release.date < newest.date
    )


def _planned(os: Os, year: int, month: int) -> Release:
    return Release(
        os=os,
        date=release_day(year, month),
        kind=planned_kind(month),
        status=Status.PLANNED,
        kb=None,
        revision=None,
        confidence=Confidence.RULE,
        source=RULE_SOURCE,
        read=None,
    )


def _place(release: Release) -> tuple[Os, object]:
    """What a release has for itself: its month, or its day when it is out of band."""
    return release.os, release.date if release.is_out_of_band else _month(release.date)


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _last_day(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
