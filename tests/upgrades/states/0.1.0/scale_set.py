"""A scale set with everything beside it, and one that may be replaced."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HealthProtocol, HotpatchImage, HotpatchNetwork, HotpatchScaleSet

password = pulumi.Config().require_secret("password")
group = resources.ResourceGroup("group", resource_group_name="scaled", location="westeurope")
network = HotpatchNetwork("network", {"resource_group_name": group.name})
HotpatchScaleSet(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "location": group.location,
        "admin_username": "keeper",
        "admin_password": password,
        "health": {"protocol": HealthProtocol.HTTP, "port": 8080, "request_path": "/health"},
        "capacity": 3,
        "image": HotpatchImage.WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_CORE,
        "size": "Standard_D4s_v5",
        "zones": ["1", "2"],
        "computer_name_prefix": "shop",
        "time_zone": "W. Europe Standard Time",
        "os_disk_size_gb": 128,
        "extensions": [
            {
                "name": "monitor",
                "publisher": "Microsoft.Azure.Monitor",
                "type": "AzureMonitorWindowsAgent",
                "type_handler_version": "1.0",
            }
        ],
        "tags": {"ring": "1"},
    },
)
HotpatchScaleSet(
    "spare",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "location": group.location,
        "admin_username": "keeper",
        "admin_password": password,
        "health": {"protocol": HealthProtocol.TCP, "port": 80},
        "capacity": 1,
        "replaceable": True,
    },
)
