"""A machine in the second zone, with a data disk and an extension."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchNetwork, HotpatchVm, RebootSetting

group = resources.ResourceGroup("mail", resource_group_name="mail")
network = HotpatchNetwork("mail-network", {"resource_group_name": group.name})
mail = HotpatchVm(
    "mail",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "keeper",
        "admin_password": pulumi.Config().require_secret("adminPassword"),
        "zone": "2",
        "reboot_setting": RebootSetting.IF_REQUIRED,
        "system_identity": True,
        "data_disks": [{"name": "store", "size_gb": 512}],
        "extensions": [
            {
                "name": "monitor",
                "publisher": "Microsoft.Azure.Monitor",
                "type": "AzureMonitorWindowsAgent",
                "type_handler_version": "1.0",
            }
        ],
    },
)
pulumi.export("address", mail.private_address)
