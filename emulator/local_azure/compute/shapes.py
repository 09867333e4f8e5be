"""The JSON types of the bodies of Microsoft.Compute, as far as this Azure reads them.

Source: the models of azure-mgmt-compute 39.0.0.
"""

from collections.abc import Mapping

from local_azure.body_shape import ArmId, Shape

_PATCHING: Shape = {
    "patchMode": str,
    "assessmentMode": str,
    "enableHotpatching": bool,
    "automaticByPlatformSettings": {
        "rebootSetting": str,
        "bypassPlatformSafetyChecksOnUserSchedule": bool,
    },
}
_WINDOWS: Shape = {
    "provisionVMAgent": bool,
    "enableAutomaticUpdates": bool,
    "timeZone": str,
    "patchSettings": _PATCHING,
    "winRM": dict,
    "additionalUnattendContent": (dict,),
}
_LINUX: Shape = {
    "provisionVMAgent": bool,
    "disablePasswordAuthentication": bool,
    "patchSettings": _PATCHING,
    "ssh": dict,
}
_MANAGED_DISK: Shape = {"id": ArmId, "storageAccountType": str}
_DISK: Mapping[str, Shape] = {
    "name": str,
    "createOption": str,
    "caching": str,
    "deleteOption": str,
    "diskSizeGB": int,
    "writeAcceleratorEnabled": bool,
    "managedDisk": _MANAGED_DISK,
}
_RESOURCE: Mapping[str, Shape] = {"location": str, "tags": dict, "zones": (str,)}

MACHINE: Shape = {
    **_RESOURCE,
    "plan": {"publisher": str, "product": str, "name": str},
    "identity": {"type": str, "userAssignedIdentities": dict},
    "extendedLocation": dict,
    "properties": {
        "hardwareProfile": {"vmSize": str},
        "storageProfile": {
            "imageReference": {
                **dict.fromkeys(("publisher", "offer", "sku", "version", "exactVersion", "id"), str)
            },
            "osDisk": {**_DISK, "osType": str},
            "dataDisks": ({**_DISK, "lun": int, "toBeDetached": bool},),
        },
        "osProfile": {
            **dict.fromkeys(("computerName", "adminUsername", "adminPassword", "customData"), str),
            "allowExtensionOperations": bool,
            "secrets": (dict,),
            "windowsConfiguration": _WINDOWS,
            "linuxConfiguration": _LINUX,
        },
        "networkProfile": {
            "networkInterfaces": (
                {"id": ArmId, "properties": {"primary": bool, "deleteOption": str}},
            )
        },
        "securityProfile": {
            "securityType": str,
            "encryptionAtHost": bool,
            "uefiSettings": {"secureBootEnabled": bool, "vTpmEnabled": bool},
        },
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": bool, "storageUri": str}},
        "licenseType": str,
        "userData": str,
    },
}

DISK: Shape = {
    **_RESOURCE,
    "sku": {"name": str},
    "properties": {"creationData": {"createOption": str}, "diskSizeGB": int},
}

EXTENSION: Shape = {
    **_RESOURCE,
    "properties": {
        **dict.fromkeys(("publisher", "type", "typeHandlerVersion"), str),
        "autoUpgradeMinorVersion": bool,
        "enableAutomaticUpgrade": bool,
        "settings": dict,
        "protectedSettings": dict,
    },
}
