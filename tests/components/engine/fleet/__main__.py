"""A fleet of any size, changed by configuration; the plugin can make it, as for other languages."""

from typing import Any

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchFleet, HotpatchNetwork

config = pulumi.Config()
group = resources.ResourceGroup(
    "group", resource_group_name=config.require("group"), location="westeurope"
)
network = HotpatchNetwork("network", {"resource_group_name": group.name})
numbers = range(1, config.require_int("machines") + 1)
own: dict[str, Any] = config.get_object("own") or {}
machines: dict[str, Any] = {f"web-{number:03}": {} for number in numbers} | own
machines = {name: machine for name, machine in machines.items() if machine is not None}


class Remote(pulumi.ComponentResource):
    """The component by its schema's names."""

    ids: pulumi.Output[dict[str, str]]
    zones: pulumi.Output[dict[str, str]]

    def __init__(self, inputs: dict[str, Any]) -> None:
        asked = {"ids": None, "zones": None, **inputs}
        super().__init__("azure-hotpatch:index:HotpatchFleet", "web", asked, remote=True)


fleet: HotpatchFleet | Remote
if config.get_bool("remote"):
    fleet = Remote(
        {
            "resourceGroupName": group.name,
            "subnetId": network.subnet_id,
            "adminUsername": "operator",
            "adminPassword": config.require_secret("password"),
            "machines": machines,
            "replaceable": True,
        }
    )
else:
    fleet = HotpatchFleet(
        "web",
        {
            "resource_group_name": group.name,
            "subnet_id": network.subnet_id,
            "admin_username": "operator",
            "admin_password": config.require_secret("password"),
            "machines": machines,
            "replaceable": True,
        },
    )
pulumi.export("ids", fleet.ids)
pulumi.export("zones", fleet.zones)
