"""A Windows Server Azure Edition machine that takes security updates without a reboot."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import compute, network

from azure_hotpatch.arguments import by_name
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.extra_inputs import keywords
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.hotpatch_vm_model import DEFAULT_DISK_TYPE, vm_model
from azure_hotpatch.hotpatch_vm_refusals import judge
from azure_hotpatch.judged_later import judged, plan_of, warn_where_undecided
from azure_hotpatch.server_refusals import network_id_mistakes, password_mistakes, region_mistakes
from azure_hotpatch.version_aliases import without_version_aliases
from azure_hotpatch_facts.create_only import CREATE_ONLY, DISK_CREATE_ONLY
from azure_hotpatch_facts.disks import zones_of

REPLACE_ON_CHANGES = [each.replace_on for each in CREATE_ONLY]
"""azure-native would try to update these in place, and Azure answers 409."""
DISK_REPLACE_ON_CHANGES = [each.replace_on for each in DISK_CREATE_ONLY]
"""The same of a disk; it is protected, unless the machine may be replaced."""


class PatchSettings(TypedDict):
    """How Azure patches the machine."""

    patch_mode: NotRequired[str]
    """Who orchestrates patches, `AutomaticByPlatform`."""
    enable_hotpatching: NotRequired[bool]
    """Whether the machine is enrolled."""
    assessment_mode: NotRequired[str]
    """Who assesses the machine, `AutomaticByPlatform`."""


class HotpatchVm(pulumi.ComponentResource):
    """One machine with hotpatch on, patches orchestrated by the platform, and Trusted Launch.

    Raises:
        ArgumentsError: Azure, or hotpatch, would not take the machine; every reason at once.
    """

    id: pulumi.Output[str]
    """ARM id, `/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Compute/...`."""

    name: pulumi.Output[str]
    """Name of the machine in Azure."""

    private_address: pulumi.Output[str]
    """Private IPv4 address of the machine."""

    principal_id: pulumi.Output[str | None]
    """Object id of the system-assigned identity; absent where the machine has none."""

    image: pulumi.Output[str]
    """Image of the machine, `publisher:offer:sku:version`."""

    patch_settings: pulumi.Output[PatchSettings]
    """Patch settings of the machine, as Azure has them."""

    def __init__(
        self, name: str, args: HotpatchVmArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        self._place = f"HotpatchVm '{name}'"
        sound, choice, mistakes = judge(
            name, by_name(self._place, args), environment=environment_of(opts)
        )
        if mistakes or choice is None:
            raise ArgumentsError(self._place, mistakes)

        super().__init__(
            "azure-hotpatch:index:HotpatchVm",
            name,
            {},
            without_version_aliases(opts, keep=sound.get("keep_version_aliases", False)),
        )
        vm_name = sound.get("vm_name", name)
        if "location" in sound:
            sound["location"] = judged(self._place, sound["location"], region_mistakes)
            warn_where_undecided(self._place, self, sound["location"])
        interface_id, self.private_address = self._interface(name, vm_name, sound)
        disks = self._data_disks(name, vm_name, sound)
        model = vm_model(
            vm_name,
            sound,
            choice,
            admin_password=judged(
                self._place, pulumi.Output.secret(sound["admin_password"]), password_mistakes
            ),
            plan=plan_of(self._place, self, choice, sound.get("access")),
            network_interface_id=interface_id,
            data_disk_ids=[disk.id for disk in disks],
        )
        machine = compute.VirtualMachine(
            f"{name}-vm",
            **keywords(model),
            # A disk cannot go while a machine has it.
            opts=machine_options(self, sound, replace_with=disks),
        )
        self._extensions(name, machine, sound)

        self.id = machine.id
        self.name = machine.name
        self.principal_id = pulumi.Output.from_input(None)
        if sound.get("system_identity", False):
            self.principal_id = machine.identity.apply(_principal_id)
        self.image = pulumi.Output.from_input(choice.name)
        # The block is secret as a whole, for the password in it.
        self.patch_settings = pulumi.Output.unsecret(machine.os_profile).apply(patch_settings_of)
        self.register_outputs(
            {
                "id": self.id,
                "name": self.name,
                "privateAddress": self.private_address,
                "principalId": self.principal_id,
                "image": self.image,
                "patchSettings": self.patch_settings,
            }
        )

    def _interface(
        self, name: str, vm_name: str, args: Mapping[str, Any]
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """Return id and private address of the network interface, a new one or the caller's."""
        if "network_interface_id" in args:
            interface_id = judged(
                self._place,
                args["network_interface_id"],
                partial(network_id_mistakes, "network_interface_id"),
            )
            found = network.get_network_interface_output(
                resource_group_name=interface_id.apply(lambda arm: arm.split("/")[4]),
                network_interface_name=interface_id.apply(lambda arm: arm.split("/")[-1]),
                opts=pulumi.InvokeOutputOptions(parent=self),
            )
            return interface_id, found.ip_configurations.apply(_private_address)
        subnet_id = judged(
            self._place, args["subnet_id"], partial(network_id_mistakes, "subnet_id")
        )
        interface = network.NetworkInterface(
            f"{name}-nic",
            resource_group_name=args["resource_group_name"],
            network_interface_name=f"{vm_name}-nic",
            location=args.get("location"),
            ip_configurations=[
                {
                    "name": "private",
                    "primary": True,
                    "private_ip_allocation_method": "Dynamic",
                    "subnet": {"id": subnet_id},
                }
            ],
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return interface.id, interface.ip_configurations.apply(_private_address)

    def _data_disks(self, name: str, vm_name: str, args: Mapping[str, Any]) -> list[compute.Disk]:
        return [
            compute.Disk(
                f"{name}-disk-{disk['name']}",
                resource_group_name=args["resource_group_name"],
                disk_name=f"{vm_name}-{disk['name']}",
                location=args.get("location"),
                creation_data={"create_option": "Empty"},
                disk_size_gb=disk["size_gb"],
                sku={"name": disk.get("type", DEFAULT_DISK_TYPE)},
                zones=zones_of(disk.get("type", DEFAULT_DISK_TYPE), args.get("zone")),
                tags=args.get("tags"),
                opts=pulumi.ResourceOptions(
                    parent=self,
                    protect=protection(args),
                    replace_on_changes=DISK_REPLACE_ON_CHANGES,
                    # Its name is in use until it is gone.
                    delete_before_replace=True,
                ),
            )
            for disk in args.get("data_disks", [])
        ]

    def _extensions(
        self, name: str, machine: compute.VirtualMachine, args: Mapping[str, Any]
    ) -> None:
        for extension in args.get("extensions", []):
            secret = extension.get("protected_settings")
            compute.VirtualMachineExtension(
                f"{name}-extension-{extension['name']}",
                resource_group_name=args["resource_group_name"],
                vm_name=machine.name,
                vm_extension_name=extension["name"],
                location=args.get("location"),
                publisher=extension["publisher"],
                type=extension["type"],
                type_handler_version=extension["type_handler_version"],
                auto_upgrade_minor_version=extension.get("auto_upgrade_minor_version", True),
                settings=extension.get("settings"),
                protected_settings=None if secret is None else pulumi.Output.secret(secret),
                tags=args.get("tags"),
                opts=pulumi.ResourceOptions(parent=self, deleted_with=machine),
            )


def protection(args: Mapping[str, Any]) -> bool | None:
    """Protect what holds data; None leaves it to the component's own option."""
    return None if args.get("replaceable", False) else True


def machine_options(
    component: pulumi.Resource,
    args: Mapping[str, Any],
    replace_with: Sequence[pulumi.Resource] = (),
) -> pulumi.ResourceOptions:
    """Return the options of the machine in a component, which tell the truth in a preview."""
    return pulumi.ResourceOptions(
        parent=component,
        protect=protection(args),
        replace_on_changes=REPLACE_ON_CHANGES,
        replace_with=list(replace_with),
        # The name and the network interface are in use until the old machine is gone.
        delete_before_replace=True,
        # Azure answers a changed password with 409, and nobody wants a new server for it.
        ignore_changes=["osProfile.adminPassword"],
    )


def environment_of(opts: pulumi.ResourceOptions | None) -> str | None:
    """Return the cloud of the default provider; None with a provider of the caller's own."""
    if opts is not None and (opts.provider or opts.providers):
        return None
    return pulumi.Config("azure-native").get("environment") or os.environ.get("ARM_ENVIRONMENT")


def _private_address(configurations: Sequence[Any] | None) -> str:
    return next(
        (found.private_ip_address for found in configurations or [] if found.private_ip_address), ""
    )


def _principal_id(identity: Any) -> str | None:
    return None if identity is None else identity.principal_id


def patch_settings_of(profile: Any) -> PatchSettings:
    """Return the patch settings of an `osProfile` as azure-native gives it."""
    settings = profile.windows_configuration.patch_settings
    return PatchSettings(
        patch_mode=settings.patch_mode,
        enable_hotpatching=settings.enable_hotpatching,
        assessment_mode=settings.assessment_mode,
    )
