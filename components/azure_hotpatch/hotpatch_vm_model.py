"""The model of a hotpatch machine, in Azure's spelling, from arguments that were found sound."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from azure_hotpatch.extra_inputs import merged
from azure_hotpatch.image_choice import ImageChoice
from azure_hotpatch.server_refusals import DEFAULT_SIZE
from azure_hotpatch_facts import patch_settings

DEFAULT_DISK_TYPE = "Premium_LRS"


def vm_model(
    name: str,
    args: Mapping[str, Any],
    choice: ImageChoice,
    *,
    admin_password: pulumi.Input[str],
    plan: pulumi.Input[Mapping[str, str]] | None,
    network_interface_id: pulumi.Input[str],
    data_disk_ids: Sequence[pulumi.Input[str]],
) -> dict[str, Any]:
    """Return the inputs of the machine, further ones of the caller included.

    Args:
        name: Name of the machine in Azure.
        args: Sound arguments of HotpatchVm.
        choice: The image.
        admin_password: Password of the administrator, a secret.
        plan: Purchase plan of a preview image.
        network_interface_id: ARM id of the network interface.
        data_disk_ids: ARM ids of the data disks, in the order of `data_disks`.
    """
    model = {
        "resourceGroupName": args["resource_group_name"],
        "vmName": name,
        "location": args.get("location"),
        "zones": [args["zone"]] if "zone" in args else None,
        "tags": args.get("tags"),
        "plan": plan,
        "identity": _identity(args),
        "licenseType": args.get("license_type"),
        "hardwareProfile": {"vmSize": args.get("size", DEFAULT_SIZE)},
        "osProfile": {
            "computerName": args.get("computer_name", name),
            "adminUsername": args["admin_username"],
            "adminPassword": admin_password,
            "windowsConfiguration": windows_configuration(args),
        },
        "securityProfile": security_profile(args),
        "storageProfile": present(
            {
                "imageReference": choice.reference,
                "osDisk": _os_disk(name, args),
                "dataDisks": _data_disks(args, data_disk_ids),
            }
        ),
        "networkProfile": {
            "networkInterfaces": [
                {"id": network_interface_id, "primary": True, "deleteOption": "Detach"}
            ]
        },
        "diagnosticsProfile": {"bootDiagnostics": {"enabled": args.get("boot_diagnostics", True)}},
    }
    return merged(present(model), args.get("extra", {}))


def windows_configuration(args: Mapping[str, Any]) -> dict[str, Any]:
    """Write each setting that hotpatch depends on: Azure refuses some only when they are absent."""
    settings = {
        **patch_settings.HOTPATCH,
        patch_settings.HOTPATCHING: args.get("hotpatch", True),
        patch_settings.REBOOT_SETTING: args.get("reboot_setting"),
        "timeZone": args.get("time_zone"),
    }
    configuration: dict[str, Any] = {}
    for path, value in settings.items():
        *blocks, leaf = path.split(".")
        block = configuration
        for part in blocks:
            block = block.setdefault(part, {})
        if value is not None:
            block[leaf] = value
    return configuration


def security_profile(args: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for Trusted Launch, as Azure takes an absent block for a Standard machine."""
    return present(
        {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            "encryptionAtHost": args.get("encryption_at_host"),
        }
    )


def _os_disk(name: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """Name the disk and let it go with the machine, so that a replacement can have the name."""
    return present(
        {
            "name": f"{name}-os",
            "createOption": "FromImage",
            "osType": "Windows",
            "caching": "ReadWrite",
            "deleteOption": "Delete",
            "diskSizeGB": args.get("os_disk_size_gb"),
            "managedDisk": {"storageAccountType": args.get("os_disk_type", DEFAULT_DISK_TYPE)},
        }
    )


def _data_disks(
    args: Mapping[str, Any], ids: Sequence[pulumi.Input[str]]
) -> list[dict[str, Any]] | None:
    disks = args.get("data_disks", [])
    return [
        {
            "lun": disk.get("lun", index),
            "createOption": "Attach",
            "caching": disk.get("caching", "None"),
            "deleteOption": "Detach",
            "managedDisk": {"id": ids[index]},
        }
        for index, disk in enumerate(disks)
    ] or None


def _identity(args: Mapping[str, Any]) -> dict[str, Any] | None:
    users = args.get("user_identities", [])
    kinds = ["SystemAssigned"] * args.get("system_identity", False) + ["UserAssigned"] * bool(users)
    if not kinds:
        return None
    return present({"type": ", ".join(kinds), "userAssignedIdentities": users or None})


def present(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return a block without what is None."""
    return {name: value for name, value in block.items() if value is not None}
