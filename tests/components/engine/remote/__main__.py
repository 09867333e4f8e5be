"""A machine that the plugin makes, as for a program in any other language."""

import pulumi
from pulumi_azure_native import resources

config = pulumi.Config()
group = resources.ResourceGroup(
    "group", resource_group_name=config.require("group"), location="westeurope"
)


class Remote(pulumi.ComponentResource):
    """A component of azure-hotpatch, by its schema's names."""

    image: pulumi.Output[str]
    patchSettings: pulumi.Output[dict[str, object]]  # noqa: N815 (the schema's name)
    privateAddress: pulumi.Output[str]  # noqa: N815 (the same)
    subnetId: pulumi.Output[str]  # noqa: N815 (the same)

    def __init__(self, kind: str, name: str, inputs: dict[str, object], outputs: list[str]) -> None:
        asked = {**dict.fromkeys(outputs), **inputs}
        super().__init__(f"azure-hotpatch:index:{kind}", name, asked, remote=True)


network = Remote("HotpatchNetwork", "network", {"resourceGroupName": group.name}, ["subnetId"])
machine = Remote(
    "HotpatchVm",
    "web",
    {
        "resourceGroupName": group.name,
        "subnetId": network.subnetId,
        "adminUsername": "operator",
        "adminPassword": config.require_secret("password"),
        **(config.get_object("machine") or {}),
    },
    ["image", "patchSettings", "privateAddress"],
)
pulumi.export("image", machine.image)
pulumi.export("patchSettings", machine.patchSettings)
pulumi.export("privateAddress", machine.privateAddress)
