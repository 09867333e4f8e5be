"""What patching left behind, read with Microsoft's own queries and with others."""

from datetime import timedelta
from typing import Any

from local_azure.arm import Json
from local_azure.clock import Clock
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    body_of,
    delete_machine,
    machine_path,
    make_machines,
)
from local_azure.testing import InProcess

SECURITY: Json = {
    "maximumDuration": "PT1H",
    "rebootSetting": "IfRequired",
    "windowsParameters": {"classificationsToInclude": ["Critical", "Security"]},
}

# https://learn.microsoft.com/azure/update-manager/sample-query-logs, read 2026-11-25.
AVAILABLE = """
patchassessmentresources
| where type !has "softwarepatches"
| extend prop = parse_json(properties)
| extend lastTime = properties.lastModifiedDateTime
| extend updateRollupCount = prop.availablePatchCountByClassification.updateRollup, featurePackCount = prop.availablePatchCountByClassification.featurePack, servicePackCount = prop.availablePatchCountByClassification.servicePack, definitionCount = prop.availablePatchCountByClassification.definition, securityCount = prop.availablePatchCountByClassification.security, criticalCount = prop.availablePatchCountByClassification.critical, updatesCount = prop.availablePatchCountByClassification.updates, toolsCount = prop.availablePatchCountByClassification.tools, otherCount = prop.availablePatchCountByClassification.other, OS = prop.osType
| project lastTime, id, OS, updateRollupCount, featurePackCount, servicePackCount, definitionCount, securityCount, criticalCount, updatesCount, toolsCount, otherCount
"""  # noqa: E501 (as Microsoft has it)
# https://learn.microsoft.com/azure/virtual-machines/resource-graph-samples, "Count of OS update
# installation done", read 2026-11-25; the page names the other table by mistake.
RUNS = """
PatchInstallationResources
| where type !has 'softwarepatches'
| extend machineName = tostring(split(id, '/', 8)), resourceType = tostring(split(type, '/', 0)), tostring(rgName = split(id, '/', 4))
| extend prop = parse_json(properties)
| extend lTime = todatetime(prop.lastModifiedDateTime), OS = tostring(prop.osType), installedPatchCount = tostring(prop.installedPatchCount), failedPatchCount = tostring(prop.failedPatchCount), pendingPatchCount = tostring(prop.pendingPatchCount), excludedPatchCount = tostring(prop.excludedPatchCount), notSelectedPatchCount = tostring(prop.notSelectedPatchCount)
| where lTime > ago(7d)
| project lTime, RunID=name,machineName, rgName, resourceType, OS, installedPatchCount, failedPatchCount, pendingPatchCount, excludedPatchCount, notSelectedPatchCount
"""  # noqa: E501 (as Microsoft has it)


def rows(azure: InProcess, query: str) -> list[Json]:
    """What a query answers."""
    path = "/providers/Microsoft.ResourceGraph/resources"
    answer = body_of(azure.call("POST", path, {"query": query}, api_version="2024-04-01"))
    found: list[Json] = answer["data"]
    return found


def act(azure: InProcess, action: str, body: Json | None = None, name: str = "web") -> Any:
    """Assess or install, to the end; its result."""
    reply = azure.call(
        "POST", f"{machine_path(azure, name)}/{action}", body, api_version=COMPUTE_VERSION
    )
    azure.wait(azure.azure.durations.installation)
    return body_of(azure.follow(reply.headers["Location"]))


def later(azure: InProcess, days: int) -> None:
    """Move the clock of Azure; the machine's own, by which tokens expire, stays."""
    assert isinstance(azure.azure.clock, Clock)
    azure.azure.clock.advance(timedelta(days=days))


def test_available_updates_by_class(azure: InProcess) -> None:
    """Microsoft's own query; there is no row before the first assessment."""
    make_machines(azure, "web")
    before = rows(azure, AVAILABLE)
    act(azure, "assessPatches")

    (row,) = rows(azure, AVAILABLE)

    assert before == []
    assert row.pop("lastTime").endswith("Z")
    assert row == {
        "id": f"{azure.subscription}/resourceGroups/HOTPATCH/providers/Microsoft.Compute"
        "/virtualMachines/web/patchAssessmentResults/latest",
        "OS": "Windows",
        "updateRollupCount": 1,
        "featurePackCount": 0,
        "servicePackCount": 0,
        "definitionCount": 1,
        "securityCount": 1,
        "criticalCount": 0,
        "updatesCount": 1,
        "toolsCount": 0,
        "otherCount": None,
    }


def test_installation_runs_of_a_week(azure: InProcess) -> None:
    """Microsoft's own query: names of columns in odd places included."""
    make_machines(azure, "web")
    result = act(azure, "installPatches", SECURITY)

    (row,) = rows(azure, RUNS)
    later(azure, days=8)

    assert row.pop("lTime").endswith("Z")
    assert row == {
        "RunID": result["installationActivityId"],
        "machineName": '["web"]',
        "rgName": '["HOTPATCH"]',
        "resourceType": '["microsoft.compute"]',
        "OS": "Windows",
        "installedPatchCount": "1",
        "failedPatchCount": "0",
        "pendingPatchCount": "0",
        "excludedPatchCount": "0",
        "notSelectedPatchCount": "3",
    }
    assert rows(azure, RUNS) == []


