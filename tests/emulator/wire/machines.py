"""Makes the machines that examples show, with all that they need."""

from copy import deepcopy
from typing import Any

from local_azure import resources
from local_azure.arm import Json
from local_azure.testing import InProcess

VIEWED: Json = {
    "location": "westus",
    "properties": {
        "hardwareProfile": {"vmSize": "Standard_DS1_v2"},
        "storageProfile": {
            "imageReference": {
                "publisher": "MicrosoftWindowsServer",
                "offer": "WindowsServer",
                "sku": "2016-Datacenter",
                "version": "latest",
            },
            "osDisk": {"name": "myOsDisk", "createOption": "FromImage"},
            "dataDisks": [{"lun": 0, "name": "myDataDisk0", "createOption": "Empty"}],
        },
        "osProfile": {
            "computerName": "myVM",
            "windowsConfiguration": {
                "patchSettings": {
                    "patchMode": "AutomaticByPlatform",
                    "assessmentMode": "AutomaticByPlatform",
                }
            },
        },
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
    },
    "resources": [
        {
            "name": "IaaSAntiMalware-ext0",
            "properties": {
                "publisher": "Microsoft.Azure.Security",
                "type": "IaaSAntimalware",
                "typeHandlerVersion": "1.5.5.9",
            },
        }
    ],
}
"""The machine whose instance view the examples show."""

_READ_ONLY = ("vmId", "provisioningState")


def numbered(machine: Json, number: int) -> Json:
    """The same machine under another name, with a disk and interfaces of its own."""
    other = deepcopy(machine)
    other["id"] = f"{machine['id']}{number}"
    other["properties"]["storageProfile"]["osDisk"]["name"] += str(number)
    for interface in other["properties"]["networkProfile"]["networkInterfaces"]:
        interface["id"] += str(number)
    return other


def make_machine(azure: InProcess, shown: Json) -> None:
    """The machine that is to be shown like this, and its extensions.

    What Azure shows is what was put, but for ids and states that it fills in, and the password.
    """
    wanted: Json = {name: deepcopy(shown[name]) for name in ("tags", "properties") if name in shown}
    where = {"location": shown["location"]}
    properties = wanted["properties"]
    for name in _READ_ONLY:
        properties.pop(name, None)
    properties["osProfile"] |= {"adminUsername": "operator", "adminPassword": "Correct-Horse-1"}
    parts = resources.parse(shown["id"])
    group = resources.group_id(parts.subscription, parts.group)
    interface = f"{group}/providers/Microsoft.Network/networkInterfaces/nic"
    properties.setdefault("networkProfile", {"networkInterfaces": [{"id": interface}]})
    put_network(azure, {**where, **wanted})
    storage = properties["storageProfile"]
    for disk in (storage["osDisk"], *storage["dataDisks"]):
        managed = disk.get("managedDisk", {})
        if disk["createOption"] == "Attach":
            creation = {"creationData": {"createOption": "Empty"}}
            size = {"diskSizeGB": disk["diskSizeGB"]}
            body = {**where, "properties": {**creation, **size}}
            _put(azure, managed["id"], body, "2024-03-02")
        else:
            managed.pop("id", None)
    _put(azure, shown["id"], {**where, **wanted}, "2021-03-01")
    for extension in shown.get("resources", ()):
        asked = {name: extension[name] for name in ("tags", "properties") if name in extension}
        path = f"{shown['id']}/extensions/{extension['name']}"
        _put(azure, path, {**where, **asked}, "2021-03-01")


def put_network(azure: InProcess, machine: Json) -> None:
    """The resource group and the interfaces that a machine names, in a network of their own."""
    where = {"location": machine["location"]}
    for entry in machine["properties"]["networkProfile"]["networkInterfaces"]:
        parts = resources.parse(entry["id"])
        group = resources.group_id(parts.subscription, parts.group)
        subnet = f"{group}/providers/Microsoft.Network/virtualNetworks/net/subnets/machines"
        card = {"name": "main", "properties": {"subnet": {"id": subnet}}}
        cards = {"ipConfigurations": [card]}
        put_subnet(azure, subnet, where)
        _put(azure, entry["id"], {**where, "properties": cards}, "2024-05-01")


def put_subnet(azure: InProcess, subnet_id: str, where: Json) -> None:
    """A subnet, with its network and its resource group."""
    network, _, name = subnet_id.partition("/subnets/")
    parts = resources.parse(network)
    subnet = {"name": name, "properties": {"addressPrefix": "10.0.0.0/24"}}
    space: dict[str, Any] = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    _put(azure, resources.group_id(parts.subscription, parts.group), where, "2021-04-01")
    _put(azure, network, {**where, "properties": space | {"subnets": [subnet]}}, "2024-05-01")


def _put(azure: InProcess, path: str, body: Json, version: str) -> None:
    """PUT, and wait until it is done."""
    reply = azure.call("PUT", path, body, api_version=version)
    assert reply.status < 400, f"PUT {path}: {reply.body}"
    azure.wait(60)
