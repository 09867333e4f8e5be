"""A machine that is as wished, and what is on record of it; each test breaks one thing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patch_records import Assessment, Installation, Patch
from azure_hotpatch_operations.status.enrolment import enrolment
from azure_hotpatch_operations.status.judging import Case
from azure_hotpatch_operations.status.model import Patching
from azure_hotpatch_operations.status.standing import outlook, standing

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
NOW = dt.datetime(2025, 11, 20, 9, tzinfo=dt.UTC)
"""Nine days after the hotpatch KB5068966 of Windows Server 2025; the calendar has every month."""
HOTPATCH, BASELINE, CUMULATIVE = "5068966", "5066835", "5068861"
"""Of November, of October before it, and what machines without hotpatch get in November."""
ENROLLED: dict[str, object] = {
    "provisionVMAgent": True,
    "enableAutomaticUpdates": True,
    "patchSettings.enableHotpatching": True,
    "patchSettings.patchMode": "AutomaticByPlatform",
    "patchSettings.assessmentMode": "AutomaticByPlatform",
}


def days_ago(days: float) -> dt.datetime:
    """So long before NOW."""
    return NOW - dt.timedelta(days=days)


_LONG_AGO = days_ago(100)


def machine(
    *,
    image: str | None = images.DEFAULT.reference,
    settings: Mapping[str, object] = ENROLLED,
    power: str | None = "running",
    agent: str | None = None,
    os_version: str | None = None,
    created: dt.datetime | None = _LONG_AGO,
) -> Machine:
    """An enrolled machine of Windows Server 2025 that runs, made a hundred days ago.

    `image` is `publisher:offer:sku`, None for a disk; `settings` are values by path.
    """
    names = ("publisher", "offer", "sku")
    windows: dict[str, Any] = {}
    for path, value in settings.items():
        *above, last = path.split(".")
        place = windows
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return Machine(
        id=MachineId(SUBSCRIPTION, "web", "web-1"),
        location="westeurope",
        reference={} if image is None else dict(zip(names, image.split(":"), strict=True)),
        os_type="Windows",
        windows=windows,
        created=created,
        view={
            "statuses": [{"code": f"PowerState/{power}"}] if power else [],
            "vmAgent": {"statuses": [{"displayStatus": agent}] if agent else []},
            "osVersion": os_version,
        },
    )


def assessment(**changes: Any) -> Assessment:
    """One of yesterday that found nothing urgent."""
    made = Assessment(
        status="Succeeded",
        at=days_ago(1),
        started_by="Platform",
        reboot_pending=False,
        pending={"critical": 0, "security": 0, "updates": 1},
        error=None,
        is_supported=True,
    )
    return replace(made, **changes)


def installation(**changes: Any) -> Installation:
    """One of four days ago that went well."""
    made = Installation(
        activity="7f2b1c55-0000-4000-8000-000000000001",
        status="Succeeded",
        began=days_ago(4),
        at=days_ago(4),
        started_by="Platform",
        reboot_status="NotNeeded",
        counts={"installed": 1, "failed": 0, "pending": 0, "excluded": 0, "notSelected": 1},
        window_exceeded=False,
        error=None,
    )
    return replace(made, **changes)


def patch(kb: str | None, **changes: Any) -> Patch:
    """A security update of nine days ago."""
    made = Patch(
        name=f"Update (KB{kb})" if kb else "Update",
        kb=kb,
        classifications=("Security",),
        published=days_ago(9),
        state=None,
        reboot="CanRequestReboot",
    )
    return replace(made, **changes)


def patching(**changes: Any) -> Patching:
    """Assessed yesterday, after the hotpatch was installed."""
    made = Patching(
        assessment=assessment(), installation=installation(), installed=frozenset({HOTPATCH})
    )
    return replace(made, **changes)


def offered(*kbs: str | None, **changes: Any) -> Patching:
    """Assessed yesterday, with these security updates to be installed."""
    found = assessment(pending={"critical": 0, "security": len(kbs)}, **changes)
    return patching(
        assessment=found,
        urgent=tuple(patch(kb) for kb in kbs),
        installation=None,
        installed=frozenset(),
    )


def case(machine: Machine, patching: Patching, now: dt.datetime = NOW) -> Case:
    """What is known, as the command puts it together."""
    return Case(
        machine=machine,
        patching=patching,
        enrolment=enrolment(machine, patching.assessment),
        standing=standing(machine, patching, outlook(ReleaseCalendar(), machine.os, now.date())),
        now=now,
    )
