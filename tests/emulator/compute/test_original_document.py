"""The flow of the original document, with Microsoft's own clients, over https."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import PLAN, PREVIEW
from local_azure.testing import Running

COMPUTE = "Microsoft.Compute"
FEATURES = ("InGuestHotPatchVMPreview", "InGuestAutoPatchVMPreview", "InGuestPatchVMPreview")
LOCATION = "westeurope"


def until(state: Callable[[], str | None], wanted: str) -> None:
    """Ask until the state is there, for at most ten seconds."""
    deadline = time.monotonic() + 10
    while state() != wanted:
        assert time.monotonic() < deadline, f"{state()} instead of {wanted}"
        time.sleep(0.05)


def feature_state(features: Any, name: str) -> str | None:
    """The state of a feature, as the client reads it."""
    found: str | None = features.get(COMPUTE, name).properties.state
    return found


def register(azure: Running) -> None:
    """Register the three features, wait, register Microsoft.Compute, wait."""
    features: Any = azure.client(FeatureClient).features
    for name in FEATURES:
        features.register(COMPUTE, name)
    for name in FEATURES:
        until(partial(feature_state, features, name), "Registered")
    providers: Any = azure.client(ResourceManagementClient).providers
    providers.register(COMPUTE)
    azure.admin("POST", "/clock", {"advance": 1})  # a Registered provider shows no other state
    until(lambda: providers.get(COMPUTE).registration_state, "Registered")


def interface(azure: Running, group: str) -> str:
    """The id of an interface in a new group and network."""
    groups: Any = azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(group, {"location": LOCATION})
    network: Any = azure.client(NetworkManagementClient)
    rules = network.network_security_groups.begin_create_or_update(
        group, "closed", {"location": LOCATION}
    ).result()
    made = network.virtual_networks.begin_create_or_update(
        group,
        "net",
        {
            "location": LOCATION,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "machines",
                        "properties": {
                            "addressPrefix": "10.0.0.0/24",
                            "networkSecurityGroup": {"id": rules.id},
                        },
                    }
                ],
            },
        },
    ).result()
    card = network.network_interfaces.begin_create_or_update(
        group,
        "web",
        {
            "location": LOCATION,
            "properties": {
                "ipConfigurations": [
                    {"name": "main", "properties": {"subnet": {"id": made.subnets[0].id}}}
                ]
            },
        },
    ).result()
    assert card.ip_configurations[0].private_ip_address == "10.0.0.4"
    return str(card.id)


def machine(interface_id: str) -> dict[str, Any]:
    """Windows Server 2019 Datacenter: Azure Edition, with hotpatch on."""
    return {
        "location": LOCATION,
        "plan": PLAN,
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_D2s_v3"},
            "storageProfile": {"imageReference": PREVIEW, "osDisk": {"createOption": "FromImage"}},
            "osProfile": {
                "computerName": "web",
                "adminUsername": "operator",
                "adminPassword": "Correct-Horse-1",
                "windowsConfiguration": {
                    "patchSettings": {
                        "enableHotpatching": True,
                        "patchMode": "AutomaticByPlatform",
                    }
                },
            },
            "networkProfile": {"networkInterfaces": [{"id": interface_id}]},
        },
    }


def test_a_subscription_is_opened_and_a_hotpatch_machine_comes_and_goes(
    local_azure: Running,
) -> None:
    """Three features, the provider, a network, the machine, its instance view, its end."""
    register(local_azure)
    interface_id = interface(local_azure, "hotpatch")
    machines: Any = local_azure.client(ComputeManagementClient).virtual_machines

    made = machines.begin_create_or_update("hotpatch", "web", machine(interface_id)).result()
    view = machines.instance_view("hotpatch", "web")
    machines.begin_delete("hotpatch", "web").result()

    assert made.provisioning_state == "Succeeded"
    assert made.os_profile.windows_configuration.patch_settings.enable_hotpatching is True
    assert made.os_profile.windows_configuration.provision_vm_agent is True
    assert made.storage_profile.image_reference.exact_version == "17763.0.0"
    assert made.os_profile.admin_password is None
    assert view.os_name == "Windows Server 2019 Datacenter Azure Edition"
    assert [status.code for status in view.statuses] == [
        "ProvisioningState/succeeded",
        "PowerState/running",
    ]
    assert view.patch_status is None
    assert list(machines.list("hotpatch")) == []


def test_the_administrators_password_is_nowhere_in_the_state(local_azure: Running) -> None:
    """A password is write-only: neither the database nor the log has it."""
    register(local_azure)
    body = machine(interface(local_azure, "hotpatch"))
    body["properties"]["osProfile"]["adminPassword"] = "Canary-of-the-mine-7"

    machines: Any = local_azure.client(ComputeManagementClient).virtual_machines
    machines.begin_create_or_update("hotpatch", "web", body).result()

    kept = [path.read_bytes() for path in local_azure.folder.path.iterdir() if path.is_file()]
    assert kept
    assert not [content for content in kept if b"Canary-of-the-mine-7" in content]
