"""What HotpatchVm makes."""

from collections.abc import Callable
from typing import Any

import pulumi

from azure_hotpatch.hotpatch_vm import HotpatchVm
from tests.components.conftest import SUBNET, SUBSCRIPTION, machine

Deploy = Callable[..., Any]


def test_a_machine_and_its_interface_are_made_with_everything_that_hotpatch_needs(
    deploy: Deploy,
) -> None:
    """One network interface and one machine, with each setting written out."""
    made = deploy(lambda: HotpatchVm("web", machine()))

    assert {name: (each.type, each.inputs) for name, each in made.resources.items()} == {
        "web": ("azure-hotpatch:index:HotpatchVm", {}),
        "web-nic": (
            "azure-native:network:NetworkInterface",
            {
                "resourceGroupName": "servers",
                "networkInterfaceName": "web-nic",
                "ipConfigurations": [
                    {
                        "name": "private",
                        "primary": True,
                        "privateIPAllocationMethod": "Dynamic",
                        "subnet": {"id": SUBNET},
                    }
                ],
            },
        ),
        "web-vm": (
            "azure-native:compute:VirtualMachine",
            {
                "resourceGroupName": "servers",
                "vmName": "web",
                "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
                "osProfile": {
                    "computerName": "web",
                    "adminUsername": "operator",
                    "adminPassword": {"secret": "Sunny-Day-42"},
                    "windowsConfiguration": {
                        "provisionVMAgent": True,
                        "enableAutomaticUpdates": True,
                        "patchSettings": {
                            "enableHotpatching": True,
                            "patchMode": "AutomaticByPlatform",
                            "assessmentMode": "AutomaticByPlatform",
                            "automaticByPlatformSettings": {
                                "bypassPlatformSafetyChecksOnUserSchedule": False
                            },
                        },
                    },
                },
                "securityProfile": {
                    "securityType": "TrustedLaunch",
                    "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
                },
                "storageProfile": {
                    "imageReference": {
                        "publisher": "MicrosoftWindowsServer",
                        "offer": "WindowsServer",
                        "sku": "2025-datacenter-azure-edition-core",
                        "version": "latest",
                    },
                    "osDisk": {
                        "name": "web-os",
                        "createOption": "FromImage",
                        "osType": "Windows",
                        "caching": "ReadWrite",
                        "deleteOption": "Delete",
                        "managedDisk": {"storageAccountType": "Premium_LRS"},
                    },
                },
                "networkProfile": {
                    "networkInterfaces": [
                        {
                            "id": f"/subscriptions/{SUBSCRIPTION}/web-nic",
                            "primary": True,
                            "deleteOption": "Detach",
                        }
                    ]
                },
                "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
            },
        ),
    }


def test_the_outputs_tell_where_the_machine_is_and_how_it_is_patched(deploy: Deploy) -> None:
    """Id, name, private address, identity, image and patch settings."""
    made = deploy(lambda: HotpatchVm("web", machine(vm_name="web-1", system_identity=True)))

    assert made.outputs == {
        "id": f"/subscriptions/{SUBSCRIPTION}/web-vm",
        "name": "web-1",
        "private_address": "10.20.0.4",
        "principal_id": "00000000-0000-4000-8000-0000000000b1",
        "image": "MicrosoftWindowsServer:WindowsServer:2025-datacenter-azure-edition-core:latest",
        "patch_settings": {
            "patch_mode": "AutomaticByPlatform",
            "enable_hotpatching": True,
            "assessment_mode": "AutomaticByPlatform",
        },
    }


def test_a_machine_is_replaced_by_what_azure_lets_nobody_change(deploy: Deploy) -> None:
    """Exactly the create-only properties replace, the old machine goes first."""
    request = deploy(lambda: HotpatchVm("web", machine())).resources["web-vm"].request

    assert list(request.replaceOnChanges) == [
        "osProfile.windowsConfiguration.enableAutomaticUpdates",
        "osProfile.windowsConfiguration.provisionVMAgent",
        "osProfile.windowsConfiguration.timeZone",
        "osProfile.computerName",
        "osProfile.adminUsername",
        "storageProfile.imageReference",
        "storageProfile.osDisk.name",
        "storageProfile.osDisk.createOption",
        "zones",
    ]
    assert request.deleteBeforeReplace


