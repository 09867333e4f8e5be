"""What stands beside the machine: interface, disks, extensions; and inputs beyond the arguments."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import compute

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import HotpatchVm
from tests.components.conftest import INTERFACE, SUBSCRIPTION, machine

Deploy = Callable[..., Any]


@pytest.mark.parametrize(("replaceable", "is_protected"), [(None, True), (True, False)])
def test_machine_and_data_disks_are_protected_unless_they_are_replaceable(
    deploy: Deploy, *, replaceable: bool | None, is_protected: bool
) -> None:
    """What holds data is deleted only where somebody said that it may be."""
    disks = [{"name": "data", "size_gb": 64}]

    made = deploy(lambda: HotpatchVm("web", machine(replaceable=replaceable, data_disks=disks)))

    assert {name: each.request.protect for name, each in made.resources.items()} == {
        "web": False,
        "web-nic": False,
        "web-disk-data": is_protected,
        "web-vm": is_protected,
    }


def test_an_existing_network_interface_is_used(deploy: Deploy) -> None:
    """No other is made, and the private address is read from it."""
    made = deploy(
        lambda: HotpatchVm("web", machine(subnet_id=None, network_interface_id=INTERFACE))
    )

    assert sorted(made.resources) == ["web", "web-vm"]
    assert made.resources["web-vm"].inputs["networkProfile"] == {
        "networkInterfaces": [{"id": INTERFACE, "primary": True, "deleteOption": "Detach"}]
    }
    assert made.calls == [
        (
            "azure-native:network:getNetworkInterface",
            {"resourceGroupName": "servers", "networkInterfaceName": "old-nic"},
        )
    ]
    assert made.outputs["private_address"] == "10.20.0.9"


def test_a_zone_redundant_disk_has_no_zone(deploy: Deploy) -> None:
    """Azure refuses one with a zone, and attaches it in any."""
    disks = [{"name": "data", "size_gb": 64, "type": "Premium_ZRS"}]

    made = deploy(lambda: HotpatchVm("web", machine(zone="2", data_disks=disks)))

    assert "zones" not in made.resources["web-disk-data"].inputs
    assert made.resources["web-vm"].inputs["zones"] == ["2"]


def test_data_disks_are_resources_of_their_own(deploy: Deploy) -> None:
    """Each is made beside the machine, in its zone, and attached."""
    disks = [{"name": "data", "size_gb": 64.0}, {"name": "logs", "size_gb": 32, "lun": 5}]

    made = deploy(lambda: HotpatchVm("web", machine(zone="2", data_disks=disks)))

    assert made.resources["web-disk-data"].inputs == {
        "resourceGroupName": "servers",
        "diskName": "web-data",
        "creationData": {"createOption": "Empty"},
        "diskSizeGB": 64,
        "sku": {"name": "Premium_LRS"},
        "zones": ["2"],
    }
    assert made.resources["web-vm"].inputs["storageProfile"]["dataDisks"] == [
        {
            "lun": 0,
            "createOption": "Attach",
            "caching": "None",
            "deleteOption": "Detach",
            "managedDisk": {"id": f"/subscriptions/{SUBSCRIPTION}/web-disk-data"},
        },
        {
            "lun": 5,
            "createOption": "Attach",
            "caching": "None",
            "deleteOption": "Detach",
            "managedDisk": {"id": f"/subscriptions/{SUBSCRIPTION}/web-disk-logs"},
        },
    ]


def test_an_extension_is_made_on_the_machine_and_goes_with_it(deploy: Deploy) -> None:
    """Its protected settings are a secret."""
    extension = {
        "name": "monitor",
        "publisher": "Microsoft.Azure.Monitor",
        "type": "AzureMonitorWindowsAgent",
        "type_handler_version": "1.0",
        "protected_settings": {"key": "canary"},
    }

    made = deploy(lambda: HotpatchVm("web", machine(extensions=[extension])))

    assert made.resources["web-extension-monitor"].inputs == {
        "resourceGroupName": "servers",
        "vmName": "web",
        "vmExtensionName": "monitor",
        "publisher": "Microsoft.Azure.Monitor",
        "type": "AzureMonitorWindowsAgent",
        "typeHandlerVersion": "1.0",
        "autoUpgradeMinorVersion": True,
        "protectedSettings": {"secret": {"key": "canary"}},
    }
    assert made.resources["web-extension-monitor"].request.deletedWith.endswith("::web-vm")


def test_further_inputs_reach_the_machine_block_by_block(deploy: Deploy) -> None:
    """They stand beside what the component writes, in Azure's spelling."""
    extra = {
        "priority": "Spot",
        "osProfile": {"windowsConfiguration": {"winRM": {"listeners": [{"protocol": "Http"}]}}},
    }

    inputs = deploy(lambda: HotpatchVm("web", machine(extra=extra))).resources["web-vm"].inputs

    assert inputs["priority"] == "Spot"
    assert inputs["osProfile"]["windowsConfiguration"]["winRM"] == {
        "listeners": [{"protocol": "Http"}]
    }
    assert inputs["osProfile"]["windowsConfiguration"]["provisionVMAgent"] is True


def test_further_inputs_may_be_outputs(deploy: Deploy) -> None:
    """What the component does not write itself need not be known early."""

    def program() -> HotpatchVm:
        group = compute.ProximityPlacementGroup("near", resource_group_name="servers")
        return HotpatchVm("web", machine(extra={"proximityPlacementGroup": {"id": group.id}}))

    inputs = deploy(program).resources["web-vm"].inputs

    assert inputs["proximityPlacementGroup"] == {"id": f"/subscriptions/{SUBSCRIPTION}/near"}


def test_a_setting_of_the_component_is_refused_as_an_output_too(deploy: Deploy) -> None:
    """It could be anything by the time that it is known."""
    settings = {"patchMode": pulumi.Output.from_input("AutomaticByPlatform")}
    extra = {"osProfile": {"windowsConfiguration": {"patchSettings": settings}}}

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchVm("web", machine(extra=extra)))

    assert str(refused.value).startswith(
        "HotpatchVm 'web': extra.osProfile.windowsConfiguration.patchSettings.patchMode: found an "
        "output; allowed: 'AutomaticByPlatform'."
    )
