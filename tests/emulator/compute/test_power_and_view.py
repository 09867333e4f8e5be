"""Power, the instance view, and extensions."""

import pytest

from local_azure.arm import Json, Reply
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    changed,
    interface_path,
    machine_body,
    machine_path,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

EXTENSION = {
    "location": "westeurope",
    "properties": {
        "publisher": "Microsoft.Azure.Security.WindowsAttestation",
        "type": "GuestAttestation",
        "typeHandlerVersion": "1.0",
        "protectedSettings": {"key": "canary"},
    },
}


@pytest.fixture
def machine(azure: InProcess) -> str:
    """The path of a machine that runs."""
    put_network(azure, "web")
    put_machine(azure)
    azure.wait(azure.azure.durations.machine)
    return machine_path(azure, "web")


def ask(azure: InProcess, path: str, method: str = "GET", body: Json | None = None) -> Reply:
    """Call Microsoft.Compute."""
    return azure.call(method, path, body, api_version=COMPUTE_VERSION)


def view(azure: InProcess, machine: str) -> Json:
    """The instance view."""
    found = ask(azure, f"{machine}/instanceView").body
    assert isinstance(found, dict)
    return found


def power(azure: InProcess, machine: str) -> str:
    """The power state of the instance view."""
    found: str = view(azure, machine)["statuses"][-1]["code"]
    return found


@pytest.mark.parametrize(
    ("action", "during", "after"),
    [
        ("powerOff", "PowerState/stopping", "PowerState/stopped"),
        ("deallocate", "PowerState/deallocating", "PowerState/deallocated"),
        ("restart", "PowerState/starting", "PowerState/running"),
        ("start", "PowerState/starting", "PowerState/running"),
    ],
)
def test_power_actions_take_their_time(
    azure: InProcess, machine: str, action: str, during: str, after: str
) -> None:
    """202 with a Location, a state on the way, and the state that was wanted."""
    reply = ask(azure, f"{machine}/{action}", "POST")
    first = power(azure, machine)
    azure.wait(azure.azure.durations.machine)

    assert (reply.status, first, power(azure, machine)) == (202, during, after)
    assert azure.follow(reply.headers["Location"]).status == 204


def test_the_instance_view_of_a_running_machine(azure: InProcess, machine: str) -> None:
    """States, agent, guest, disks and generation; no patch status before an assessment."""
    found = view(azure, machine)

    assert [status["code"] for status in found["statuses"]] == [
        "ProvisioningState/succeeded",
        "PowerState/running",
    ]
    assert found["vmAgent"]["statuses"][0]["displayStatus"] == "Ready"
    assert (found["computerName"], found["osName"], found["osVersion"]) == (
        "web",
        "Windows Server 2025 Datacenter Azure Edition",
        "Microsoft Windows NT 10.0.26100.0",
    )
    assert [disk["name"] for disk in found["disks"]] == ["web-os"]
    assert found["hyperVGeneration"] == "V2"
    assert "patchStatus" not in found


def test_a_stopped_machine_has_no_guest_to_ask(azure: InProcess, machine: str) -> None:
    """Name, OS and agent come from inside, so that they are absent."""
    ask(azure, f"{machine}/deallocate", "POST")
    azure.wait(azure.azure.durations.machine)

    assert not {"computerName", "osName", "vmAgent"} & set(view(azure, machine))


def test_a_machine_without_an_agent_is_not_ready(azure: InProcess) -> None:
    """`provisionVMAgent` false shows in the instance view."""
    put_network(azure, "web")
    windows = "properties.osProfile.windowsConfiguration"
    changes = {
        f"{windows}.provisionVMAgent": False,
        f"{windows}.patchSettings": {"patchMode": "AutomaticByOS"},
    }
    put_machine(azure, body=changed(machine_body(interface_path(azure, "web")), changes))
    azure.wait(azure.azure.durations.machine)

    agent = view(azure, machine_path(azure, "web"))["vmAgent"]

    assert (agent["vmAgentVersion"], agent["statuses"][0]["displayStatus"]) == (
        "Unknown",
        "Not Ready",
    )


def test_trusted_launch_changes_on_a_deallocated_machine(azure: InProcess) -> None:
    """A Standard machine is deallocated, and then gets Trusted Launch."""
    put_network(azure, "web")
    body = machine_body(interface_path(azure, "web"))
    put_machine(azure, body=changed(body, {"properties.securityProfile": None}))
    azure.wait(azure.azure.durations.machine)
    path = machine_path(azure, "web")
    ask(azure, f"{path}/deallocate", "POST")
    azure.wait(azure.azure.durations.machine)
    launch = changed({}, {"properties.securityProfile.securityType": "TrustedLaunch"})

    assert ask(azure, path, "PATCH", launch).status == 200


def test_an_extension_comes_shows_and_goes(azure: InProcess, machine: str) -> None:
    """It is a child of the machine, and part of its instance view."""
    path = f"{machine}/extensions/attestation"

    made = ask(azure, path, "PUT", EXTENSION)
    azure.wait(azure.azure.durations.machine)
    whole, listed = ask(azure, machine).body, ask(azure, f"{machine}/extensions").body
    shown = view(azure, machine)["extensions"]
    gone = ask(azure, path, "DELETE")
    azure.wait(azure.azure.durations.machine)

    assert (made.status, gone.status, ask(azure, path).status) == (201, 202, 404)
    assert isinstance(whole, dict)
    assert isinstance(listed, dict)
    assert [one["name"] for one in whole["resources"]] == ["attestation"]
    assert whole["resources"] == listed["value"]
    assert listed["value"][0]["properties"] == {
        "autoUpgradeMinorVersion": True,
        "publisher": "Microsoft.Azure.Security.WindowsAttestation",
        "type": "GuestAttestation",
        "typeHandlerVersion": "1.0",
        "provisioningState": "Succeeded",
    }
    assert shown[0]["type"] == "Microsoft.Azure.Security.WindowsAttestation.GuestAttestation"


def test_extensions_need_a_running_machine(azure: InProcess, machine: str) -> None:
    """A deallocated machine refuses them with 409 OperationNotAllowed."""
    ask(azure, f"{machine}/deallocate", "POST")
    azure.wait(azure.azure.durations.machine)

    reply = ask(azure, f"{machine}/extensions/attestation", "PUT", EXTENSION)

    assert isinstance(reply.body, dict)
    assert (reply.status, reply.body["error"]["code"]) == (409, "OperationNotAllowed")