def test_a_later_password_is_ignored(deploy: Deploy) -> None:
    """Azure refuses it, and a new server is no answer to a new password."""
    request = deploy(lambda: HotpatchVm("web", machine())).resources["web-vm"].request

    assert list(request.ignoreChanges) == ["osProfile.adminPassword"]


def test_an_unenrolled_machine_keeps_its_patch_mode(deploy: Deploy) -> None:
    """`hotpatch: false` turns off hotpatching alone."""
    made = deploy(lambda: HotpatchVm("web", machine(hotpatch=False)))

    inputs = made.resources["web-vm"].inputs
    assert inputs["osProfile"]["windowsConfiguration"]["patchSettings"] == {
        "enableHotpatching": False,
        "patchMode": "AutomaticByPlatform",
        "assessmentMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {"bypassPlatformSafetyChecksOnUserSchedule": False},
    }


def test_every_optional_argument_reaches_the_machine(deploy: Deploy) -> None:
    """Names, zone, time zone, disk, identity, licence, diagnostics, encryption, tags, reboots."""
    identity = (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers/providers"
        "/Microsoft.ManagedIdentity/userAssignedIdentities/web"
    )
    args = machine(
        vm_name="web-server-of-the-shop",
        computer_name="shop-web",
        image_version="26100.4652.250711",
        size="Standard_E4s_v5",
        location="westeurope",
        zone="1",
        time_zone="W. Europe Standard Time",
        os_disk_type="StandardSSD_LRS",
        os_disk_size_gb=256.0,
        system_identity=True,
        user_identities=[identity],
        license_type="Windows_Server",
        boot_diagnostics=False,
        encryption_at_host=True,
        reboot_setting="IfRequired",
        tags={"team": "shop"},
    )

    inputs = deploy(lambda: HotpatchVm("web", args)).resources["web-vm"].inputs

    windows = inputs["osProfile"]["windowsConfiguration"]
    assert windows["timeZone"] == "W. Europe Standard Time"
    assert windows["patchSettings"]["automaticByPlatformSettings"] == {
        "rebootSetting": "IfRequired",
        "bypassPlatformSafetyChecksOnUserSchedule": False,
    }
    assert inputs["osProfile"]["computerName"] == "shop-web"
    assert inputs["storageProfile"]["imageReference"]["version"] == "26100.4652.250711"
    assert inputs["storageProfile"]["osDisk"] == {
        "name": "web-server-of-the-shop-os",
        "createOption": "FromImage",
        "osType": "Windows",
        "caching": "ReadWrite",
        "deleteOption": "Delete",
        "diskSizeGB": 256,
        "managedDisk": {"storageAccountType": "StandardSSD_LRS"},
    }
    assert inputs["securityProfile"]["encryptionAtHost"] is True
    assert inputs["diagnosticsProfile"] == {"bootDiagnostics": {"enabled": False}}
    assert {
        name: inputs[name]
        for name in ("vmName", "hardwareProfile", "location", "zones", "licenseType", "tags")
    } == {
        "vmName": "web-server-of-the-shop",
        "hardwareProfile": {"vmSize": "Standard_E4s_v5"},
        "location": "westeurope",
        "zones": ["1"],
        "licenseType": "Windows_Server",
        "tags": {"team": "shop"},
    }
    assert inputs["identity"] == {
        "type": "SystemAssigned, UserAssigned",
        "userAssignedIdentities": [identity],
    }


def test_the_options_of_the_component_reach_its_children(deploy: Deploy) -> None:
    """A provider and a transformation of the caller's own are inherited."""
    seen = []

    def program() -> HotpatchVm:
        provider = pulumi.ProviderResource("azure-native", "west", {})
        opts = pulumi.ResourceOptions(
            providers=[provider],
            transformations=[lambda args: seen.append(args.name)],
        )
        return HotpatchVm("web", machine(), opts)

    made = deploy(program)

    assert made.resources["web-vm"].request.provider.endswith("/west")
    assert seen == ["web", "web-nic", "web-vm"]
