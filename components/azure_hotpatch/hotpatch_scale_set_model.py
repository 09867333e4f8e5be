"""The model of a hotpatch scale set, from arguments that were found sound."""

from collections.abc import Mapping
from typing import Any

import pulumi

from azure_hotpatch.hotpatch_scale_set_refusals import HEALTH_NAME
from azure_hotpatch.hotpatch_vm_model import (
    DEFAULT_DISK_TYPE,
    present,
    security_profile,
    windows_configuration,
)
from azure_hotpatch.image_choice import ImageChoice
from azure_hotpatch.server_refusals import DEFAULT_SIZE
from azure_hotpatch_facts.application_health import HANDLER_VERSION
from azure_hotpatch_facts.availability import ZONES
from azure_hotpatch_facts.extensions import APPLICATION_HEALTH

DEFAULT_CAPACITY = 2
NETWORK_API_VERSION = "2020-11-01"
"""The only one that a Flexible scale set takes. Source: hashicorp/terraform-provider-azurerm
internal/services/compute/orchestrated_virtual_machine_scale_set_resource.go, read 2026-11-25."""


def scale_set_model(
    name: str,
    args: Mapping[str, Any],
    choice: ImageChoice,
    *,
    admin_password: pulumi.Input[str],
    plan: pulumi.Input[Mapping[str, str]] | None,
    subnet_id: pulumi.Input[str],
) -> dict[str, Any]:
    """Return the inputs of the scale set, by the parameters of azure-native.

    The patch settings are written out in whole, since Azure wants them again with each change.

    Args:
        name: Name of the scale set in Azure.
        args: Sound arguments of HotpatchScaleSet.
        choice: The image.
        admin_password: Password of the administrator, a secret.
        plan: Purchase plan of a preview image.
        subnet_id: ARM id of the machines' subnet.
    """
    users = args.get("user_identities")
    return present(
        {
            "resource_group_name": args["resource_group_name"],
            "vm_scale_set_name": name,
            "location": args.get("location"),
            "zones": args.get("zones", list(ZONES)) or None,
            "tags": args.get("tags"),
            "plan": plan,
            "identity": {"type": "UserAssigned", "userAssignedIdentities": users}
            if users
            else None,
            "sku": {
                "name": args.get("size", DEFAULT_SIZE),
                "tier": "Standard",
                "capacity": args.get("capacity", DEFAULT_CAPACITY),
            },
            "orchestration_mode": "Flexible",
            # Azure spreads the machines of a zone as far as it can; over zones it takes no other.
            "platform_fault_domain_count": 1,
            "single_placement_group": False,
            "virtual_machine_profile": _profile(
                name, args, choice, admin_password=admin_password, subnet_id=subnet_id
            ),
        }
    )


def _profile(
    name: str,
    args: Mapping[str, Any],
    choice: ImageChoice,
    *,
    admin_password: pulumi.Input[str],
    subnet_id: pulumi.Input[str],
) -> dict[str, Any]:
    return present(
        {
            "licenseType": args.get("license_type"),
            "osProfile": {
                "computerNamePrefix": args.get("computer_name_prefix", name),
                "adminUsername": args["admin_username"],
                "adminPassword": admin_password,
                "windowsConfiguration": windows_configuration(args),
            },
            "securityProfile": security_profile(args),
            "storageProfile": {
                "imageReference": choice.reference,
                "osDisk": present(
                    {
                        "createOption": "FromImage",
                        "osType": "Windows",
                        "caching": "ReadWrite",
                        "deleteOption": "Delete",
                        "diskSizeGB": args.get("os_disk_size_gb"),
                        "managedDisk": {
                            "storageAccountType": args.get("os_disk_type", DEFAULT_DISK_TYPE)
                        },
                    }
                ),
            },
            "networkProfile": {
                "networkApiVersion": NETWORK_API_VERSION,
                "networkInterfaceConfigurations": [_interface(name, subnet_id)],
            },
            "extensionProfile": {
                "extensions": [
                    _health(args["health"]),
                    *(_extension(extension) for extension in args.get("extensions", [])),
                ]
            },
            "diagnosticsProfile": {
                "bootDiagnostics": {"enabled": args.get("boot_diagnostics", True)}
            },
        }
    )


def _interface(name: str, subnet_id: pulumi.Input[str]) -> dict[str, Any]:
    """Describe an interface without a public address: nothing reaches it from outside."""
    return {
        "name": f"{name}-nic",
        "primary": True,
        "deleteOption": "Delete",
        "ipConfigurations": [{"name": "private", "primary": True, "subnet": {"id": subnet_id}}],
    }


def _health(health: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": HEALTH_NAME,
        "publisher": APPLICATION_HEALTH.publisher,
        "type": APPLICATION_HEALTH.type,
        "typeHandlerVersion": HANDLER_VERSION,
        "autoUpgradeMinorVersion": True,
        "settings": present(
            {
                "protocol": health["protocol"],
                "port": health.get("port"),
                "requestPath": health.get("request_path"),
            }
        ),
    }


def _extension(extension: Mapping[str, Any]) -> dict[str, Any]:
    secret = extension.get("protected_settings")
    return present(
        {
            "name": extension["name"],
            "publisher": extension["publisher"],
            "type": extension["type"],
            "typeHandlerVersion": extension["type_handler_version"],
            "autoUpgradeMinorVersion": extension.get("auto_upgrade_minor_version", True),
            "settings": extension.get("settings"),
            "protectedSettings": None if secret is None else pulumi.Output.secret(secret),
        }
    )
