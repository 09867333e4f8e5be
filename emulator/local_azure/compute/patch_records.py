"""What assessments and installations left behind, for the instance view and for Resource Graph.

An assessment is `{machine, vmId, activityId, status, startedBy, rebootPending,
criticalAndSecurityPatchCount, otherPatchCount, startDateTime, lastModifiedDateTime, patches: [{
patchId, name, kbId?, classifications, rebootRequired, rebootBehavior, publishedDate,
lastModifiedDateTime, assessmentState}], error?}`; only the last of a machine is kept.

An installation is `{machine, vmId, activityId, status, startedBy, rebootStatus,
maintenanceWindowExceeded, excludedPatchCount, notSelectedPatchCount, pendingPatchCount,
installedPatchCount, failedPatchCount, startDateTime, lastModifiedDateTime, patches: [{patchId,
name, kbId?, classifications, rebootRequired, publishedDate, installationState}], error?}`.

`machine` is the ARM id. `startedBy` is `User` or `Platform`. While one is under way its status is
`InProgress` and it has no patches.

Source: https://learn.microsoft.com/azure/update-manager/query-logs (09/10/2024): installations are
kept for 30 days, assessments for 7.
"""

from collections.abc import Iterator
from datetime import timedelta

from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.timestamps import timestamp

ASSESSMENTS_KEPT = timedelta(days=7)
INSTALLATIONS_KEPT = timedelta(days=30)

_ASSESSMENT = "patch-assessment"
_INSTALLATION = "patch-installation"


def assessment(azure: Azure, machine_id: str) -> Json | None:
    """The last assessment of a machine that is not too old."""
    found = azure.store.get(_ASSESSMENT, machine_id)
    return found if found and _is_kept(azure, found, ASSESSMENTS_KEPT) else None


def assessments(azure: Azure, prefix: str) -> Iterator[Json]:
    """The last assessment of each machine whose id is below `prefix`."""
    for record in azure.store.list(_ASSESSMENT, f"{prefix.rstrip('/')}/"):
        if _is_kept(azure, record, ASSESSMENTS_KEPT):
            yield record


def installations(azure: Azure, prefix: str) -> Iterator[Json]:
    """The installations of a machine, or of all machines below a group or a subscription.

    The oldest of a machine first; `prefix` is the ARM id of any of these.
    """
    for record in azure.store.list(_INSTALLATION, f"{prefix.rstrip('/')}/"):
        if _is_kept(azure, record, INSTALLATIONS_KEPT):
            yield record


def last_installation(azure: Azure, machine_id: str) -> Json | None:
    """The newest installation of a machine that is not too old."""
    return max(installations(azure, machine_id), key=_began, default=None)


def put_assessment(azure: Azure, record: Json) -> None:
    """Keep the record in the place of the one before."""
    azure.store.put(_ASSESSMENT, record["machine"], record)


def put_installation(azure: Azure, record: Json) -> None:
    """Keep the record, and forget those of the machine that are too old."""
    machine_id = record["machine"]
    for old in list(azure.store.list(_INSTALLATION, f"{machine_id}/")):
        if not _is_kept(azure, old, INSTALLATIONS_KEPT):
            azure.store.delete(_INSTALLATION, _key(old))
    azure.store.put(_INSTALLATION, _key(record), record)


def end(azure: Azure, machine_id: str) -> None:
    """Forget a machine's records."""
    azure.store.delete(_ASSESSMENT, machine_id)
    for record in list(azure.store.list(_INSTALLATION, f"{machine_id}/")):
        azure.store.delete(_INSTALLATION, _key(record))


def _key(record: Json) -> str:
    return f"{record['machine']}/{record['activityId']}"


def _began(record: Json) -> str:
    return str(record["startDateTime"])


def _is_kept(azure: Azure, record: Json, kept: timedelta) -> bool:
    return str(record["lastModifiedDateTime"]) >= timestamp(azure.now() - kept)
