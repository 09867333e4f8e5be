"""Asks Azure, in a handful of questions however many machines there are, and judges."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_facts.releases import Os
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_reading import read_machine
from azure_hotpatch_operations.machines import find, owner
from azure_hotpatch_operations.patch_records import (
    read_assessment,
    read_installation,
    read_patch,
)
from azure_hotpatch_operations.resource_graph import Graph, Row
from azure_hotpatch_operations.selection import Selection
from azure_hotpatch_operations.status import judging
from azure_hotpatch_operations.status.enrolment import enrolment, orchestration
from azure_hotpatch_operations.status.judging import Case
from azure_hotpatch_operations.status.model import MachineStatus, Patching, StatusReport, Verdict
from azure_hotpatch_operations.status.standing import Outlook, outlook, standing, wanted_kbs

_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


async def look(
    graph: Graph, arm: Arm, selection: Selection, calendar: ReleaseCalendar
) -> StatusReport:
    """The status of the machines that were chosen.

    Raises:
        OperationsError: none of them is there, or Azure refuses.
        CloudError: Azure gives no answer.
    """
    found = await find(graph, arm, selection)
    if len(found.machines) == 1:
        found = replace(found, machines=(await _with_view(arm, found.machines[0]),))
    now = graph.at or dt.datetime.now(dt.UTC)
    kbs = wanted_kbs(calendar, now.date())
    assessments, urgent, installations, installed = await asyncio.gather(
        graph.rows(graph_queries.assessments(selection)),
        graph.rows(graph_queries.urgent_patches(selection)),
        graph.rows(graph_queries.installations(selection)),
        graph.rows(graph_queries.installed_patches(selection, kbs)),
    )
    known = _patching(assessments, urgent, installations, installed)
    order = list(Verdict)
    outlooks = {os: outlook(calendar, os, now.date()) for os in (*Os, None)}
    machines = [
        _status(each, known.get(each.id.key, Patching()), outlooks[each.os], now)
        for each in found.machines
    ]
    return StatusReport(
        subject=selection.words,
        at=now,
        machines=tuple(sorted(machines, key=lambda each: order.index(each.verdict))),
        others=found.others,
        missing=found.missing,
    )


async def _with_view(arm: Arm, machine: Machine) -> Machine:
    """The machine with what Resource Graph lacks of its instance view: whether its agent answers.

    It may have a `hotPatchStatus` too, which Azure does not document.
    """
    found = await read_machine(arm, machine.id)
    return replace(machine, view={**machine.view, **found.view})


def _patching(
    assessments: Iterable[Row],
    urgent: Iterable[Row],
    installations: Iterable[Row],
    installed: Iterable[Row],
) -> Mapping[str, Patching]:
    """What Azure has on record, by the key of the machine."""
    found: defaultdict[str, Patching] = defaultdict(Patching)
    for row in assessments:
        key = owner(row)
        found[key] = replace(found[key], assessment=read_assessment(row))
    for row in urgent:
        key = owner(row)
        found[key] = replace(found[key], urgent=(*found[key].urgent, read_patch(row)))
    for row in installed:
        key, kb = owner(row), read_patch(row).kb
        if kb is not None:
            found[key] = replace(found[key], installed=found[key].installed | {kb})
    for row in installations:
        key, new = owner(row), read_installation(row)
        old = found[key].installation
        if old is None or (old.began or _EARLIEST) < (new.began or _EARLIEST):
            found[key] = replace(found[key], installation=new)
    return found


def _status(
    machine: Machine, patching: Patching, outlook: Outlook, now: dt.datetime
) -> MachineStatus:
    case = Case(
        machine=machine,
        patching=patching,
        enrolment=enrolment(machine, patching.assessment),
        standing=standing(machine, patching, outlook),
        now=now,
    )
    needs, waits, doubts = (
        tuple(question(case)) for question in (judging.needs, judging.waits, judging.doubts)
    )
    return MachineStatus(
        machine=machine,
        why_not_eligible=machine.why_not() or None,
        enrolment=case.enrolment,
        orchestration=orchestration(machine),
        patching=patching,
        standing=case.standing,
        verdict=judging.verdict(case, needs, waits, doubts),
        needs=needs,
        waits=waits,
        doubts=doubts,
    )
