"""A machine that was made by hand, in the words that `azure-hotpatch adopt` wrote of it."""

from azure_hotpatch import AdoptedVm, RebootSetting

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
DISKS = f"{SUBSCRIPTION}/resourceGroups/LEGACY/providers/Microsoft.Compute/disks"
INTERFACES = f"{SUBSCRIPTION}/resourceGroups/legacy/providers/Microsoft.Network/networkInterfaces"
AdoptedVm(
    "old",
    {
        "reboot_setting": RebootSetting.IF_REQUIRED,
        "machine": {
            "resourceGroupName": "legacy",
            "vmName": "OLD",
            "location": "westeurope",
            "tags": {"made": "by hand"},
            "identity": {"type": "SystemAssigned"},
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "storageProfile": {
                "imageReference": {
                    "publisher": "MicrosoftWindowsServer",
                    "offer": "WindowsServer",
                    "sku": "2022-Datacenter-Azure-Edition-Core",
                    "version": "latest",
                },
                "osDisk": {
                    "name": "OLD_OsDisk_1_5f2c",
                    "createOption": "FromImage",
                    "caching": "ReadWrite",
                    "managedDisk": {
                        "storageAccountType": "Premium_LRS",
                        "id": f"{DISKS}/OLD_OsDisk_1_5f2c",
                    },
                    "osType": "Windows",
                    "diskSizeGB": 127,
                    "deleteOption": "Detach",
                },
                "dataDisks": [
                    {
                        "caching": "None",
                        "toBeDetached": False,
                        "lun": 3,
                        "name": "OLD_Data",
                        "createOption": "Empty",
                        "diskSizeGB": 32,
                        "managedDisk": {
                            "storageAccountType": "Premium_LRS",
                            "id": f"{DISKS}/OLD_Data",
                        },
                    }
                ],
            },
            "osProfile": {
                "allowExtensionOperations": True,
                "requireGuestProvisionSignal": True,
                "computerName": "LEGACY-7",
                "adminUsername": "erpadmin",
                "windowsConfiguration": {
                    "provisionVMAgent": True,
                    "enableAutomaticUpdates": False,
                    "timeZone": "W. Europe Standard Time",
                    "patchSettings": {"patchMode": "Manual", "assessmentMode": "ImageDefault"},
                },
            },
            "securityProfile": {"securityType": "Standard"},
            "networkProfile": {
                "networkInterfaces": [
                    {"id": f"{INTERFACES}/main", "primary": True},
                    {"id": f"{INTERFACES}/backup", "primary": False},
                ]
            },
        },
    },
)
