"""A status as JSON, in the form of `schema`."""

import datetime as dt
import json
from importlib.resources import files
from typing import Any

from azure_hotpatch_facts.releases import Release
from azure_hotpatch_operations.patch_records import Assessment, Installation, Patch
from azure_hotpatch_operations.status.model import MachineStatus, StatusReport


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of `azure-hotpatch status --json`."""
    text = files(__package__).joinpath("status.schema.json").read_text("utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def report_data(report: StatusReport) -> dict[str, Any]:
    """The whole status."""
    return {
        "subject": report.subject,
        "at": report.at.isoformat(),
        "machines": [machine_data(each, report.at) for each in report.machines],
        "counts": {verdict.value: count for verdict, count in report.counts.items()},
        "withoutWindows": report.others,
        "notFound": [
            {"id": machine.path, "reason": reason} for machine, reason in report.missing.items()
        ],
    }


def machine_data(status: MachineStatus, now: dt.datetime) -> dict[str, Any]:
    """One machine; `now` is Azure's time."""
    machine, patching, standing = status.machine, status.patching, status.standing
    return {
        "id": machine.id.path,
        "name": machine.id.name,
        "resourceGroup": machine.id.group,
        "subscription": machine.id.subscription,
        "location": machine.location,
        "system": machine.system,
        "image": machine.image_name,
        "power": machine.power,
        "agent": machine.agent,
        "eligible": status.why_not_eligible is None,
        "whyNotEligible": status.why_not_eligible,
        "enrolment": status.enrolment.value,
        "orchestration": status.orchestration,
        "assessment": _assessment(patching.assessment),
        "urgentPatches": [patch_data(each) for each in patching.urgent],
        "lastInstallation": installation_data(patching.installation),
        "current": standing.is_current,
        "currentReason": standing.reason,
        "newestRelease": _release(standing.newest, None),
        "nextRelease": _release(standing.next_release, now.date()),
        "nextPlannedBaseline": _day(standing.next_baseline),
        "hotPatchStatus": machine.patch_status.get("hotPatchStatus"),
        "verdict": status.verdict.value,
        "needs": list(status.needs),
        "waits": list(status.waits),
        "doubts": list(status.doubts),
    }


def patch_data(patch: Patch) -> dict[str, Any]:
    """One update."""
    return {
        "name": patch.name,
        "kb": patch.kb,
        "classifications": list(patch.classifications),
        "published": _time(patch.published),
        "state": patch.state,
        "rebootBehavior": patch.reboot,
    }


def installation_data(installation: Installation | None) -> dict[str, Any] | None:
    """One installation."""
    if installation is None:
        return None
    return {
        "activity": installation.activity,
        "status": installation.status,
        "began": _time(installation.began),
        "at": _time(installation.at),
        "startedBy": installation.started_by,
        "rebootStatus": installation.reboot_status,
        **installation.counts,
        "maintenanceWindowExceeded": installation.window_exceeded,
        "error": installation.error,
    }


def _assessment(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    return {
        "status": assessment.status,
        "at": _time(assessment.at),
        "startedBy": assessment.started_by,
        "rebootPending": assessment.reboot_pending,
        "pending": None if assessment.pending is None else dict(assessment.pending),
        "supported": assessment.is_supported,
        "error": assessment.error,
    }


def _release(release: Release | None, today: dt.date | None) -> dict[str, Any] | None:
    if release is None:
        return None
    said: dict[str, Any] = {
        "date": release.date.isoformat(),
        "type": release.kind.value,
        "kb": release.kb,
    }
    return said if today is None else {**said, "reboot": release.reboot_on(today)}


def _day(release: Release | None) -> str | None:
    return None if release is None else release.date.isoformat()


def _time(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()
