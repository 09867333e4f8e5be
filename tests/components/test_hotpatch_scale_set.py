"""What HotpatchScaleSet makes, and what it refuses: a file a case, as for HotpatchVm."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_scale_set import HotpatchScaleSet
from azure_hotpatch.hotpatch_scale_set_args import HotpatchScaleSetArgs
from tests.components.conftest import PREVIEW, SUBNET, SUBSCRIPTION, Deployment, machine

Deploy = Callable[..., Deployment]

CASES = sorted((Path(__file__).parent / "scale_set_refusals").glob("*.json"))
HEALTH = {"protocol": "http", "port": 8080, "request_path": "/health"}


def scale_set(**changed: Any) -> HotpatchScaleSetArgs:
    """The arguments of a scale set that nothing is wrong with but what is changed."""
    return cast("HotpatchScaleSetArgs", machine(**{"health": HEALTH, **changed}))


def made_of(made: Deployment) -> dict[str, Any]:
    """The inputs of the scale set."""
    return made.resources["web-vmss"].inputs


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_scale_set_is_refused_with_every_mistake_at_once(case: Path, deploy: Deploy) -> None:
    """Nothing is registered, and each mistake is one line that begins with the scale set."""
    told = json.loads(case.read_text())
    registered = []

    def see(args: pulumi.ResourceTransformationArgs) -> None:
        registered.append(args.name)

    def program() -> HotpatchScaleSet:
        opts = pulumi.ResourceOptions(transformations=[see])
        return HotpatchScaleSet("web", scale_set(**told["args"]), opts)

    with pytest.raises(ArgumentsError) as refused:
        deploy(program)

    assert str(refused.value).splitlines() == [
        f"HotpatchScaleSet 'web': {mistake}" for mistake in told["mistakes"]
    ]
    assert registered == []


def test_a_scale_set_has_everything_that_azure_demands_of_it(deploy: Deploy) -> None:
    """Flexible, over zones, healthy, enrolled, patched by the platform, without public address."""
    made = deploy(lambda: HotpatchScaleSet("web", scale_set(capacity=3)))

    assert sorted(made.resources) == ["web", "web-vmss"]
    assert made.resources["web-vmss"].type == "azure-native:compute:VirtualMachineScaleSet"
    assert made_of(made) == {
        "resourceGroupName": "servers",
        "vmScaleSetName": "web",
        "zones": ["1", "2", "3"],
        "sku": {"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 3},
        "orchestrationMode": "Flexible",
        "platformFaultDomainCount": 1,
        "singlePlacementGroup": False,
        "virtualMachineProfile": {
            "osProfile": {
                "computerNamePrefix": "web",
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
                    "createOption": "FromImage",
                    "osType": "Windows",
                    "caching": "ReadWrite",
                    "deleteOption": "Delete",
                    "managedDisk": {"storageAccountType": "Premium_LRS"},
                },
            },
            "networkProfile": {
                "networkApiVersion": "2020-11-01",
                "networkInterfaceConfigurations": [
                    {
                        "name": "web-nic",
                        "primary": True,
                        "deleteOption": "Delete",
                        "ipConfigurations": [
                            {"name": "private", "primary": True, "subnet": {"id": SUBNET}}
                        ],
                    }
                ],
            },
            "extensionProfile": {
                "extensions": [
                    {
                        "name": "health",
                        "publisher": "Microsoft.ManagedServices",
                        "type": "ApplicationHealthWindows",
                        "typeHandlerVersion": "1.0",
                        "autoUpgradeMinorVersion": True,
                        "settings": {"protocol": "http", "port": 8080, "requestPath": "/health"},
                    }
                ]
            },
            "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
        },
    }


def test_every_optional_argument_reaches_the_scale_set(deploy: Deploy) -> None:
    """Each where Azure has it."""
    identities = "providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    users = [f"/subscriptions/{SUBSCRIPTION}/resourceGroups/s/{identities}/web"]
    monitor = {
        "name": "monitor",
        "publisher": "Microsoft.Azure.Monitor",
        "type": "AzureMonitorWindowsAgent",
        "type_handler_version": "1.0",
        "protected_settings": {"key": "canary"},
    }

    made = deploy(
        lambda: HotpatchScaleSet(
            "web",
            scale_set(
                scale_set_name="shop",
                computer_name_prefix="shop-pc",
                location="westeurope",
                zones=[],
                time_zone="UTC",
                size="Standard_D4s_v5",
                os_disk_type="StandardSSD_LRS",
                os_disk_size_gb=128,
                user_identities=users,
                license_type="Windows_Server",
                boot_diagnostics=False,
                encryption_at_host=True,
                reboot_setting="IfRequired",
                extensions=[monitor],
                health={"protocol": "tcp", "port": 443},
                tags={"a": "b"},
            ),
        )
    )

    inputs = made_of(made)
    profile = inputs["virtualMachineProfile"]
    assert "zones" not in inputs
    assert (inputs["vmScaleSetName"], inputs["location"]) == ("shop", "westeurope")
    assert (inputs["sku"]["name"], inputs["tags"]) == ("Standard_D4s_v5", {"a": "b"})
    assert inputs["identity"] == {"type": "UserAssigned", "userAssignedIdentities": users}
    assert profile["osProfile"]["computerNamePrefix"] == "shop-pc"
    windows = profile["osProfile"]["windowsConfiguration"]
    assert windows["timeZone"] == "UTC"
    assert windows["patchSettings"]["automaticByPlatformSettings"] == {
        "bypassPlatformSafetyChecksOnUserSchedule": False,
        "rebootSetting": "IfRequired",
    }
    assert profile["storageProfile"]["osDisk"]["diskSizeGB"] == 128
    assert profile["storageProfile"]["osDisk"]["managedDisk"] == {
        "storageAccountType": "StandardSSD_LRS"
    }
    assert profile["licenseType"] == "Windows_Server"
    assert profile["securityProfile"]["encryptionAtHost"] is True
    assert profile["diagnosticsProfile"] == {"bootDiagnostics": {"enabled": False}}
    health, agent = profile["extensionProfile"]["extensions"]
    assert health["settings"] == {"protocol": "tcp", "port": 443}
    assert agent["protectedSettings"] == {"secret": {"key": "canary"}}


def test_a_scale_set_is_protected_and_replaced_by_what_is_set_once(deploy: Deploy) -> None:
    """The preview tells it, and stops; a later password is ignored."""
    request = deploy(lambda: HotpatchScaleSet("web", scale_set())).resources["web-vmss"].request

    assert request.protect
    assert request.deleteBeforeReplace
    assert list(request.replaceOnChanges) == [
        "orchestrationMode",
        "platformFaultDomainCount",
        "zones",
        "virtualMachineProfile.osProfile.computerNamePrefix",
        "virtualMachineProfile.osProfile.adminUsername",
    ]
    assert list(request.ignoreChanges) == ["virtualMachineProfile.osProfile.adminPassword"]
    assert not request.aliases


def test_a_scale_set_of_a_preview_image_waits_for_its_access(deploy: Deploy) -> None:
    """Its plan is derived from it."""
    access = f"/subscriptions/{SUBSCRIPTION}"

    made = deploy(lambda: HotpatchScaleSet("web", scale_set(image=PREVIEW, access=access)))

    assert made_of(made)["plan"] == {
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": PREVIEW,
    }


def test_the_outputs_tell_how_the_machines_are_patched(deploy: Deploy) -> None:
    """Id, name, image and patch settings."""
    made = deploy(lambda: HotpatchScaleSet("web", scale_set()))

    assert {name: made.outputs[name] for name in ("id", "image", "patch_settings")} == {
        "id": f"/subscriptions/{SUBSCRIPTION}/web-vmss",
        "image": "MicrosoftWindowsServer:WindowsServer:2025-datacenter-azure-edition-core:latest",
        "patch_settings": {
            "patch_mode": "AutomaticByPlatform",
            "enable_hotpatching": True,
            "assessment_mode": "AutomaticByPlatform",
        },
    }
