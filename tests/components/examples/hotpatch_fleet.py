"""Three machines over three zones, one of them larger and with a disk."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchFleet, HotpatchNetwork

group = resources.ResourceGroup("shop", resource_group_name="shop")
network = HotpatchNetwork("shop-network", {"resource_group_name": group.name})
fleet = HotpatchFleet(
    "shop",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("adminPassword"),
        "machines": {
            "shop-1": {},
            "shop-2": {},
            "shop-db-3": {
                "size": "Standard_D4s_v5",
                "data_disks": [{"name": "data", "size_gb": 256}],
            },
        },
    },
)
pulumi.export("zones", fleet.zones)
