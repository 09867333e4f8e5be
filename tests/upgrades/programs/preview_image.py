"""A machine of the preview image of 2019, and the registrations that it waits for."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchImage, HotpatchNetwork, HotpatchVm, PreviewAccess

group = resources.ResourceGroup("group", resource_group_name="preview", location="westeurope")
network = HotpatchNetwork("network", {"resource_group_name": group.name})
HotpatchVm(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("password"),
        "image": HotpatchImage.WINDOWS_SERVER_2019_AZURE_EDITION_PREVIEW,
        "access": PreviewAccess("access", {}).ready,
        "replaceable": True,
    },
)
