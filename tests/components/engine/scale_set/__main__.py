"""A network and a scale set, changed by configuration; the plugin can make it."""

from typing import Any

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HealthProtocol, HotpatchNetwork, HotpatchScaleSet, HotpatchScaleSetArgs

config = pulumi.Config()
group = resources.ResourceGroup(
    "group", resource_group_name=config.require("group"), location="westeurope"
)
network = HotpatchNetwork("network", {"resource_group_name": group.name})
changed: dict[str, Any] = config.get_object("changed") or {}


class Remote(pulumi.ComponentResource):
    """The component by its schema's names."""

    id: pulumi.Output[str]
    patchSettings: pulumi.Output[dict[str, Any]]  # noqa: N815 (the schema's name)

    def __init__(self, inputs: dict[str, Any]) -> None:
        asked = {"id": None, "patchSettings": None, **inputs}
        super().__init__("azure-hotpatch:index:HotpatchScaleSet", "web", asked, remote=True)


if config.get_bool("remote"):
    remote = Remote(
        {
            "resourceGroupName": group.name,
            "subnetId": network.subnet_id,
            "adminUsername": "operator",
            "adminPassword": config.require_secret("password"),
            "health": {"protocol": "http", "port": 8080, "requestPath": "/health"},
            **changed,
        }
    )
    pulumi.export("patchSettings", remote.patchSettings)
else:
    args: HotpatchScaleSetArgs = {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "operator",
        "admin_password": config.require_secret("password"),
        "health": {"protocol": HealthProtocol.HTTP, "port": 8080, "request_path": "/health"},
    }
    args.update(changed)  # type: ignore[typeddict-item]
    pulumi.export("patchSettings", HotpatchScaleSet("web", args).patch_settings)
