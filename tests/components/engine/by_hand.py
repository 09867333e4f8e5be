"""A machine that Pulumi knows nothing of, and the command that brings it under management."""

import json
import subprocess
from typing import Any

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import LOCATION, changed, machine_body
from local_azure.testing import Running
from tests.engine_stack import EngineStack

WINDOWS = "properties.osProfile.windowsConfiguration"
ODD: dict[str, Any] = {
    "tags": {"made": "by hand"},
    "identity": {"type": "SystemAssigned"},
    "properties.osProfile.computerName": "LEGACY-7",
    "properties.osProfile.adminUsername": "erpadmin",
    "properties.storageProfile.osDisk.name": "OLD_OsDisk_1_5f2c",
    "properties.storageProfile.dataDisks": [
        {"lun": 3, "name": "OLD_Data", "createOption": "Empty", "diskSizeGB": 32}
    ],
    "properties.storageProfile.imageReference.sku": "2022-Datacenter-Azure-Edition-Core",
    "properties.securityProfile": {"securityType": "Standard"},
    f"{WINDOWS}.enableAutomaticUpdates": False,
    f"{WINDOWS}.timeZone": "W. Europe Standard Time",
    f"{WINDOWS}.patchSettings": {"patchMode": "Manual", "assessmentMode": "ImageDefault"},
}
"""What no component of ours would make."""


def made_by_hand(azure: Running, group: str) -> Any:
    """A machine of two interfaces that Pulumi knows nothing of."""
    groups: Any = azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(group, {"location": LOCATION})
    network: Any = azure.client(NetworkManagementClient)
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    body = {"location": LOCATION, "properties": {"addressSpace": space, "subnets": [subnet]}}
    made = network.virtual_networks.begin_create_or_update(group, "net", body).result()
    cards = []
    for name in ("main", "backup"):
        card = {"name": "main", "properties": {"subnet": {"id": made.subnets[0].id}}}
        wanted = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
        interfaces: Any = network.network_interfaces
        one = interfaces.begin_create_or_update(group, name, wanted).result()
        cards.append({"id": one.id, "properties": {"primary": name == "main"}})
    machine = changed(
        machine_body(cards[0]["id"]), {**ODD, "properties.networkProfile.networkInterfaces": cards}
    )
    machines: Any = azure.client(ComputeManagementClient).virtual_machines
    return machines.begin_create_or_update(group, "OLD", machine).result()


def adopt(stack: EngineStack, machine: str) -> Any:
    """What the command says of a machine; it writes its files into the stack's folder."""
    done = subprocess.run(
        ["azure-hotpatch", "adopt", machine, "--name", "old", "--write", "--json"],
        cwd=stack.folder,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
