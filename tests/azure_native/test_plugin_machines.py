"""Networks and machines through the plugin: nesting, long operations, failures, stopping."""

import threading
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from local_azure.azure_native.values import Secret, from_wire
from local_azure.testing import Running
from tests.azure_native.conftest import (
    SUBSCRIPTION,
    Plugin,
    calls,
    fail,
    running_plugin,
    until,
)

NETWORK = "network:VirtualNetwork"
SUBNET = "network:Subnet"
PASSWORD = "Canary-Pa55word!"


def network_inputs(plugin: Plugin, **more: Any) -> dict[str, Any]:
    """Inputs of a virtual network `net` in the test's own group."""
    return {
        "resourceGroupName": plugin.made_group(),
        "virtualNetworkName": "net",
        "location": "westus2",
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        **more,
    }


def subnet_inputs(plugin: Plugin) -> dict[str, Any]:
    """Inputs of a subnet `inner` of that network."""
    return {
        "resourceGroupName": plugin.group,
        "virtualNetworkName": "net",
        "subnetName": "inner",
        "addressPrefix": "10.0.1.0/24",
    }


def machine_inputs(plugin: Plugin) -> dict[str, Any]:
    """Inputs of a machine `web` in the test's own group, its interface made."""
    _, network = plugin.create(
        NETWORK, network_inputs(plugin, subnets=[{"name": "a", "addressPrefix": "10.0.0.0/24"}])
    )
    interface, _ = plugin.create(
        "network:NetworkInterface",
        {
            "resourceGroupName": plugin.group,
            "networkInterfaceName": "web-nic",
            "location": "westus2",
            "ipConfigurations": [{"name": "a", "subnet": {"id": network["subnets"][0]["id"]}}],
        },
    )
    return {
        "resourceGroupName": plugin.group,
        "vmName": "web",
        "location": "westus2",
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
        "networkProfile": {"networkInterfaces": [{"id": interface, "primary": True}]},
        "osProfile": {
            "adminUsername": "operator",
            "adminPassword": Secret(PASSWORD),
            "computerName": "web",
            "windowsConfiguration": {
                "enableAutomaticUpdates": True,
                "provisionVMAgent": True,
                "patchSettings": {
                    "assessmentMode": "AutomaticByPlatform",
                    "enableHotpatching": True,
                    "patchMode": "AutomaticByPlatform",
                },
            },
        },
        "securityProfile": {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
        },
        "storageProfile": {
            "imageReference": {
                "publisher": "MicrosoftWindowsServer",
                "offer": "WindowsServer",
                "sku": "2022-datacenter-azure-edition-core",
                "version": "latest",
            },
            "osDisk": {"createOption": "FromImage", "name": "web-os"},
        },
    }


