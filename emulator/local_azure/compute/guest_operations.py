"""Assessments and installations in a machine, whoever asked for them: how they begin and end."""

from datetime import timedelta

from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import agents, guests, patch_records
from local_azure.patching.installation import Fate, Installation, RebootSetting, install
from local_azure.patching.patches import Patch
from local_azure.patching.selection import Selection
from local_azure.timestamps import timestamp

FATES: dict[str, tuple[Fate, str]] = {
    "fail-patches": ("none", "Failed"),
    "warn-patches": ("some", "CompletedWithWarnings"),
}
"""By a fault's action: what succeeds all the same, and the status in the end."""


def hold(azure: Azure, machine_id: str, seconds: float) -> None:
    """Let no other operation in the guest begin for so long."""
    until = azure.now() + timedelta(seconds=seconds)
    guests.change(azure, machine_id, {"busyUntil": timestamp(until)})


def is_held(azure: Azure, record: Json) -> bool:
    """Whether an operation in the guest is under way."""
    return bool(record.get("busyUntil", "") > timestamp(azure.now()))


def assess(azure: Azure, machine: Json, activity: Json) -> Json:
    """End an assessment: keep its record, and return its result as assessPatches answers it.

    `activity` is `{activityId, startDateTime, startedBy, fault}`.
    """
    record = guests.find(azure, machine["id"])
    now = timestamp(azure.now())
    found: tuple[Patch, ...] = ()
    status, error = _end(azure, machine, activity)
    pending = False
    if record is not None and status != "Failed":
        inside = guests.modelled(azure, machine, record)
        found, pending = inside.patches(azure.now().date()), inside.waits_for_reboot
    urgent = sum(1 for patch in found if patch.classification in ("Critical", "Security"))
    kept: Json = {
        "machine": machine["id"],
        "vmId": machine["properties"]["vmId"],
        "activityId": activity["activityId"],
        "status": status,
        "startedBy": activity["startedBy"],
        "rebootPending": pending,
        "criticalAndSecurityPatchCount": urgent,
        "otherPatchCount": len(found) - urgent,
        "startDateTime": activity["startDateTime"],
        "lastModifiedDateTime": now,
        "patches": [
            {
                **_named(patch),
                "rebootBehavior": patch.behavior,
                "publishedDate": _midnight(patch),
                "activityId": activity["activityId"],
                "lastModifiedDateTime": now,
                "assessmentState": "Available",
            }
            for patch in found
        ],
        **({"error": error} if error else {}),
    }
    patch_records.put_assessment(azure, kept)
    return _result(
        kept,
        "assessmentActivityId",
        "availablePatches",
        ("rebootPending", "criticalAndSecurityPatchCount", "otherPatchCount"),
        left_out=("rebootRequired",),
    )


def begin_installation(azure: Azure, machine: Json, activity: Json) -> None:
    """Keep a record of an installation that is under way."""
    counts = dict.fromkeys(_COUNTS, 0)
    patch_records.put_installation(
        azure,
        {
            "machine": machine["id"],
            "vmId": machine["properties"]["vmId"],
            "activityId": activity["activityId"],
            "status": "InProgress",
            "startedBy": activity["startedBy"],
            "rebootStatus": "Unknown",
            "maintenanceWindowExceeded": False,
            **counts,
            "startDateTime": activity["startDateTime"],
            "lastModifiedDateTime": activity["startDateTime"],
            "patches": [],
        },
    )


def end_installation(
    azure: Azure,
    machine: Json,
    activity: Json,
    selection: Selection,
    *,
    rebooting: RebootSetting,
    window: timedelta,
) -> Json:
    """Install, keep the record, and return the result as installPatches answers it.

    Then assess: Azure counts an installation as ended with the assessment after it only.
    Source: Azure/LinuxPatchExtension `src/core/src/CoreMain.py`.
    """
    record = guests.find(azure, machine["id"])
    status, error = _end(azure, machine, activity)
    done: Installation | None = None
    if record is not None and agents.answers(azure, machine):
        done = install(
            guests.modelled(azure, machine, record),
            azure.now().date(),
            selection,
            rebooting=rebooting,
            window=window,
            fate=FATES[activity["fault"]["action"]][0] if activity["fault"] else "all",
        )
        guests.keep(
            azure, machine["id"], done.guest, done.others, reboot_pending=done.reboot_pending
        )
        guests.change(azure, machine["id"], {"reboots": record["reboots"] + done.reboots})
        if status == "Succeeded" and done.window_exceeded:
            status = "CompletedWithWarnings"
    kept: Json = {
        "machine": machine["id"],
        "vmId": machine["properties"]["vmId"],
        "activityId": activity["activityId"],
        "status": status,
        "startedBy": activity["startedBy"],
        "rebootStatus": done.reboot_status if done else "NotNeeded",
        "maintenanceWindowExceeded": bool(done and done.window_exceeded),
        **{
            name: done.count(state) if done else 0  # type: ignore[arg-type]
            for name, state in _COUNTS.items()
        },
        "startDateTime": activity["startDateTime"],
        "lastModifiedDateTime": timestamp(azure.now()),
        "patches": [
            {**_named(patch), "publishedDate": _midnight(patch), "installationState": state}
            for patch, state in (done.patches if done else ())
        ],
        "error": error or {"details": [], "code": "Success", "message": "0 error/s reported"},
    }
    patch_records.put_installation(azure, kept)
    if done is not None:
        assess(azure, machine, {**activity, "startDateTime": timestamp(azure.now()), "fault": None})
    return _result(
        kept,
        "installationActivityId",
        "patches",
        ("rebootStatus", "maintenanceWindowExceeded", *_COUNTS),
        left_out=("rebootRequired", "publishedDate"),
    )


_COUNTS = {
    "excludedPatchCount": "Excluded",
    "notSelectedPatchCount": "NotSelected",
    "pendingPatchCount": "Pending",
    "installedPatchCount": "Installed",
    "failedPatchCount": "Failed",
}


def _end(azure: Azure, machine: Json, activity: Json) -> tuple[str, Json | None]:
    """The status in which an operation ends, and its error if it has one."""
    if not agents.answers(azure, machine):
        told = agents.refusal(machine)
        return "Failed", _error({"code": told.code, "message": told.message})
    fault = activity["fault"]
    if fault is None:
        return "Succeeded", None
    return FATES[fault["action"]][1], _error(fault)


def _error(said: Json) -> Json:
    told = {"code": said["code"], "message": said["message"]}
    return {
        "details": [told],
        "code": said["code"],
        "message": f"1 error/s reported. {said['message']}",
    }


def _named(patch: Patch) -> Json:
    return {
        "patchId": patch.id,
        "name": patch.name,
        **({"kbId": patch.kb} if patch.kb else {}),
        "classifications": [patch.classification],
        "rebootRequired": patch.reboots,
    }


def _midnight(patch: Patch) -> str:
    return f"{patch.published}T00:00:00.0000000Z"


def _result(
    kept: Json,
    activity: str,
    patches: str,
    names: tuple[str, ...],
    *,
    left_out: tuple[str, ...],
) -> Json:
    """A record as its operation answers it: names of its own for the activity and the patches.

    `left_out` of each patch is what Resource Graph alone shows.
    """
    return {
        "status": kept["status"],
        activity: kept["activityId"],
        **{name: kept[name] for name in names},
        "startDateTime": kept["startDateTime"],
        patches: [
            {name: value for name, value in patch.items() if name not in left_out}
            for patch in kept["patches"]
        ],
        **({"error": kept["error"]} if "error" in kept else {}),
    }
