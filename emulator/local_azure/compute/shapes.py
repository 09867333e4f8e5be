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

_STORAGE: Shape = {
    "imageReference": {
        **dict.fromkeys(("publisher", "offer", "sku", "version", "exactVersion", "id"), str)
    },
    "osDisk": {**_DISK, "osType": str},
    "dataDisks": ({**_DISK, "lun": int, "toBeDetached": bool},),
}
_SYSTEM: Mapping[str, Shape] = {
    **dict.fromkeys(("adminUsername", "adminPassword", "customData"), str),
    "allowExtensionOperations": bool,
    "secrets": (dict,),
    "windowsConfiguration": _WINDOWS,
    "linuxConfiguration": _LINUX,
}
_SECURITY: Shape = {
    "securityType": str,
    "encryptionAtHost": bool,
    "uefiSettings": {"secureBootEnabled": bool, "vTpmEnabled": bool},
}
_DIAGNOSTICS: Shape = {"bootDiagnostics": {"enabled": bool, "storageUri": str}}
_EXTENDING: Shape = {
    **dict.fromkeys(("publisher", "type", "typeHandlerVersion"), str),
    "autoUpgradeMinorVersion": bool,
    "enableAutomaticUpgrade": bool,
    "settings": dict,
    "protectedSettings": dict,
}

MACHINE: Shape = {
    **_RESOURCE,
    "plan": {"publisher": str, "product": str, "name": str},
    "identity": {"type": str, "userAssignedIdentities": dict},
    "extendedLocation": dict,
    "properties": {
        "hardwareProfile": {"vmSize": str},
        "storageProfile": _STORAGE,
        "osProfile": {"computerName": str, **_SYSTEM},
        "networkProfile": {
            "networkInterfaces": (
                {"id": ArmId, "properties": {"primary": bool, "deleteOption": str}},
            )
        },
        "securityProfile": _SECURITY,
        "diagnosticsProfile": _DIAGNOSTICS,
        "licenseType": str,
        "userData": str,
    },
}

SCALE_SET: Shape = {
    **_RESOURCE,
    "sku": {"name": str, "tier": str, "capacity": int},
    "plan": {"publisher": str, "product": str, "name": str},
    "identity": {"type": str, "userAssignedIdentities": dict},
    "properties": {
        "orchestrationMode": str,
        "platformFaultDomainCount": int,
        "singlePlacementGroup": bool,
        "virtualMachineProfile": {
            "storageProfile": _STORAGE,
            "osProfile": {"computerNamePrefix": str, **_SYSTEM},
            "networkProfile": {
                "networkApiVersion": str,
                "networkInterfaceConfigurations": (
                    {
                        "name": str,
                        "properties": {
                            "primary": bool,
                            "deleteOption": str,
                            "ipConfigurations": (
                                {"name": str, "properties": {"subnet": {"id": ArmId}}},
                            ),
                        },
                    },
                ),
            },
            "extensionProfile": {"extensions": ({"name": str, "properties": _EXTENDING},)},
            "securityProfile": _SECURITY,
            "diagnosticsProfile": _DIAGNOSTICS,
            "licenseType": str,
            "userData": str,
        },
    },
}

DISK: Shape = {
    **_RESOURCE,
    "sku": {"name": str},
    "properties": {"creationData": {"createOption": str}, "diskSizeGB": int},
}

EXTENSION: Shape = {**_RESOURCE, "properties": _EXTENDING}
