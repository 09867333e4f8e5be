"""How the classic provider, pulumi-azure, writes machines.

Source: pulumi-azure 6.40.1, module compute; its defaults are those of terraform-provider-azurerm.
"""

from collections.abc import Mapping

from azure_hotpatch_policies.machine import IMPLIED, Form, Kind, System

_IMAGE: Mapping[str, tuple[str, ...]] = {
    "image": ("sourceImageReference",),
    "publisher": ("sourceImageReference.publisher",),
    "offer": ("sourceImageReference.offer",),
    "sku": ("sourceImageReference.sku",),
}
_TRUSTED_LAUNCH: Mapping[str, tuple[str, ...]] = {
    "security_type": (IMPLIED,),
    "secure_boot": ("secureBootEnabled",),
    "v_tpm": ("vtpmEnabled",),
}
_DEFAULTS: Mapping[str, str | bool] = {
    "create_option": "FromImage",
    "agent": True,
    "automatic_updates": True,
    "bypass": False,
}
_NO_SIGNS = {"os_type": "osType", "windows": "windowsConfiguration", "linux": "linuxConfiguration"}

WINDOWS_VM = Form(
    kind=Kind.VM,
    system=System.WINDOWS,
    paths={
        **_IMAGE,
        **_TRUSTED_LAUNCH,
        "name": ("name",),
        "location": ("location",),
        "plan": ("plan",),
        "agent": ("provisionVmAgent",),
        "automatic_updates": ("automaticUpdatesEnabled", "enableAutomaticUpdates"),
        "hotpatching": ("hotpatchingEnabled",),
        "patch_mode": ("patchMode",),
        "assessment_mode": ("patchAssessmentMode",),
        "reboot_setting": ("rebootSetting",),
        "bypass": ("bypassPlatformSafetyChecksOnUserScheduleEnabled",),
        "network_interfaces": ("networkInterfaceIds",),
    },
    defaults=_DEFAULTS,
    signs=_NO_SIGNS,
    sizes=("size",),
    other_images=("sourceImageId", "osManagedDiskId"),
)
"""azure:compute/windowsVirtualMachine:WindowsVirtualMachine."""

WINDOWS_SCALE_SET = Form(
    kind=Kind.SCALE_SET,
    system=System.WINDOWS,
    paths={
        **_IMAGE,
        **_TRUSTED_LAUNCH,
        "name": ("name",),
        "location": ("location",),
        "plan": ("plan",),
        "agent": ("provisionVmAgent",),
        "automatic_updates": ("enableAutomaticUpdates",),
        "extensions": ("extensions",),
        "network_interfaces": ("networkInterfaces",),
    },
    defaults={**_DEFAULTS, "orchestration": "Uniform"},
    signs=_NO_SIGNS,
    sizes=("sku",),
    other_images=("sourceImageId",),
)
"""azure:compute/windowsVirtualMachineScaleSet:WindowsVirtualMachineScaleSet: always Uniform."""

_WINDOWS = "osProfile.windowsConfiguration"

ORCHESTRATED_SCALE_SET = Form(
    kind=Kind.SCALE_SET,
    system=None,
    paths={
        **_IMAGE,
        "name": ("name",),
        "location": ("location",),
        "plan": ("plan",),
        "agent": (f"{_WINDOWS}.provisionVmAgent",),
        "automatic_updates": (f"{_WINDOWS}.enableAutomaticUpdates",),
        "hotpatching": (f"{_WINDOWS}.hotpatchingEnabled",),
        "patch_mode": (f"{_WINDOWS}.patchMode",),
        "assessment_mode": (f"{_WINDOWS}.patchAssessmentMode",),
        "extensions": ("extensions",),
        "network_interfaces": ("networkInterfaces",),
    },
    defaults={**_DEFAULTS, "orchestration": "Flexible"},
    signs={
        "os_type": "osType",
        "windows": _WINDOWS,
        "linux": "osProfile.linuxConfiguration",
    },
    sizes=("skuProfile.vmSizes[]", "skuProfile.virtualMachineSizes[].name", "skuName"),
    other_images=("sourceImageId",),
)
"""azure:compute/orchestratedVirtualMachineScaleSet:…: always Flexible, without Trusted Launch."""

LEGACY_VM = Form(
    kind=Kind.VM,
    system=None,
    paths={
        "image": ("storageImageReference",),
        "publisher": ("storageImageReference.publisher",),
        "offer": ("storageImageReference.offer",),
        "sku": ("storageImageReference.sku",),
        "create_option": ("storageOsDisk.createOption",),
        "name": ("name",),
        "location": ("location",),
        "plan": ("plan",),
        "agent": ("osProfileWindowsConfig.provisionVmAgent",),
        "automatic_updates": ("osProfileWindowsConfig.enableAutomaticUpgrades",),
        "network_interfaces": ("networkInterfaceIds",),
    },
    # azurerm's defaults for this resource alone: "Defaults to false", both.
    defaults={"create_option": "FromImage", "bypass": False},
    signs={
        "os_type": "storageOsDisk.osType",
        "windows": "osProfileWindowsConfig",
        "linux": "osProfileLinuxConfig",
    },
    sizes=("vmSize",),
    other_images=(
        "storageImageReference.id",
        "storageOsDisk.imageUri",
        "storageOsDisk.managedDiskId",
    ),
)
"""azure:compute/virtualMachine:VirtualMachine: no patch settings and no Trusted Launch."""

FORMS: Mapping[str, Form] = {
    "azure:compute/windowsVirtualMachine:WindowsVirtualMachine": WINDOWS_VM,
    "azure:compute/windowsVirtualMachineScaleSet:WindowsVirtualMachineScaleSet": WINDOWS_SCALE_SET,
    "azure:compute/orchestratedVirtualMachineScaleSet:OrchestratedVirtualMachineScaleSet": (
        ORCHESTRATED_SCALE_SET
    ),
    "azure:compute/virtualMachine:VirtualMachine": LEGACY_VM,
}

LINUX = frozenset(
    {
        "azure:compute/linuxVirtualMachine:LinuxVirtualMachine",
        "azure:compute/linuxVirtualMachineScaleSet:LinuxVirtualMachineScaleSet",
        "azure:devtest/linuxVirtualMachine:LinuxVirtualMachine",
    }
)
"""Types whose machines all run Linux."""