def test_an_installation_whole(azure: InProcess) -> None:
    """Its reboot status, which the instance view does not have, and who started it."""
    make_machines(azure, "web")
    result = act(azure, "installPatches", SECURITY)

    (row,) = rows(
        azure,
        "patchinstallationresources"
        " | where type == 'microsoft.compute/virtualmachines/patchinstallationresults'",
    )

    properties = row["properties"]
    assert properties.pop("startDateTime") == result["startDateTime"]
    assert properties.pop("lastModifiedDateTime") > result["startDateTime"]
    assert properties.pop("errorDetails")["code"] == "Success"
    assert properties == {
        "installationActivityId": result["installationActivityId"],
        "status": "Succeeded",
        "startedBy": "User",
        "osType": "Windows",
        "patchServiceUsed": "WU-WSUS",
        "rebootStatus": "NotNeeded",
        "maintenanceWindowExceeded": False,
        "maintenanceRunId": None,
        "excludedPatchCount": 0,
        "failedPatchCount": 0,
        "installedPatchCount": 1,
        "notSelectedPatchCount": 3,
        "pendingPatchCount": 0,
    }
    assert (row["name"], row["resourceGroup"], row["location"], row["subscriptionId"]) == (
        result["installationActivityId"],
        "hotpatch",
        "westeurope",
        azure.azure.settings.subscriptions[0],
    )


def test_updates_one_by_one(azure: InProcess) -> None:
    """What an assessment found, and what an installation did with each."""
    make_machines(azure, "web")
    found = act(azure, "assessPatches")["availablePatches"]
    columns = (
        "| project patchId = tostring(properties.patchId), name = tostring(properties.patchName),"
        " classes = properties.classifications, kb = properties.kbId"
    )

    available = rows(
        azure,
        f"patchassessmentresources | where type has 'softwarepatches' {columns},"
        " reboot = tostring(properties.rebootBehavior)",
    )
    done = act(azure, "installPatches", SECURITY)["patches"]
    installed = rows(
        azure,
        f"patchinstallationresources | where type endswith '/softwarePatches' {columns},"
        " state = tostring(properties.installationState)",
    )

    assert available == [
        {
            "patchId": each["patchId"],
            "name": each["name"],
            "classes": each["classifications"],
            "kb": each.get("kbId"),
            "reboot": each["rebootBehavior"],
        }
        for each in found
    ]
    assert [(each["patchId"], each["state"]) for each in installed] == [
        (each["patchId"], each["installationState"]) for each in done
    ]


def test_an_update_that_may_ask_for_a_reboot_need_not_require_one(azure: InProcess) -> None:
    """What it may do is its behavior; whether it counts after a reboot only is told beside it."""
    enrolled = "properties.osProfile.windowsConfiguration.patchSettings.enableHotpatching"
    make_machines(azure, "web", changes={enrolled: False})
    act(azure, "assessPatches")
    updates = (
        "| where type has 'softwarepatches'"
        " | project class = tostring(properties.classifications[0]),"
        " behavior = tostring(properties.rebootBehavior), required = properties.rebootRequired"
    )

    found = rows(azure, f"patchassessmentresources {updates}")
    act(azure, "installPatches", SECURITY)
    done = rows(azure, f"patchinstallationresources {updates}")

    assert {each["class"]: (each["behavior"], each["required"]) for each in found} == {
        "Security": ("CanRequestReboot", True),
        "Updates": ("CanRequestReboot", True),
        "UpdateRollUp": ("CanRequestReboot", False),
        "Definition": ("NeverReboots", False),
    }
    assert {each["class"]: each["required"] for each in done} == {
        each["class"]: each["required"] for each in found
    }


def test_machines_with_pending_security_updates_by_group(azure: InProcess) -> None:
    """Machines are joined by their ids in lower case: their spelling differs."""
    make_machines(azure, "web", "two")
    act(azure, "installPatches", SECURITY, name="two")
    for name in ("web", "two"):
        act(azure, "assessPatches", name=name)

    pending = rows(
        azure,
        "patchassessmentresources"
        " | where type =~ 'Microsoft.Compute/virtualMachines/patchAssessmentResults'"
        " | where resourceGroup =~ 'HotPatch' and location in ('westeurope', 'northeurope')"
        " | where properties.availablePatchCountByClassification.security > 0"
        " | project machine = tostring(split(tolower(id), '/patchassessmentresults')[0])",
    )

    assert [each["machine"] for each in pending] == [machine_path(azure, "web").lower()]


def test_assessments_are_kept_for_7_days_and_installations_for_30(azure: InProcess) -> None:
    """Then nobody knows of them any more; the platform's own would take their place."""
    patching = "properties.osProfile.windowsConfiguration.patchSettings"
    make_machines(azure, "web", changes={f"{patching}.assessmentMode": "ImageDefault"})
    act(azure, "assessPatches")
    act(azure, "installPatches", SECURITY)

    kept = []
    for days in (6, 2, 21, 2):
        later(azure, days)
        mine = "tostring(properties.startedBy) == 'User'"
        kept.append(
            (
                len(rows(azure, f"patchassessmentresources | where {mine}")),
                len(rows(azure, f"patchinstallationresources | where {mine}")),
            )
        )

    assert kept == [(1, 1), (0, 1), (0, 1), (0, 0)]


def test_a_machine_that_is_gone_has_no_rows(azure: InProcess) -> None:
    """Nor what it left."""
    make_machines(azure, "web")
    act(azure, "assessPatches")
    act(azure, "installPatches", SECURITY)

    delete_machine(azure)
    azure.wait(azure.azure.durations.delete)

    assert rows(azure, "patchassessmentresources") == []
    assert rows(azure, "patchinstallationresources") == []
