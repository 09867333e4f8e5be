"""What patching left behind, as Resource Graph shows it.

Source: https://learn.microsoft.com/azure/update-manager/query-logs (09/10/2024): tables, ids, names
and properties; the names of counts are those of Microsoft.HybridCompute's REST specification,
AvailablePatchCountByClassification.
"""

from collections.abc import Callable, Iterable, Iterator

from local_azure import resources
from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import machine_records, model, patch_records
from local_azure.resource_graph.rows import row

_COUNTS = (
    "critical",
    "definition",
    "featurePack",
    "security",
    "servicePack",
    "tools",
    "updateRollup",
    "updates",
)
_INSTALLATION_COUNTS = (
    "excludedPatchCount",
    "failedPatchCount",
    "installedPatchCount",
    "notSelectedPatchCount",
    "pendingPatchCount",
)

ASSUMED = (
    (
        "Ids of assessments and installations have the resource group in upper case, though the"
        " machine's own has it as it was made: on Azure too the two differ in case."
    ),
    (
        "`rebootRequired` of an update is true where it counts after a reboot only, whatever its"
        " `rebootBehavior` says it may ask for: of baselines, cumulative updates and .NET."
    ),
    (
        "Every machine's `detectedVMGuestPatchSupportState` is `Supported`, and the updates of"
        " installations have no `rebootBehavior`: what Azure writes there is not clear."
    ),
    "`patchServiceUsed` is `WU-WSUS` on Windows and `APT` on Linux.",
    (
        "The name of an assessment is `latest`, the end of its id; Microsoft's page has the"
        " activity's GUID there."
    ),
    "`maintenanceRunId` is null: the platform's own runs have no number here.",
)


def assessments(azure: Azure, subscriptions: Iterable[str]) -> Iterator[Json]:
    """The last assessment of each machine, and after it the updates that it found."""
    for machine, record in _records(azure, subscriptions, patch_records.assessments):
        result = f"{_id(record)}/patchAssessmentResults/latest"
        type_ = f"{machine_records.TYPE}/patchAssessmentResults"
        yield _row(azure, machine, result, type_, _assessment(machine, record))
        for patch in record.get("patches", ()):
            yield _patch_row(azure, machine, result, type_, _found(record, patch))


def installations(azure: Azure, subscriptions: Iterable[str]) -> Iterator[Json]:
    """Every installation of 30 days, and after each the updates that it was about."""
    for machine, record in _records(azure, subscriptions, patch_records.installations):
        result = f"{_id(record)}/patchInstallationResults/{record['activityId']}"
        type_ = f"{machine_records.TYPE}/patchInstallationResults"
        yield _row(azure, machine, result, type_, _installation(machine, record))
        for patch in record.get("patches", ()):
            yield _patch_row(azure, machine, result, type_, _installed(record, patch))


def _records(
    azure: Azure, subscriptions: Iterable[str], read: Callable[[Azure, str], Iterator[Json]]
) -> Iterator[tuple[Json, Json]]:
    """Each record with its machine."""
    for subscription in subscriptions:
        for record in read(azure, f"/subscriptions/{subscription}"):
            machine = resources.find(azure, record["machine"])
            if machine is not None:
                yield machine, record


def _id(record: Json) -> str:
    """The machine's id with its group in upper case."""
    parts = str(record["machine"]).split("/")
    return "/".join([*parts[:4], parts[4].upper(), *parts[5:]])


def _row(
    azure: Azure, machine: Json, resource_id: str, type_: str, properties: Json, **cells: object
) -> Json:
    place = {"location": machine["location"].lower(), "tags": machine.get("tags")}
    return row(azure, resource_id, type_, properties=properties, **place, **cells)


def _patch_row(azure: Azure, machine: Json, result: str, type_: str, properties: Json) -> Json:
    resource_id = f"{result}/softwarePatches/{properties['patchId']}"
    return _row(azure, machine, resource_id, f"{type_}/softwarePatches", properties)


def _assessment(machine: Json, record: Json) -> Json:
    return {
        "assessmentActivityId": record["activityId"],
        **_operation(machine, record),
        "rebootPending": record.get("rebootPending"),
        "availablePatchCountByClassification": _counted(record),
        "configurationStatus": {
            "vmGuestPatchReadiness": {"detectedVMGuestPatchSupportState": "Supported"}
        },
    }


def _installation(machine: Json, record: Json) -> Json:
    return {
        "installationActivityId": record["activityId"],
        **_operation(machine, record),
        "rebootStatus": record.get("rebootStatus"),
        "maintenanceWindowExceeded": record.get("maintenanceWindowExceeded"),
        "maintenanceRunId": None,
        **{name: record.get(name) for name in _INSTALLATION_COUNTS},
    }


def _operation(machine: Json, record: Json) -> Json:
    """What both kinds of results have."""
    os_type = model.value(machine, "storageProfile.osDisk.osType") or "Windows"
    return {
        "status": record["status"],
        "startedBy": record["startedBy"],
        "osType": os_type,
        "patchServiceUsed": "WU-WSUS" if os_type == "Windows" else "APT",
        "startDateTime": record["startDateTime"],
        "lastModifiedDateTime": record["lastModifiedDateTime"],
        "errorDetails": record.get("error"),
    }


def _counted(record: Json) -> Json:
    """How many of the updates found are of each class."""
    found = [
        each.lower() for patch in record.get("patches", ()) for each in patch["classifications"]
    ]
    return {name: found.count(name.lower()) for name in _COUNTS}


def _found(record: Json, patch: Json) -> Json:
    return {
        **_patch(record, patch),
        "rebootBehavior": patch["rebootBehavior"],
        "assessmentState": patch["assessmentState"],
    }


def _installed(record: Json, patch: Json) -> Json:
    return {**_patch(record, patch), "installationState": patch["installationState"]}


def _patch(record: Json, patch: Json) -> Json:
    return {
        "patchId": patch["patchId"],
        "patchName": patch["name"],
        "kbId": patch.get("kbId"),
        "version": patch.get("version"),
        "classifications": patch["classifications"],
        "rebootRequired": patch.get("rebootRequired", False),
        "publishedDateTime": patch.get("publishedDate"),
        "lastModifiedDateTime": record["lastModifiedDateTime"],
    }
