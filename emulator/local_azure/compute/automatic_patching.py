"""What the platform does by itself: assessments every few days, installations at night.

Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching: updates of
class Critical and Security only, within 30 days, in off-peak hours, in machines that run.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from local_azure import faults, locations, resources
from local_azure.arm import Json
from local_azure.azure import Azure, Effect
from local_azure.compute import (
    agents,
    guest_operations,
    guests,
    machine_records,
    model,
    platform_extensions,
)
from local_azure.patching.installation import RebootSetting
from local_azure.patching.off_peak import Window, next_window
from local_azure.patching.selection import AUTOMATIC
from local_azure.patching.waves import Member, next_batch
from local_azure.store import Event
from local_azure.timestamps import timestamp

_REGION = "patched-region"
_SETTINGS = "osProfile.windowsConfiguration.patchSettings"
_PLATFORM = f"{_SETTINGS}.automaticByPlatformSettings"
_BETWEEN_BATCHES = timedelta(hours=1)
_SHORTEST = 60.0
"""Seconds between two looks at a machine: with none, the clock would stand still."""

ASSUMED = (
    "Off-peak is from 22:00 to 04:00 in the time zone of the region; `--off-peak` changes it.",
    "Every night machines that wait are patched zone by zone, a batch an hour until all are.",
    "Machines of a scale set are patched off-peak as others are; on Azure at all hours.",
    "Machines without an availability set count as one set a zone, of which 20 % go at once.",
    (
        "When a machine fails, the rest of its night's wave and the zones after it wait for the"
        " next night, in which machines that failed come last."
    ),
    (
        "A machine is assessed every three days, `reassessment`; one that is off is asked again"
        " after three hours, `enrolment`."
    ),
    "The first automatic assessment and installation come after `enrolment`, with the extension.",
)


def begin(azure: Azure, machine: Json) -> None:
    """Let the platform care for a machine that asks for it, from its enrolment on."""
    if _assesses(machine):
        record = guests.find(azure, machine["id"])
        if record is not None and not record.get("assessing"):
            guests.change(azure, machine["id"], {"assessing": True})
            _assess_in(azure, machine, azure.durations.enrolment)
    if is_patched(machine):
        key = _region_of(machine["id"], machine["location"])
        if azure.store.get(_REGION, key) is None:
            _wait_for_night(azure, key, machine["location"])


def is_patched(machine: Json) -> bool:
    """Whether the platform installs by itself."""
    bypass = model.value(machine, f"{_PLATFORM}.bypassPlatformSafetyChecksOnUserSchedule")
    return guests.is_by_platform(machine) and not bypass


def _assesses(machine: Json) -> bool:
    return bool(model.value(machine, f"{_SETTINGS}.assessmentMode") == "AutomaticByPlatform")


def _assess_in(azure: Azure, machine: Json, seconds: float) -> None:
    data = {"vmId": machine["properties"]["vmId"]}
    azure.after(seconds, "compute.assessment-due", machine["id"], data)


def _assessment_due(azure: Azure, event: Event) -> None:
    machine = _same_machine(azure, event)
    if machine is None:
        return
    if not _assesses(machine):
        guests.change(azure, machine["id"], {"assessing": False})
        return
    again = azure.durations.enrolment
    if _is_free(azure, machine):
        guest_operations.assess(azure, machine, _activity(azure))
        again = azure.durations.reassessment
    _assess_in(azure, machine, max(again, _SHORTEST))


def _night(azure: Azure, event: Event) -> None:
    """One batch: a night begins with one, and has another every hour while machines wait."""
    region, location = event.target, event.data["location"]
    record = azure.store.get(_REGION, region)
    if record is None:
        return
    if event.data["isFirst"]:
        record["isStopped"] = False
        azure.store.put(_REGION, region, record)
    subscription = region.rpartition("/")[0]
    members = list(_members(azure, subscription, location))
    window = Window(*(datetime.fromisoformat(record[name]) for name in ("begin", "end")))
    if not record["isStopped"]:
        for machine_id in next_batch(members):
            _install(azure, machine_id, window.end - azure.now())
    is_left = any(member.waits for member in members) and not record["isStopped"]
    if is_left and azure.now() + _BETWEEN_BATCHES < window.end:
        data = {"location": location, "isFirst": False}
        azure.after(_BETWEEN_BATCHES.total_seconds(), "compute.night", region, data)
    elif any(guests.in_region(azure, subscription, location)):
        _wait_for_night(azure, region, location)
    else:
        azure.store.delete(_REGION, region)


def _wait_for_night(azure: Azure, region: str, location: str) -> None:
    zone = locations.TIME_ZONES[location]
    window = next_window(azure.now(), zone, azure.settings.off_peak)
    azure.store.put(
        _REGION,
        region,
        {"begin": window.begin.isoformat(), "end": window.end.isoformat(), "isStopped": False},
    )
    seconds = (window.begin - azure.now()).total_seconds()
    azure.after(seconds, "compute.night", region, {"location": location, "isFirst": True})


def _members(azure: Azure, subscription: str, location: str) -> Iterator[Member]:
    """The machines of a region, none while none waits: most nights bring nothing."""
    records = list(guests.in_region(azure, subscription, location))
    newest = guests.newest_days(azure, records)
    if not any(guests.may_wait(record, newest) for record in records):
        return
    for record in records:
        machine = resources.find(azure, record["id"])
        if machine is not None:
            yield _member(azure, machine, record, newest)


def _member(azure: Azure, machine: Json, record: Json, newest: Mapping[str, str]) -> Member:
    busy = bool(record.get("isPatched")) and guest_operations.is_held(azure, record)
    is_ready = is_patched(machine) and platform_extensions.is_ready(azure, machine)
    waits = (
        is_ready
        and guests.may_wait(record, newest)
        and _is_free(azure, machine)
        and guests.modelled(azure, machine, record).waits_for(azure.now().date(), AUTOMATIC)
    )
    return Member(
        id=machine["id"],
        zone=next(iter(machine.get("zones", ())), ""),
        availability_set=str(model.value(machine, "availabilitySet.id") or "").lower(),
        waits=waits,
        failed=record.get("failed") is not None and record["failed"] == newest[record["system"]],
        busy=busy,
    )


def _is_free(azure: Azure, machine: Json) -> bool:
    record = guests.find(azure, machine["id"])
    return (
        record is not None
        and machine["properties"]["provisioningState"] not in machine_records.BUSY
        and agents.answers(azure, machine)
        and not guest_operations.is_held(azure, record)
    )


def _install(azure: Azure, machine_id: str, window: timedelta) -> None:
    machine = resources.get(azure, machine_id)
    activity = _activity(azure, faults.take(azure, "POST", f"{machine_id}/installPatches", FATES))
    seconds = azure.durations.installation
    guest_operations.hold(azure, machine_id, seconds)
    guests.change(azure, machine_id, {"isPatched": True})
    guest_operations.begin_installation(azure, machine, activity)
    data = {
        **activity,
        "vmId": machine["properties"]["vmId"],
        "window": window.total_seconds(),
    }
    azure.after(seconds, "compute.patched-by-platform", machine_id, data)


def _patched(azure: Azure, event: Event) -> None:
    machine = _same_machine(azure, event)
    if machine is None:
        return
    result = guest_operations.end_installation(
        azure,
        machine,
        event.data,
        AUTOMATIC,
        rebooting=_rebooting(machine),
        window=timedelta(seconds=event.data["window"]),
    )
    has_failed = result["status"] == "Failed" or result["failedPatchCount"] > 0
    record = guests.find(azure, machine["id"]) or {}
    newest = guests.newest_days(azure, [record]).get(record["system"]) if has_failed else None
    guests.change(azure, machine["id"], {"failed": newest, "isPatched": False})
    region = _region_of(machine["id"], machine["location"])
    night = azure.store.get(_REGION, region)
    if has_failed and night is not None:
        azure.store.put(_REGION, region, {**night, "isStopped": True})


def _rebooting(machine: Json) -> RebootSetting:
    wanted = model.value(machine, f"{_PLATFORM}.rebootSetting")
    return wanted if wanted in ("Never", "Always") else "IfRequired"


def _activity(azure: Azure, fault: Json | None = None) -> Json:
    return {
        "activityId": str(azure.new_id()),
        "startDateTime": timestamp(azure.now()),
        "startedBy": "Platform",
        "fault": fault,
    }


def _same_machine(azure: Azure, event: Event) -> Json | None:
    """The machine of an event, None when it is gone, or another one has its name."""
    machine = resources.find(azure, event.target)
    if machine is None or machine["properties"]["vmId"] != event.data["vmId"]:
        return None
    return machine


def _region_of(machine_id: str, location: str) -> str:
    return f"/subscriptions/{resources.parse(machine_id).subscription}/{location}"


FATES = tuple(guest_operations.FATES)

EFFECTS: Mapping[str, Effect] = {
    "compute.assessment-due": _assessment_due,
    "compute.night": _night,
    "compute.patched-by-platform": _patched,
}
