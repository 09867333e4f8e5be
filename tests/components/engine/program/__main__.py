"""A network and one machine, changed by configuration."""

from typing import Any

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchNetwork, HotpatchVm, HotpatchVmArgs, PreviewAccess

config = pulumi.Config()
name = config.get("name") or "web"
group = resources.ResourceGroup(
    "group", resource_group_name=config.require("group"), location="westeurope"
)
network = HotpatchNetwork(
    "network", {"resource_group_name": group.name, "bastion": config.get_bool("bastion") or False}
)
args: HotpatchVmArgs = {
    "resource_group_name": group.name,
    "subnet_id": network.subnet_id,
    "admin_username": "operator",
    "admin_password": config.require_secret("password"),
    "vm_name": "web",
}
if config.get_bool("register"):
    args["access"] = PreviewAccess("access", {}).ready
changed: Any = config.get_object("machine") or {}
args.update(changed)
machine = HotpatchVm(name, args, pulumi.ResourceOptions(aliases=[pulumi.Alias(name="web")]))
pulumi.export("id", machine.id)
pulumi.export("image", machine.image)
pulumi.export("name", machine.name)
pulumi.export("patchSettings", machine.patch_settings)
pulumi.export("privateAddress", machine.private_address)
pulumi.export("egressAddress", network.egress_address)
