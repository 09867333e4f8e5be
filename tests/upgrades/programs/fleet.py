"""A fleet of three, one of which has a disk and a size of its own."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchFleet, HotpatchNetwork

group = resources.ResourceGroup("group", resource_group_name="fleet", location="westeurope")
network = HotpatchNetwork("network", {"resource_group_name": group.name})
HotpatchFleet(
    "shop",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("password"),
        "machines": {
            "web-1": {},
            "web-2": {},
            "db-1": {"size": "Standard_D4s_v5", "data_disks": [{"name": "data", "size_gb": 32}]},
        },
    },
)
