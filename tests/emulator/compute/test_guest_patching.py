"""assessPatches and installPatches: what a client asks of a machine's guest."""

import pytest

from local_azure import faults, resources
from local_azure.arm import Json, Reply
from local_azure.compute import patch_records
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    body_of,
    delete_machine,
    finish,
    machine,
    machine_path,
    make_machines,
)
from local_azure.testing import InProcess

SECURITY: Json = {
    "maximumDuration": "PT1H",
    "rebootSetting": "IfRequired",
    "windowsParameters": {"classificationsToInclude": ["critical", "Security"]},
}


def begin(azure: InProcess, action: str, body: Json | None = None, name: str = "web") -> Reply:
    """Ask for an assessment or an installation."""
    path = f"{machine_path(azure, name)}/{action}"
    return azure.call("POST", path, body, api_version=COMPUTE_VERSION)


def ended(azure: InProcess, action: str, body: Json | None = None) -> Json:
    """Ask for it, and the result in the end."""
    reply = begin(azure, action, body)
    assert reply.status == 202, reply.body
    azure.wait(azure.azure.durations.installation)
    return body_of(azure.follow(reply.headers["Location"]))


def patch_status(azure: InProcess) -> Json | None:
    """The patch status of the instance view."""
    view: Json = machine(azure, query="$expand=instanceView")["properties"]["instanceView"]
    return view.get("patchStatus")


def test_an_assessment_lists_what_is_there_and_installs_nothing(azure: InProcess) -> None:
    """The hotpatch of the month is Security and never reboots; the others are counted apart."""
    make_machines(azure, "web")

    first, second = ended(azure, "assessPatches"), ended(azure, "assessPatches")

    assert {name: first[name] for name in ("status", "rebootPending")} == {
        "status": "Succeeded",
        "rebootPending": False,
    }
    assert (first["criticalAndSecurityPatchCount"], first["otherPatchCount"]) == (1, 3)
    hotpatch = first["availablePatches"][0]
    assert hotpatch["classifications"] == ["Security"]
    assert hotpatch["rebootBehavior"] == "NeverReboots"
    assert [patch["patchId"] for patch in second["availablePatches"]] == [
        patch["patchId"] for patch in first["availablePatches"]
    ]


def test_the_operation_is_named_as_the_activity_and_the_request(azure: InProcess) -> None:
    """Its links have a `p`, without which nobody finds it."""
    make_machines(azure, "web")

    reply = begin(azure, "assessPatches")
    location, status = reply.headers["Location"], reply.headers["Azure-AsyncOperation"]
    waiting = azure.follow(location)
    azure.wait(azure.azure.durations.assessment)
    link, _, query = location.partition("?")
    without = "&".join(part for part in query.split("&") if not part.startswith("p="))

    assert waiting.status == 202
    assert waiting.headers["Location"] == location
    result = body_of(azure.follow(location))
    assert result["assessmentActivityId"] == reply.headers["x-ms-request-id"]
    assert link.endswith(result["assessmentActivityId"])
    assert body_of(azure.follow(status))["properties"]["output"] == result
    assert azure.follow(f"{link}?{without}").status == 404


def test_a_hotpatch_is_installed_without_a_reboot(azure: InProcess) -> None:
    """And is not offered again; a success carries an error whose code is Success."""
    make_machines(azure, "web")

    result = ended(azure, "installPatches", SECURITY)
    again = ended(azure, "installPatches", SECURITY)

    assert (result["status"], result["rebootStatus"]) == ("Succeeded", "NotNeeded")
    assert (result["installedPatchCount"], result["notSelectedPatchCount"]) == (1, 3)
    assert result["error"] == {"details": [], "code": "Success", "message": "0 error/s reported"}
    assert (again["installedPatchCount"], again["notSelectedPatchCount"]) == (0, 3)


