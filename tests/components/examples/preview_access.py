"""The preview features, and a machine of the preview image of 2019, which waits for them."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchImage, HotpatchNetwork, HotpatchVm, PreviewAccess

access = PreviewAccess("access", {})
group = resources.ResourceGroup("lab", resource_group_name="lab")
network = HotpatchNetwork("lab-network", {"resource_group_name": group.name})
HotpatchVm(
    "lab",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("adminPassword"),
        "image": HotpatchImage.WINDOWS_SERVER_2019_AZURE_EDITION_PREVIEW,
        "access": access.ready,
    },
)
