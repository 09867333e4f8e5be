"""Another team's stack: a machine that patches without reboots and encrypts at its host."""

import pulumi
from pulumi_azure_native.resources import ResourceGroup

from azure_hotpatch import HotpatchNetwork, HotpatchVm, PreviewAccess

group = ResourceGroup("group", resource_group_name="shop")
access = PreviewAccess("access", {"features": ["EncryptionAtHost"]})
network = HotpatchNetwork("network", {"resource_group_name": group.name})
web = HotpatchVm("web", {"resource_group_name": group.name, "subnet_id": network.subnet_id,
    "admin_username": "keeper", "admin_password": pulumi.Config().require_secret("password"),
    "encryption_at_host": True}, pulumi.ResourceOptions(depends_on=access))  # fmt: skip
