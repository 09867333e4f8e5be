"""Whether a machine has the newest hotpatch or baseline of its system: what can be said of it.

What Azure offers a machine says more than what it has: a hotpatched machine's KB and build are
lower than those of the month's cumulative update, and are never compared with them.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from azure_hotpatch_facts.kb_numbers import kb_number
from azure_hotpatch_facts.release_calendar import ReleaseCalendar, revision_of
from azure_hotpatch_facts.releases import Os, Release
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.patch_records import INSTALLATIONS_KEPT, SUCCEEDED, Patch
from azure_hotpatch_operations.status.model import Patching, Standing

_Judgement = tuple[bool | None, str]


def wanted_kbs(calendar: ReleaseCalendar, today: dt.date) -> tuple[str, ...]:
    """The articles of the releases of the last 30 days and of the newest ones, without prefix."""
    since = today - INSTALLATIONS_KEPT
    newest = [each for os in Os if (each := calendar.newest(os, today)) is not None]
    recent = [each for os in Os for each in calendar.between(os, since, today)]
    kbs = {kb_number(each.kb) for each in (*newest, *recent) if each.kb is not None}
    return tuple(sorted(filter(None, kbs)))


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What the calendar says of a system on a day, the same for all of its machines.

    Attributes:
        calendar: The calendar.
        os: The system; None for one that the calendar does not have.
        today: The day.
        newest: The newest release of a month that is on record.
        last_day: The day of the last release on record or planned: what is offered after it counts.
        next_release: The next planned release.
        next_baseline: The next planned baseline.
    """

    calendar: ReleaseCalendar
    os: Os | None
    today: dt.date
    newest: Release | None = None
    last_day: dt.date = dt.date.min
    next_release: Release | None = None
    next_baseline: Release | None = None


def outlook(calendar: ReleaseCalendar, os: Os | None, today: dt.date) -> Outlook:
    """What the calendar says of a system on a day."""
    if os is None:
        return Outlook(calendar=calendar, os=None, today=today)
    year, tomorrow = dt.timedelta(days=366), today + dt.timedelta(days=1)
    known = calendar.between(os, today - year, today)
    coming = calendar.between(os, tomorrow, tomorrow + year)
    return Outlook(
        calendar=calendar,
        os=os,
        today=today,
        newest=calendar.newest(os, today),
        last_day=max((each.date for each in known), default=dt.date.min),
        next_release=coming[0] if coming else None,
        next_baseline=calendar.next_planned_baseline(os, today),
    )


def standing(machine: Machine, patching: Patching, outlook: Outlook) -> Standing:
    """How a machine stands: the first thing known that decides it, decides."""
    is_current, reason = (
        _by_offer(patching.urgent, outlook)
        or _by_installed(machine, patching, outlook)
        or _by_last_assessment(patching, outlook.last_day)
        or _by_absence(machine, patching.installed, outlook)
        or _in_doubt(patching, outlook.last_day)
    )
    return Standing(
        is_current=is_current,
        reason=reason,
        newest=outlook.newest,
        next_release=outlook.next_release,
        next_baseline=outlook.next_baseline,
    )


def _by_offer(urgent: Sequence[Patch], outlook: Outlook) -> _Judgement | None:
    """A release is offered, be it as the month's cumulative update: then it is not installed."""
    if outlook.os is None:
        return None
    known = (outlook.calendar.with_kb(each.kb, outlook.os) for each in urgent if each.kb)
    offered = max(filter(None, known), key=lambda each: each.date, default=None)
    if offered is None:
        return None
    return False, f"{_named(offered)} is offered and not installed."


def _by_installed(machine: Machine, patching: Patching, outlook: Outlook) -> _Judgement | None:
    """The newest release was installed, or the build is one that has it.

    A build that is lower proves nothing: which one the agent of a hotpatched machine tells is not
    documented.
    """
    if outlook.os is None:
        return None
    ask = partial(outlook.calendar.standing, outlook.os, outlook.today)
    known = [ask(kb=kb) for kb in sorted(patching.installed)]
    if machine.os_version is not None and revision_of(outlook.os, machine.os_version) is not None:
        known.append(ask(build=machine.os_version))
    return next(((True, each.reason) for each in known if each.is_current), None)


def _by_last_assessment(patching: Patching, last: dt.date) -> _Judgement | None:
    """What an assessment after the last release offers; none of it is a release on record."""
    assessment = patching.assessment
    if assessment is None or assessment.at is None or assessment.status != SUCCEEDED:
        return None
    day = assessment.at.date()
    if day <= last:
        return None
    if assessment.urgent is None:
        return None, f"Azure assessed it on {day} and does not say how many updates it lacks."
    if assessment.urgent == 0 and not patching.urgent:
        return True, f"Azure assessed it on {day} and offers nothing critical or security."
    return None, (
        f"Azure assessed it on {day} and offers {max(assessment.urgent, len(patching.urgent))}"
        " critical or security updates, none of which is a release on record here."
    )


def _by_absence(
    machine: Machine, installed: Collection[str], outlook: Outlook
) -> _Judgement | None:
    """An installation of the newest release would still be on record, and there is none.

    A machine that is younger than the release may have it from its image.
    """
    newest = outlook.newest
    kb = None if newest is None else kb_number(newest.kb or "")
    if newest is None or kb is None or kb in installed:
        return None
    is_younger = machine.created is not None and machine.created.date() >= newest.date
    if is_younger or outlook.today - newest.date >= INSTALLATIONS_KEPT:
        return None
    return False, f"{_named(newest)} came, and no installation of it is on record."


def _in_doubt(patching: Patching, last: dt.date) -> _Judgement:
    assessment = patching.assessment
    if assessment is None or assessment.at is None or assessment.status != SUCCEEDED:
        return None, "Azure has no successful assessment of the last 7 days."
    return None, (f"Azure assessed it on {assessment.at.date()}, not after the release of {last}.")


def _named(release: Release) -> str:
    named = [release.kind.value, *([release.kb] if release.kb else []), f"of {release.date}"]
    return f"The {' '.join(named)}"
