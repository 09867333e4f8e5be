"""`patchStatus` of the instance view: the last assessment, the last installation, the settings.

Source: azure-mgmt-compute 39.0.0, VirtualMachinePatchStatus; the REST specification's example
VirtualMachine_Get_InstanceView.json of 2025-04-01.
"""

from collections.abc import Iterator

from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import machine_records, model, patch_records, platform_extensions

_SETTINGS = "osProfile.windowsConfiguration.patchSettings"
# Source: the REST specification: its example of 2020-06-01 does not show them.
SETTINGS_SINCE = "2021-03-01"

ASSUMED = (
    (
        "The instance view has no patchStatus before the first assessment, and no summary that"
        " Resource Graph would have forgotten: after 7 days, after 30 days."
    ),
    (
        "The instance view has configurationStatuses for the modes that are AutomaticByPlatform:"
        " Pending until the platform's extension is there, then Ready."
    ),
)


def patch_status(azure: Azure, machine: Json, api_version: str) -> Json | None:
    """The patch status of a machine as of now, None where Azure shows none."""
    assessment = patch_records.assessment(azure, machine["id"])
    installation = patch_records.last_installation(azure, machine["id"])
    if assessment is None and installation is None:
        return None
    status: Json = {}
    if assessment is not None:
        status["availablePatchSummary"] = _summary(
            assessment,
            "assessmentActivityId",
            ("rebootPending", "criticalAndSecurityPatchCount", "otherPatchCount"),
        )
    if installation is not None:
        status["lastPatchInstallationSummary"] = _summary(
            installation,
            "installationActivityId",
            (
                "maintenanceWindowExceeded",
                "notSelectedPatchCount",
                "excludedPatchCount",
                "pendingPatchCount",
                "installedPatchCount",
                "failedPatchCount",
            ),
        )
    settings = list(_settings(azure, machine))
    if settings and api_version >= SETTINGS_SINCE:
        status["configurationStatuses"] = settings
    return status


def _summary(record: Json, activity: str, names: tuple[str, ...]) -> Json:
    return {
        "status": record["status"],
        activity: record["activityId"],
        **{name: record[name] for name in names},
        "startTime": record["startDateTime"],
        "lastModifiedTime": record["lastModifiedDateTime"],
        **({"error": record["error"]} if "error" in record else {}),
    }


def _settings(azure: Azure, machine: Json) -> Iterator[Json]:
    at = machine_records.read(azure, machine["id"]).get("provisioned")
    state = "Ready" if platform_extensions.is_ready(azure, machine) else "Pending"
    for name in ("patchMode", "assessmentMode"):
        if model.value(machine, f"{_SETTINGS}.{name}") == "AutomaticByPlatform":
            code = f"{name[0].upper()}{name[1:]}ConfigurationState"
            yield {
                "code": f"{code}/{state}",
                "level": "Info",
                "displayStatus": f"Status_{code}_{state}",
                "time": at,
            }
