"""What HotpatchVm makes."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import compute, network, resources

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.version_aliases import VERSIONED_TOKEN, drop_version_aliases

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
SUBNET = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers/providers/Microsoft.Network"
    "/virtualNetworks/hotpatch/subnets/machines"
)
INTERFACE = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers/providers/Microsoft.Network"
    "/networkInterfaces/old-nic"
)
PREVIEW = "windows-server-2019-azure-edition-preview"

Deploy = Callable[..., Any]


def machine(**changed: Any) -> dict[str, Any]:
    """The arguments of a machine that nothing is wrong with."""
    args = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "subnet_id": SUBNET,
        **changed,
    }
    return {name: value for name, value in args.items() if value is not None}


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
    ]
    assert request.deleteBeforeReplace


def test_a_later_password_is_ignored(deploy: Deploy) -> None:
    """Azure refuses it, and a new server is no answer to a new password."""
    request = deploy(lambda: HotpatchVm("web", machine())).resources["web-vm"].request

    assert list(request.ignoreChanges) == ["osProfile.adminPassword"]


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


def test_a_preview_image_brings_its_purchase_plan(deploy: Deploy) -> None:
    """Publisher, product and name are the image's publisher, offer and sku."""
    access = f"/subscriptions/{SUBSCRIPTION}"

    made = deploy(lambda: HotpatchVm("web", machine(image=PREVIEW, access=access)))

    assert made.resources["web-vm"].inputs["plan"] == {
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": PREVIEW,
    }


def test_a_machine_of_a_preview_image_waits_for_its_access(deploy: Deploy) -> None:
    """The engine records the dependency at the machine's own plan."""

    def program() -> HotpatchVm:
        granted = resources.ResourceGroup(
            "granted", tags={"ready": f"/subscriptions/{SUBSCRIPTION}"}
        )
        access = granted.tags.apply(lambda tags: (tags or {})["ready"])
        return HotpatchVm("web", machine(image=PREVIEW, access=access))

    made = deploy(program)

    assert made.resources["web-vm"].waits_for == {
        "networkProfile": ["web-nic"],
        "plan": ["granted"],
    }


def test_a_machine_of_a_released_image_waits_for_no_registration(deploy: Deploy) -> None:
    """It waits for its network interface only, and asks for no subscription."""
    made = deploy(lambda: HotpatchVm("web", machine()))

    assert made.resources["web-vm"].waits_for == {"networkProfile": ["web-nic"]}
    assert made.calls == []


def test_access_to_another_subscription_is_refused(deploy: Deploy) -> None:
    """It is compared with the subscription of the machine's own provider."""
    access = "/subscriptions/00000000-0000-4000-8000-000000000002"

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchVm("web", machine(image=PREVIEW, access=access)))

    assert str(refused.value) == (
        "HotpatchVm 'web': access: found '/subscriptions/00000000-0000-4000-8000-000000000002'; "
        "allowed: '/subscriptions/00000000-0000-4000-8000-000000000001', in which this machine is "
        "made. Pass the `ready` of a PreviewAccess for that subscription, or give the machine the "
        "provider of the other one."
    )


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("admin_password", "short", "admin_password: found a password of length 5; allowed: 8-123"),
        ("location", "usgovvirginia", "location: found 'usgovvirginia'; allowed: a region of"),
        ("subnet_id", "machines", "subnet_id: found 'machines'; allowed: /subscriptions/"),
        ("access", "yes", "access: found 'yes'; allowed: /subscriptions/{id}"),
    ],
)
def test_a_value_that_is_known_only_later_is_judged_when_it_is_known(
    deploy: Deploy, argument: str, value: str, message: str
) -> None:
    """An output is judged inside `apply`, in the same words."""
    access = f"/subscriptions/{SUBSCRIPTION}"

    def program() -> HotpatchVm:
        later = {argument: pulumi.Output.from_input(value)}
        return HotpatchVm("web", machine(**{"image": PREVIEW, "access": access, **later}))

    with pytest.raises(ArgumentsError) as refused:
        deploy(program)

    assert str(refused.value).startswith(f"HotpatchVm 'web': {message}")


def test_a_preview_takes_values_that_are_not_known_yet(deploy: Deploy) -> None:
    """Resource group, subnet and location may come from resources that do not exist."""

    def program() -> HotpatchVm:
        group = resources.ResourceGroup("group")
        subnet = network.Subnet(
            "subnet", resource_group_name=group.name, virtual_network_name="hotpatch"
        )
        return HotpatchVm(
            "web",
            machine(resource_group_name=group.name, subnet_id=subnet.id, location=group.location),
        )

    made = deploy(program, preview=True)

    assert sorted(made.resources) == ["group", "subnet", "web", "web-nic", "web-vm"]


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


def test_an_adopted_machine_keeps_the_spelling_of_its_image(deploy: Deploy) -> None:
    """The catalogue knows the image in any case, and writes it as given."""
    spelled = {
        "publisher": "microsoftwindowsserver",
        "offer": "windowsserver",
        "sku": "2022-Datacenter-Azure-Edition-Core",
    }

    inputs = (
        deploy(lambda: HotpatchVm("web", machine(image_reference=spelled)))
        .resources["web-vm"]
        .inputs
    )

    assert inputs["storageProfile"]["imageReference"] == {**spelled, "version": "latest"}


def test_an_image_that_the_user_vouches_for_is_taken(deploy: Deploy) -> None:
    """As a preview it brings a plan of its own."""
    reference = {
        "publisher": "Contoso",
        "offer": "servers-preview",
        "sku": "hardened",
        "reason": "built from 2025-datacenter-azure-edition-core by our platform team",
        "preview": True,
    }
    access = f"/subscriptions/{SUBSCRIPTION}"

    inputs = (
        deploy(lambda: HotpatchVm("web", machine(image_reference=reference, access=access)))
        .resources["web-vm"]
        .inputs
    )

    assert inputs["plan"] == {
        "publisher": "Contoso",
        "product": "servers-preview",
        "name": "hardened",
    }


def test_the_children_have_no_aliases_for_api_versions(deploy: Deploy) -> None:
    """They were never registered under one, and a preview is four times as fast without."""
    made = deploy(lambda: HotpatchVm("web", machine()))

    assert {name: each.aliases for name, each in made.resources.items()} == {
        "web": [],
        "web-nic": [],
        "web-vm": [],
    }


def test_a_stack_that_adopts_older_resources_keeps_those_aliases(deploy: Deploy) -> None:
    """`keep_version_aliases` leaves azure-native's own."""
    made = deploy(lambda: HotpatchVm("web", machine(keep_version_aliases=True)))

    kept = made.resources["web-vm"].aliases
    assert "azure-native:compute/v20240701:VirtualMachine" in kept
    assert all(VERSIONED_TOKEN.fullmatch(alias) for alias in kept)


def test_every_other_alias_stays() -> None:
    """Old names, parents and URNs are what keeps a renamed child from being replaced."""
    versioned = pulumi.Alias(type_="azure-native:compute/v20240701:VirtualMachine")
    others = [
        pulumi.Alias(name="www-vm"),
        pulumi.Alias(type_="azure-nextgen:compute:VirtualMachine"),
        "urn:pulumi:stack::project::azure-native:compute:VirtualMachine::www-vm",
    ]
    opts = pulumi.ResourceOptions(aliases=[versioned, *others], protect=True)
    args = pulumi.ResourceTransformationArgs(None, "azure-native:…", "web-vm", {}, opts)  # type: ignore[arg-type]

    result = drop_version_aliases(args)

    assert result is not None
    assert result.opts.aliases == others
    assert result.opts.protect is True


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
