"""The network and the machine of `states/machine.json`, whose child may have had another name."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchNetwork, HotpatchVm

config = pulumi.Config()


def once_named(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Give the machine an alias for the name that it had."""
    old = config.get("oldName")
    if args.name != "web-vm" or old is None:
        return None
    alias = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=old)])
    opts = pulumi.ResourceOptions.merge(args.opts, alias)
    return pulumi.ResourceTransformationResult(args.props, opts)


group = resources.ResourceGroup(
    "group", resource_group_name=config.require("group"), location="westeurope"
)
network = HotpatchNetwork("network", {"resource_group_name": group.name})
HotpatchVm(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "location": "westeurope",
        "admin_username": "operator",
        "admin_password": config.require_secret("password"),
        "keep_version_aliases": config.get_bool("keepVersionAliases") or False,
    },
    pulumi.ResourceOptions(transformations=[once_named]),
)
