"""Pulumi components for Azure machines that take Windows security updates without a reboot."""

from azure_hotpatch.adopted_vm import AdoptedVm, AdoptedVmArgs
from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.hotpatch_fleet import HotpatchFleet
from azure_hotpatch.hotpatch_fleet_args import FleetMachine, HotpatchFleetArgs
from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch.hotpatch_network import HotpatchNetwork, HotpatchNetworkArgs
from azure_hotpatch.hotpatch_scale_set import HotpatchScaleSet
from azure_hotpatch.hotpatch_scale_set_args import (
    ApplicationHealth,
    HealthProtocol,
    HotpatchScaleSetArgs,
)
from azure_hotpatch.hotpatch_vm import HotpatchVm, PatchSettings
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.machine_args import (
    DataDisk,
    DiskCaching,
    DiskType,
    Extension,
    ImageReference,
    LicenseType,
    RebootSetting,
)
from azure_hotpatch.preview_access import PreviewAccess, PreviewAccessArgs
from azure_hotpatch.registrations import FeatureRegistration, ProviderRegistration

__all__ = [
    "AdoptedVm",
    "AdoptedVmArgs",
    "ApplicationHealth",
    "DataDisk",
    "DiskCaching",
    "DiskType",
    "Extension",
    "FeatureRegistration",
    "FleetMachine",
    "HealthProtocol",
    "HotpatchError",
    "HotpatchFleet",
    "HotpatchFleetArgs",
    "HotpatchImage",
    "HotpatchNetwork",
    "HotpatchNetworkArgs",
    "HotpatchScaleSet",
    "HotpatchScaleSetArgs",
    "HotpatchVm",
    "HotpatchVmArgs",
    "ImageReference",
    "LicenseType",
    "PatchSettings",
    "PreviewAccess",
    "PreviewAccessArgs",
    "ProviderRegistration",
    "RebootSetting",
]
