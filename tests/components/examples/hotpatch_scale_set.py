"""Three machines alike, each patched while the others answer at `/health`."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HealthProtocol, HotpatchNetwork, HotpatchScaleSet

group = resources.ResourceGroup("web", resource_group_name="web")
network = HotpatchNetwork("web-network", {"resource_group_name": group.name})
web = HotpatchScaleSet(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("adminPassword"),
        "capacity": 3,
        "health": {"protocol": HealthProtocol.HTTP, "port": 80, "request_path": "/health"},
    },
)
pulumi.export("scaleSet", web.id)
