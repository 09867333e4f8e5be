"""A network of your own range, with a bastion to sign in through."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchNetwork

group = resources.ResourceGroup("office", resource_group_name="office")
network = HotpatchNetwork(
    "office",
    {"resource_group_name": group.name, "address_space": "10.40.0.0/16", "bastion": True},
)
pulumi.export("egress", network.egress_address)
