"""What this Azure knows of the inside of each machine: which updates are in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import model, release_calendar
from local_azure.compute.images import Image
from local_azure.compute.wish_reading import image_of
from local_azure.patching import guest
from local_azure.patching.guest import Guest, Offer, with_another_enrolment
from local_azure.patching.installation import Machine
from local_azure.patching.releases import Release, Releases, newest, newest_baseline

_KIND = "guest"
_SETTINGS = "osProfile.windowsConfiguration.patchSettings"
_VERSION = re.compile(r"Windows Server (\d{4})")

ASSUMED = (
    "A new machine holds the newest baseline, and none of the hotpatches after it.",
    "Linux machines have no updates to take.",
    "Whether a machine hotpatches is decided by its settings as soon as they are written.",
)


def provisioned(azure: Azure, machine: Json) -> None:
    """Begin the record of a new machine, or notice that the enrolment of one changed."""
    record = azure.store.get(_KIND, machine["id"])
    enrolled = is_enrolled(machine)
    if record is None or record["vmId"] != machine["properties"]["vmId"]:
        day = azure.now().date()
        image = image_of(azure, machine)
        system = system_of(image)
        known = release_calendar.releases(azure, system, day)
        base = newest_baseline(known) or newest(known)
        level = base.date if base else day
        record = {
            "id": machine["id"],
            "vmId": machine["properties"]["vmId"],
            "location": machine["location"],
            "system": system,
            "isLinux": image is not None and image.os_type == "Linux",
            **_written(Guest(level=level, baseline=level)),
            "others": {},
            "rebootPending": False,
            "reboots": 0,
        }
    elif record["enrolled"] != enrolled:
        record |= _written(with_another_enrolment(_guest(record)))
    azure.store.put(_KIND, machine["id"], {**record, "enrolled": enrolled})


def find(azure: Azure, machine_id: str) -> Json | None:
    """The record of a machine: level, baseline, staged, others, rebootPending, reboots, …."""
    return azure.store.get(_KIND, machine_id)


def under(azure: Azure, prefix: str) -> Iterator[Json]:
    """The records of all machines whose id is below `prefix`."""
    return azure.store.list(_KIND, f"{prefix.rstrip('/')}/")


def end(azure: Azure, machine_id: str) -> None:
    """Forget the machine."""
    azure.store.delete(_KIND, machine_id)


def keep(
    azure: Azure, machine_id: str, left: Guest, others: Mapping[str, date], *, reboot_pending: bool
) -> None:
    """Write what an installation or a reboot left behind."""
    record = azure.store.get(_KIND, machine_id)
    if record is not None:
        change(
            azure,
            machine_id,
            {
                **_written(left),
                "others": {kind: day.isoformat() for kind, day in others.items()},
                "rebootPending": reboot_pending,
            },
        )


def change(azure: Azure, machine_id: str, changes: Json) -> None:
    """Write some of the record anew, where there is one."""
    record = azure.store.get(_KIND, machine_id)
    if record is not None:
        azure.store.put(_KIND, machine_id, {**record, **changes})


def rebooted(azure: Azure, machine_id: str) -> None:
    """What waited for a reboot counts now."""
    record = azure.store.get(_KIND, machine_id)
    if record is not None and (record["staged"] or record["rebootPending"]):
        changes = {**_written(guest.rebooted(_guest(record))), "rebootPending": False}
        azure.store.put(_KIND, machine_id, {**record, **changes})


def in_region(azure: Azure, subscription: str, location: str) -> Iterator[Json]:
    """The records of the machines of a subscription, `/subscriptions/{id}`, in a region."""
    return (record for record in under(azure, subscription) if record["location"] == location)


def newest_days(azure: Azure, records: Iterable[Json]) -> dict[str, str]:
    """The day of the newest release, `2026-09-08`, by the `system` of the records' machines."""
    samples = {record["system"]: record for record in records if not record["isLinux"]}
    newests = {system: newest(_releases(azure, record)) for system, record in samples.items()}
    return {system: found.date.isoformat() for system, found in newests.items() if found}


def may_wait(record: Json, days: Mapping[str, str]) -> bool:
    """Whether the operating system does not hold the newest release; `days` are the newest."""
    staged = record["staged"]
    day = "" if record["isLinux"] else days.get(record["system"], "")
    return bool(day > (staged["date"] if staged else record["level"]))


def modelled(azure: Azure, machine: Json, record: Json) -> Machine:
    """The machine as the model of patching sees it, as of now."""
    return Machine(
        guest=_guest(record),
        releases=_releases(azure, record),
        system=f"Windows Server {record['system']}".strip(),
        enrolled=is_enrolled(machine),
        others={kind: date.fromisoformat(text) for kind, text in record["others"].items()},
        reboot_pending=record["rebootPending"],
        is_windows=not record["isLinux"],
    )


def _releases(azure: Azure, record: Json) -> Releases:
    return release_calendar.releases(azure, record["system"], azure.now().date())


def system_of(image: Image | None) -> str:
    """`2025` for Windows Server 2025, empty where no version is known."""
    found = _VERSION.search(image.os_name) if image else None
    return found[1] if found else ""


def is_enrolled(machine: Json) -> bool:
    """Whether the machine's hotpatch is on."""
    return is_by_platform(machine) and bool(model.value(machine, f"{_SETTINGS}.enableHotpatching"))


def is_by_platform(machine: Json) -> bool:
    """Whether the platform orchestrates the machine's patches."""
    return bool(model.value(machine, f"{_SETTINGS}.patchMode") == "AutomaticByPlatform")


def _guest(record: Json) -> Guest:
    staged = record["staged"]
    found = Guest(
        level=date.fromisoformat(record["level"]),
        baseline=record["baseline"] and date.fromisoformat(record["baseline"]),
    )
    if staged is None:
        return found
    kind = "hotpatch" if staged["kind"] == "cumulative" else "baseline"
    release = Release(date=date.fromisoformat(staged["date"]), type=kind)  # type: ignore[arg-type]
    return replace(found, staged=Offer(kind=staged["kind"], release=release))


def _written(written: Guest) -> Json:
    staged = written.staged
    return {
        "level": written.level.isoformat(),
        "baseline": written.baseline and written.baseline.isoformat(),
        "staged": staged and {"kind": staged.kind, "date": staged.release.date.isoformat()},
    }