def test_the_instance_view_tells_of_the_last_of_both(azure: InProcess) -> None:
    """It has no patch status before the first."""
    make_machines(azure, "web")

    before = patch_status(azure)
    ended(azure, "assessPatches")
    ended(azure, "installPatches", SECURITY)
    status = patch_status(azure)

    assert before is None
    assert status is not None
    assert list(status["availablePatchSummary"]) == [
        "status",
        "assessmentActivityId",
        "rebootPending",
        "criticalAndSecurityPatchCount",
        "otherPatchCount",
        "startTime",
        "lastModifiedTime",
    ]
    assert status["lastPatchInstallationSummary"]["installedPatchCount"] == 1
    assert "rebootStatus" not in status["lastPatchInstallationSummary"]


def test_one_operation_at_a_time_is_in_a_guest(azure: InProcess) -> None:
    """The second is refused until the first has ended."""
    make_machines(azure, "web")

    begin(azure, "installPatches", SECURITY)
    status = patch_status(azure)
    second = begin(azure, "assessPatches")
    azure.wait(azure.azure.durations.installation)

    assert status is not None
    assert status["lastPatchInstallationSummary"]["status"] == "InProgress"
    assert (second.status, body_of(second)["error"]["code"]) == (409, "Conflict")
    assert begin(azure, "assessPatches").status == 202


def test_a_machine_that_is_off_is_refused(azure: InProcess) -> None:
    """Nobody in it could answer."""
    make_machines(azure, "web")
    azure.call("POST", f"{machine_path(azure, 'web')}/deallocate", api_version=COMPUTE_VERSION)
    finish(azure)

    reply = begin(azure, "installPatches", SECURITY)

    assert (reply.status, body_of(reply)["error"]["code"]) == (409, "OperationNotAllowed")


def test_a_machine_without_an_agent_is_refused(azure: InProcess) -> None:
    """With the words that Azure has for an agent that does not answer."""
    make_machines(
        azure,
        "web",
        changes={
            "properties.storageProfile.imageReference.sku": "2022-datacenter-g2",
            "properties.osProfile.windowsConfiguration": {
                "provisionVMAgent": False,
                "enableAutomaticUpdates": True,
            },
        },
    )

    reply = begin(azure, "assessPatches")

    error = body_of(reply)["error"]
    assert (reply.status, error["code"]) == (409, "VMAgentStatusCommunicationError")
    assert error["message"].startswith("VM 'web' has not reported status for VM agent")


def test_a_machine_that_goes_off_meanwhile_installs_nothing(azure: InProcess) -> None:
    """HTTP 200, status Failed, and the machine itself is none the worse."""
    make_machines(azure, "web")

    reply = begin(azure, "installPatches", SECURITY)
    azure.call("POST", f"{machine_path(azure, 'web')}/powerOff", api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.installation)
    result = body_of(azure.follow(reply.headers["Location"]))

    assert (result["status"], result["patches"]) == ("Failed", [])
    assert result["error"]["code"] == "VMAgentStatusCommunicationError"
    assert machine(azure)["properties"]["provisioningState"] == "Succeeded"


def test_a_machine_whose_agent_falls_silent_is_refused_until_it_answers(azure: InProcess) -> None:
    """Running as before, for all that Azure's fabric sees; the agent is not ready."""
    make_machines(azure, "web", "two")
    faults.order(azure.azure, {"action": "silent-agent", "path": "*/virtualMachines/web"})

    refused = [begin(azure, "assessPatches"), begin(azure, "installPatches", SECURITY)]
    view = machine(azure, query="$expand=instanceView")["properties"]["instanceView"]
    other = begin(azure, "assessPatches", name="two")
    faults.clear(azure.azure)
    again = begin(azure, "assessPatches")

    assert {(reply.status, body_of(reply)["error"]["code"]) for reply in refused} == {
        (409, "VMAgentStatusCommunicationError")
    }
    (status,) = view["vmAgent"].pop("statuses")
    assert (status["code"], status["displayStatus"], status["message"]) == (
        "ProvisioningState/Unavailable",
        "Not Ready",
        "VM Agent is unresponsive.",
    )
    assert view["vmAgent"] == {"vmAgentVersion": "Unknown"}
    assert view["statuses"][-1]["code"] == "PowerState/running"
    assert "osName" not in view
    assert (other.status, again.status) == (202, 202)


