"""How azure-native, and Azure Resource Manager itself, write machines."""

from collections.abc import Mapping
from dataclasses import replace

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Form, Kind

_WINDOWS = patch_settings.BLOCK
_PARTS: Mapping[str, str] = {
    "image": "storageProfile.imageReference",
    "publisher": "storageProfile.imageReference.publisher",
    "offer": "storageProfile.imageReference.offer",
    "sku": "storageProfile.imageReference.sku",
    "create_option": "storageProfile.osDisk.createOption",
    "agent": f"{_WINDOWS}.{patch_settings.AGENT}",
    "automatic_updates": f"{_WINDOWS}.{patch_settings.AUTOMATIC_UPDATES}",
    "hotpatching": f"{_WINDOWS}.{patch_settings.HOTPATCHING}",
    "patch_mode": f"{_WINDOWS}.{patch_settings.PATCH_MODE}",
    "assessment_mode": f"{_WINDOWS}.{patch_settings.ASSESSMENT_MODE}",
    "reboot_setting": f"{_WINDOWS}.{patch_settings.REBOOT_SETTING}",
    "bypass": f"{_WINDOWS}.{patch_settings.BYPASS}",
    "security_type": "securityProfile.securityType",
    "secure_boot": "securityProfile.uefiSettings.secureBootEnabled",
    "v_tpm": "securityProfile.uefiSettings.vTpmEnabled",
    "extensions": "extensionProfile.extensions",
}
"""Where a machine, or the profile of a scale set, has what both have."""

_OTHER_IMAGES = (
    "storageProfile.imageReference.id",
    "storageProfile.imageReference.sharedGalleryImageId",
    "storageProfile.imageReference.communityGalleryImageId",
    "storageProfile.osDisk.image",
)
_SIGNS: Mapping[str, str] = {
    "os_type": "storageProfile.osDisk.osType",
    "windows": "osProfile.windowsConfiguration",
    "linux": "osProfile.linuxConfiguration",
}

DEFAULTS: Mapping[str, str | bool] = {
    "create_option": "FromImage",
    "agent": True,
    "automatic_updates": True,
    "bypass": False,
}
"""What Azure takes where they are absent, of what it is well to leave absent.
Source: azure-mgmt-compute 39.0.0, as azure_hotpatch_facts.patch_settings.DEFAULTS."""


def _below(profile: str, path: str) -> str:
    return f"{profile}.{path}" if profile else path


def _paths(profile: str) -> dict[str, tuple[str, ...]]:
    return {attribute: (_below(profile, path),) for attribute, path in _PARTS.items()}


VM = Form(
    kind=Kind.VM,
    system=None,
    paths={
        **_paths(""),
        "name": ("vmName",),
        "location": ("location",),
        "plan": ("plan",),
        "network_interfaces": ("networkProfile.networkInterfaces",),
    },
    defaults=DEFAULTS,
    signs=_SIGNS,
    sizes=("hardwareProfile.vmSize",),
    other_images=_OTHER_IMAGES,
)
"""azure-native:compute:VirtualMachine."""

_PROFILE = "virtualMachineProfile"

SCALE_SET = Form(
    kind=Kind.SCALE_SET,
    system=None,
    paths={
        **_paths(_PROFILE),
        "name": ("vmScaleSetName",),
        "location": ("location",),
        "plan": ("plan",),
        "orchestration": ("orchestrationMode",),
        "network_interfaces": (f"{_PROFILE}.networkProfile.networkInterfaceConfigurations",),
    },
    defaults=DEFAULTS,
    signs={sign: _below(_PROFILE, path) for sign, path in _SIGNS.items()},
    sizes=("skuProfile.vmSizes[].name", "sku.name"),
    other_images=tuple(_below(_PROFILE, path) for path in _OTHER_IMAGES),
)
"""azure-native:compute:VirtualMachineScaleSet, Uniform and Flexible."""

_OUTSIDE = ("location", "plan", "sku.name")
"""What a template writes beside `properties`."""


def in_template(form: Form) -> Form:
    """Return how a template of Azure Resource Manager writes the same machine."""

    def path(flat: str) -> str:
        return flat if flat in _OUTSIDE else f"properties.{flat}"

    paths = {
        attribute: tuple(path(flat) for flat in paths) for attribute, paths in form.paths.items()
    }
    return replace(
        form,
        paths={**paths, "name": ("name",)},
        signs={sign: path(flat) for sign, flat in form.signs.items()},
        sizes=tuple(path(flat) for flat in form.sizes),
        other_images=tuple(path(flat) for flat in form.other_images),
    )