def partial(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed:
    """What the engine keeps of a resource that ARM accepted before it failed."""
    metadata = {item.key: item.value for item in error.trailing_metadata()}
    details = metadata["grpc-status-details-bin"]
    assert isinstance(details, bytes)
    found = provider_pb2.ErrorResourceInitFailed()
    assert status_pb2.Status.FromString(details).details[0].Unpack(found)
    return found


def test_nested_outputs_are_flat(plugin: Plugin) -> None:
    """A subnet inside a network has its properties where programs read them."""
    subnets = [{"name": "a", "addressPrefix": "10.0.0.0/24", "defaultOutboundAccess": False}]

    arm_id, outputs = plugin.create(NETWORK, network_inputs(plugin, subnets=subnets))

    subnet = outputs["subnets"][0]
    assert subnet["id"] == f"{arm_id}/subnets/a"
    assert (subnet["addressPrefix"], subnet["defaultOutboundAccess"]) == ("10.0.0.0/24", False)


def test_subnets_of_their_own_survive_their_networks_update(plugin: Plugin) -> None:
    """A network without subnets in its inputs leaves those that are resources of their own."""
    inputs = network_inputs(plugin)
    arm_id, outputs = plugin.create(NETWORK, inputs)
    subnet, _ = plugin.create(SUBNET, subnet_inputs(plugin))

    updated = plugin.update(NETWORK, arm_id, outputs, {**inputs, "tags": {"a": "b"}})

    assert plugin.read(SUBNET, subnet).id == subnet
    assert (updated["tags"], updated["subnets"]) == ({"a": "b"}, [])


def test_subnets_of_their_own_are_no_difference(plugin: Plugin) -> None:
    """A refresh of the network does not take them for subnets of the network's program."""
    inputs = network_inputs(plugin)
    arm_id, outputs = plugin.create(NETWORK, inputs)
    plugin.create(SUBNET, subnet_inputs(plugin))

    found = plugin.read(NETWORK, arm_id, inputs, outputs)

    assert from_wire(found.inputs) == inputs
    assert from_wire(found.properties)["subnets"] == []


def test_a_machine_is_waited_for(plugin: Plugin) -> None:
    """A create answers when Azure is done, and keeps the password as the secret it was."""
    _, outputs = plugin.create("compute:VirtualMachine", machine_inputs(plugin))

    assert outputs["provisioningState"] == "Succeeded"
    assert outputs["osProfile"]["adminPassword"] == Secret(PASSWORD)
    assert outputs["networkProfile"]["networkInterfaces"][0]["primary"] is True


def test_a_machines_refresh_finds_no_difference(plugin: Plugin) -> None:
    """Neither the password that Azure keeps, nor what it filled in, is a difference."""
    inputs = machine_inputs(plugin)
    arm_id, outputs = plugin.create("compute:VirtualMachine", inputs)

    found = plugin.read("compute:VirtualMachine", arm_id, inputs, outputs)

    assert from_wire(found.inputs) == inputs
    assert from_wire(found.properties) == outputs


def test_what_arm_will_not_change_is_its_refusal(plugin: Plugin) -> None:
    """azure-native takes a create-only property for an update, and ARM refuses it."""
    inputs = machine_inputs(plugin)
    arm_id, outputs = plugin.create("compute:VirtualMachine", inputs)
    changed = {**inputs, "osProfile": {**inputs["osProfile"], "computerName": "other"}}

    with pytest.raises(grpc.RpcError) as error:
        plugin.update("compute:VirtualMachine", arm_id, outputs, changed)

    assert error.value.details() == (
        'Status=409 Code="PropertyChangeNotAllowed" Message="Changing property'
        " 'osProfile.computerName' is not allowed.\""
    )


def test_a_getter_expands(plugin: Plugin) -> None:
    """GetVirtualMachine with `expand` reads the instance view too."""
    plugin.create("compute:VirtualMachine", machine_inputs(plugin))

    found = plugin.invoke(
        "azure-native:compute:getVirtualMachine",
        resourceGroupName=plugin.group,
        vmName="web",
        expand="instanceView",
    )

    assert found["instanceView"]["statuses"]


def test_a_failed_operation_leaves_a_resource(plugin: Plugin, local_azure: Running) -> None:
    """What ARM accepted is kept with its id, its outputs and its reason."""
    inputs = network_inputs(plugin)
    path = f"*/{plugin.group}/*/virtualNetworks/net"
    fail(local_azure, "PUT", path, action="fail-operation", code="Ordered", message="no luck")

    with pytest.raises(grpc.RpcError) as error:
        plugin.create(NETWORK, inputs)

    kept = partial(error.value)
    assert kept.id == (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{plugin.group}"
        "/providers/Microsoft.Network/virtualNetworks/net"
    )
    assert list(kept.reasons) == ['Status=200 Code="Ordered" Message="no luck"']
    assert from_wire(kept.properties)["provisioningState"] == "Failed"
    assert from_wire(kept.inputs) == inputs


def test_a_failed_update_leaves_a_resource(plugin: Plugin, local_azure: Running) -> None:
    """So is an update, with what Azure has now; the same update again repairs it."""
    inputs = network_inputs(plugin)
    arm_id, outputs = plugin.create(NETWORK, inputs)
    path = f"*/{plugin.group}/*/virtualNetworks/net"
    fail(local_azure, "PUT", path, action="fail-operation", code="Ordered", message="no luck")
    news = {**inputs, "tags": {"a": "b"}}

    with pytest.raises(grpc.RpcError) as error:
        plugin.update(NETWORK, arm_id, outputs, news)

    kept = partial(error.value)
    repaired = plugin.update(NETWORK, arm_id, from_wire(kept.properties), news)
    assert kept.id == arm_id
    assert (repaired["provisioningState"], repaired["tags"]) == ("Succeeded", {"a": "b"})


def in_background(work: Callable[[], object]) -> tuple[threading.Thread, list[grpc.RpcError]]:
    """A thread that does the work, and the refusal that it will have met."""
    met: list[grpc.RpcError] = []

    def run() -> None:
        try:
            work()
        except grpc.RpcError as error:
            met.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, met


def test_a_cancel_before_arm_accepts_leaves_nothing(local_azure: Running) -> None:
    """Waiting for a busy Azure ends within two seconds of the engine's cancel."""
    with running_plugin(local_azure.env) as plugin:
        plugin.configure()
        inputs = network_inputs(plugin)
        path = f"*/{plugin.group}/*/virtualNetworks/net"
        fail(local_azure, "PUT", path, action="status", status=503, retryAfter=60)
        thread, met = in_background(lambda: plugin.create(NETWORK, inputs))
        until(lambda: "PUT net" in calls(local_azure, plugin.group))

        plugin.stub.Cancel(empty_pb2.Empty())
        thread.join(2)

    assert [error.details() for error in met] == [
        "cancelled while Azure was still working; running again is safe"
    ]


def test_a_cancel_after_arm_accepted_keeps_the_resource(local_azure: Running) -> None:
    """The engine keeps what ARM is still making, so that nothing is lost."""
    with running_plugin(local_azure.env) as plugin:
        plugin.configure()
        inputs = machine_inputs(plugin)
        path = "*/Microsoft.Compute/locations/*/operations/*"
        fail(local_azure, "GET", path, action="status", status=503, retryAfter=60)
        thread, met = in_background(lambda: plugin.create("compute:VirtualMachine", inputs))
        until(lambda: "PUT web" in calls(local_azure, plugin.group))

        plugin.stub.Cancel(empty_pb2.Empty())
        thread.join(2)

    kept = partial(met[0])
    assert kept.id.endswith(f"/{plugin.group}/providers/Microsoft.Compute/virtualMachines/web")
    assert from_wire(kept.properties)["osProfile"]["adminPassword"] == Secret(PASSWORD)


def test_a_custom_timeout_ends_the_wait(plugin: Plugin) -> None:
    """`customTimeouts` is the longest that a create waits, and what it made is kept."""
    inputs = machine_inputs(plugin)

    with pytest.raises(grpc.RpcError) as error:
        plugin.create("compute:VirtualMachine", inputs, timeout=0.01)

    assert list(partial(error.value).reasons) == ["operation timed out"]