def test_an_agent_that_falls_silent_meanwhile_installs_nothing(azure: InProcess) -> None:
    """HTTP 200, status Failed, as with a machine that goes off."""
    make_machines(azure, "web")

    reply = begin(azure, "installPatches", SECURITY)
    faults.order(azure.azure, {"action": "silent-agent", "path": "*"})
    azure.wait(azure.azure.durations.installation)
    result = body_of(azure.follow(reply.headers["Location"]))

    assert (result["status"], result["patches"]) == ("Failed", [])
    assert result["error"]["code"] == "VMAgentStatusCommunicationError"


def test_an_operation_on_a_machine_that_is_deleted_fails(azure: InProcess) -> None:
    """It cannot end in another way."""
    make_machines(azure, "web")

    reply = begin(azure, "installPatches", SECURITY)
    delete_machine(azure)
    azure.wait(azure.azure.durations.installation)
    status = body_of(azure.follow(reply.headers["Azure-AsyncOperation"]))

    assert (status["status"], status["error"]["code"]) == ("Failed", "ResourceNotFound")


def test_linux_has_nothing_to_install(azure: InProcess) -> None:
    """Its updates are not modelled: an assessment finds none."""
    image = {
        "publisher": "Canonical",
        "offer": "UbuntuServer",
        "sku": "16.04-LTS",
        "version": "latest",
    }
    make_machines(
        azure,
        "web",
        changes={
            "properties.storageProfile.imageReference": image,
            "properties.osProfile.windowsConfiguration": None,
            "properties.securityProfile": None,
        },
    )
    linux = {**SECURITY, "linuxParameters": SECURITY["windowsParameters"]}
    del linux["windowsParameters"]

    found, done = ended(azure, "assessPatches"), ended(azure, "installPatches", linux)

    assert found["availablePatches"] == []
    assert (done["status"], done["patches"]) == ("Succeeded", [])


def test_records_go_with_their_machine(azure: InProcess) -> None:
    """A new machine of the same name begins without any."""
    make_machines(azure, "web")
    ended(azure, "assessPatches")
    ended(azure, "installPatches", SECURITY)
    prefix = azure.subscription
    kept = list(patch_records.installations(azure.azure, prefix))

    delete_machine(azure)
    finish(azure)
    azure.call("GET", "/subscriptions")

    assert [record["startedBy"] for record in kept] == ["User"]
    assert kept[0]["machine"] == machine_path(azure, "web")
    assert list(patch_records.installations(azure.azure, prefix)) == []
    assert list(patch_records.assessments(azure.azure, prefix)) == []
    assert resources.find(azure.azure, machine_path(azure, "web")) is None


@pytest.mark.parametrize(
    ("action", "status", "installed", "failed"),
    [("fail-patches", "Failed", 0, 1), ("warn-patches", "CompletedWithWarnings", 0, 1)],
)
def test_a_failure_on_order_is_http_200(
    azure: InProcess, action: str, status: str, installed: int, failed: int
) -> None:
    """The operation has succeeded, and its result says what has not."""
    make_machines(azure, "web")
    fault = {"action": action, "path": "*/installPatches", "code": "NoSpace", "message": "Full."}
    faults.order(azure.azure, fault)

    result = ended(azure, "installPatches", SECURITY)

    assert result["status"] == status
    assert (result["installedPatchCount"], result["failedPatchCount"]) == (installed, failed)
    assert result["error"]["details"] == [{"code": "NoSpace", "message": "Full."}]
