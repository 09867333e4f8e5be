"""For tests: a network with interfaces, a machine that nobody refuses, and ways to break it."""

from copy import deepcopy
from typing import Any

from local_azure.arm import Json, Reply
from local_azure.compute.wish import PREVIEW_FEATURES
from local_azure.testing import InProcess

LOCATION = "westeurope"
GROUP = "hotpatch"
NETWORK_VERSION = "2024-05-01"
COMPUTE_VERSION = "2024-11-01"
PREVIEW = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "microsoftserveroperatingsystems-previews",
    "sku": "windows-server-2019-azure-edition-preview",
    "version": "latest",
}
PLAN = {
    "publisher": "MicrosoftWindowsServer",
    "product": "microsoftserveroperatingsystems-previews",
    "name": "windows-server-2019-azure-edition-preview",
}


def path_of(azure: InProcess, namespace: str, *path: str) -> str:
    """The id of a resource in the group: `path_of(azure, "Network", "virtualNetworks", "v")`."""
    steps = "/".join(path)
    return f"{azure.subscription}/resourceGroups/{GROUP}/providers/Microsoft.{namespace}/{steps}"


def interface_path(azure: InProcess, name: str) -> str:
    """The id of an interface."""
    return path_of(azure, "Network", "networkInterfaces", name)


def machine_path(azure: InProcess, name: str) -> str:
    """The id of a machine."""
    return path_of(azure, "Compute", "virtualMachines", name)


def put_network(azure: InProcess, *interfaces: str) -> None:
    """Make a group, a network with the subnet `machines`, and these interfaces in it."""
    azure.call("PUT", f"{azure.subscription}/resourceGroups/{GROUP}", {"location": LOCATION})
    network = path_of(azure, "Network", "virtualNetworks", "net")
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    azure.call(
        "PUT",
        network,
        {
            "location": LOCATION,
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [subnet],
            },
        },
        api_version=NETWORK_VERSION,
    )
    for name in interfaces:
        configuration = {
            "name": "main",
            "properties": {"subnet": {"id": f"{network}/subnets/machines"}},
        }
        azure.call(
            "PUT",
            interface_path(azure, name),
            {"location": LOCATION, "properties": {"ipConfigurations": [configuration]}},
            api_version=NETWORK_VERSION,
        )


def machine_body(interface: str, *, name: str = "web") -> Json:
    """A hotpatch machine on a released image, with this interface, that nobody refuses."""
    return {
        "location": LOCATION,
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "storageProfile": {
                "imageReference": {
                    "publisher": "MicrosoftWindowsServer",
                    "offer": "WindowsServer",
                    "sku": "2025-datacenter-azure-edition-core",
                    "version": "latest",
                },
                "osDisk": {"name": f"{name}-os", "createOption": "FromImage"},
            },
            "osProfile": {
                "computerName": name,
                "adminUsername": "operator",
                "adminPassword": "Correct-Horse-1",
                "windowsConfiguration": {
                    "provisionVMAgent": True,
                    "enableAutomaticUpdates": True,
                    "timeZone": "UTC",
                    "patchSettings": {
                        "enableHotpatching": True,
                        "patchMode": "AutomaticByPlatform",
                        "assessmentMode": "AutomaticByPlatform",
                    },
                },
            },
            "securityProfile": {
                "securityType": "TrustedLaunch",
                "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            },
            "networkProfile": {"networkInterfaces": [{"id": interface}]},
        },
    }


def changed(body: Json, changes: dict[str, Any]) -> Json:
    """The body with other values at dotted paths; None takes one away.

    >>> changed({"a": {"b": 1, "c": 2}}, {"a.b": 3, "a.c": None})
    {'a': {'b': 3}}
    """
    new = deepcopy(body)
    for path, value in changes.items():
        *above, last = path.split(".")
        place = new
        for step in above:
            place = place.setdefault(step, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return new


def put_machine(azure: InProcess, name: str = "web", body: Json | None = None) -> Reply:
    """Put the machine of that name, on the interface of that name."""
    return azure.call(
        "PUT",
        machine_path(azure, name),
        body or machine_body(interface_path(azure, name), name=name),
        api_version=COMPUTE_VERSION,
    )


def register_previews(azure: InProcess) -> None:
    """Register the three features, and after them Microsoft.Compute, and wait for both."""
    features = "/providers/Microsoft.Features/providers/Microsoft.Compute/features"
    for name in PREVIEW_FEATURES:
        azure.call(
            "POST",
            f"{azure.subscription}{features}/{name}/register",
            api_version="2015-12-01",
        )
    azure.wait(azure.azure.durations.feature)
    azure.call("POST", f"{azure.subscription}/providers/Microsoft.Compute/register")
    azure.wait(azure.azure.durations.provider)


def body_of(reply: Reply) -> Json:
    """The body of an answer that has an object for one."""
    if not isinstance(reply.body, dict):
        raise TypeError(f"no object in {reply}")
    return reply.body


def machine(azure: InProcess, name: str = "web", query: str = "") -> Json:
    """The machine as ARM shows it."""
    path = machine_path(azure, name)
    return body_of(azure.call("GET", path, api_version=COMPUTE_VERSION, query=query))


def patch_machine(azure: InProcess, body: Json, name: str = "web") -> Reply:
    """Change some of a machine."""
    return azure.call("PATCH", machine_path(azure, name), body, api_version=COMPUTE_VERSION)


def delete_machine(azure: InProcess, name: str = "web") -> Reply:
    """Delete a machine."""
    return azure.call("DELETE", machine_path(azure, name), api_version=COMPUTE_VERSION)


def finish(azure: InProcess) -> None:
    """Let what is under way come to its end."""
    azure.wait(azure.azure.durations.machine)


def make_machines(azure: InProcess, *names: str, changes: dict[str, Any] | None = None) -> None:
    """Machines of these names, each on its own interface, ready."""
    put_network(azure, *names)
    for name in names:
        body = machine_body(interface_path(azure, name), name=name)
        body_of(put_machine(azure, name, changed(body, changes or {})))
    finish(azure)
