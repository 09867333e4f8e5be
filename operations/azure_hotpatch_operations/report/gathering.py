"""Makes the report out of what status and history found."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Iterator

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_facts import releases as facts
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations.history.looking import look as look_back
from azure_hotpatch_operations.history.model import History
from azure_hotpatch_operations.report import ledger
from azure_hotpatch_operations.report.ledger import Ledger
from azure_hotpatch_operations.report.model import (
    AHEAD,
    Installation,
    Kind,
    Release,
    Report,
    ReportedMachine,
    later,
    months_until,
)
from azure_hotpatch_operations.resource_graph import Graph
from azure_hotpatch_operations.selection import Selection
from azure_hotpatch_operations.status.looking import look
from azure_hotpatch_operations.status.model import MachineStatus, StatusReport

_STATE = "Installed"


async def gather(
    graph: Graph, arm: Arm, selection: Selection, calendar: ReleaseCalendar
) -> tuple[StatusReport, History]:
    """Ask Azure how machines stand, and what they installed.

    Raises:
        OperationsError: none of them is there, or Azure refuses.
        CloudError: Azure gives no answer.
    """
    return await asyncio.gather(
        look(graph, arm, selection, calendar), look_back(graph, arm, selection)
    )


def reading(history: History) -> Ledger:
    """What was read of Azure, for the file that remembers it."""
    return ledger.reading(_installations(history), history.at)


def report_of(status: StatusReport, known: Ledger, calendar: ReleaseCalendar, cloud: str) -> Report:
    """The report.

    Args:
        status: How machines stand today.
        known: All installations that are known.
        calendar: What came, and what is planned.
        cloud: The host that answered.
    """
    months = months_until(status.at.date())
    systems = {each.machine.os for each in status.machines} - {None}
    return Report(
        subject=status.subject,
        at=status.at,
        cloud=cloud,
        machines=tuple(map(_machine, status.machines)),
        installations=known.installations,
        recorded_from=known.whole_from.date(),
        releases={
            os.title: dict(_releases(os, calendar, months, status.at.date()))
            for os in systems
            if os is not None
        },
        notes=tuple(status.missing.values()),
    )


def _installations(history: History) -> Iterator[Installation]:
    for machine in history.machines:
        for run in machine.runs:
            one = run.installation
            yield Installation(
                machine=machine.machine.id.key,
                activity=one.activity.lower(),
                at=one.began or one.at or history.at,
                status=one.status or "Unknown",
                reboot_status=one.reboot_status or "",
                installed=one.counts.get("installed") or 0,
                started_by=one.started_by or "",
                kbs=tuple(sorted({each.kb for each in run.of_state(_STATE) if each.kb})),
            )


def _machine(status: MachineStatus) -> ReportedMachine:
    machine, assessment = status.machine, status.patching.assessment
    return ReportedMachine(
        id=machine.id.key,
        name=machine.id.name,
        resource_group=machine.id.group,
        location=machine.location,
        system=machine.system,
        enrolment=status.enrolment.value,
        orchestration=status.orchestration,
        is_current=status.standing.is_current,
        pending=None if assessment is None else assessment.urgent,
        needs=status.needs,
    )


def _releases(
    os: facts.Os, calendar: ReleaseCalendar, months: Iterable[tuple[int, int]], today: dt.date
) -> Iterator[tuple[tuple[int, int], Release]]:
    every = list(months)
    for year, month in (*every, *later(every[-1], AHEAD)):
        found = calendar.of_month(os, year, month)
        if found is not None:
            yield (year, month), Release(kind=_kind(found, today), day=found.date, kb=found.kb)


def _kind(release: facts.Release, today: dt.date) -> Kind:
    is_baseline = release.kind is facts.Kind.BASELINE
    if release.status is facts.Status.PLANNED:
        if release.date <= today:
            return Kind.UNKNOWN  # It is out, and what came is not in the tables.
        return Kind.PLANNED_BASELINE if is_baseline else Kind.PLANNED_HOTPATCH
    if is_baseline:
        return Kind.BASELINE if release.is_as_planned else Kind.UNPLANNED_BASELINE
    return Kind.HOTPATCH
