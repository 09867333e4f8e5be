"""A network with a bastion, a machine with everything beside it, and one that may be replaced."""

import pulumi
from pulumi_azure_native import resources

from azure_hotpatch import HotpatchImage, HotpatchNetwork, HotpatchVm, RebootSetting

password = pulumi.Config().require_secret("password")
group = resources.ResourceGroup("group", resource_group_name="upgrade", location="westeurope")
network = HotpatchNetwork("network", {"resource_group_name": group.name, "bastion": True})
HotpatchVm(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "location": group.location,
        "admin_username": "keeper",
        "admin_password": password,
        "image": HotpatchImage.WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_CORE,
        "reboot_setting": RebootSetting.IF_REQUIRED,
        "size": "Standard_D4s_v5",
        "zone": "2",
        "time_zone": "W. Europe Standard Time",
        "os_disk_size_gb": 128,
        "data_disks": [{"name": "data", "size_gb": 32}, {"name": "logs", "size_gb": 16, "lun": 4}],
        "system_identity": True,
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
HotpatchVm(
    "cache",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "location": group.location,
        "admin_username": "keeper",
        "admin_password": password,
        "replaceable": True,
    },
)
