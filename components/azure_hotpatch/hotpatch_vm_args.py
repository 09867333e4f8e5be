"""What a caller says about a hotpatch machine."""

from typing import NotRequired

import pulumi

from azure_hotpatch.machine_args import MachineArgs


class HotpatchVmArgs(MachineArgs):
    """What a caller says about the machine."""

    resource_group_name: pulumi.Input[str]
    """Name of an existing resource group, 1-90 characters."""

    admin_username: str
    """Name of the administrator's account, 1-20 characters; not `admin` and its like. A change
    replaces the machine."""

    admin_password: pulumi.Input[str]
    """Password of that account, 8-123 characters of three kinds; a secret in the state. It is used
    when the machine is created: a later change is ignored, as Azure refuses it."""

    subnet_id: NotRequired[pulumi.Input[str]]
    """ARM id of the subnet in which the machine gets a network interface. Either this or
    `network_interface_id`. The subnet needs a way out (HotpatchNetwork has one): without it,
    patching stops silently."""

    network_interface_id: NotRequired[pulumi.Input[str]]
    """ARM id of an existing network interface. Either this or `subnet_id`."""

    location: NotRequired[pulumi.Input[str]]
    """Region. Default: azure-native:location, else the resource group's."""

    zone: NotRequired[str]
    """Availability zone of the machine and its data disks, `1`, `2` or `3`. Default: none. A
    change replaces the machine, and its data disks by empty ones; those that are zone-redundant
    stay."""

    vm_name: NotRequired[str]
    """Name of the machine in Azure, 1-64 characters. Default: the component's name."""

    computer_name: NotRequired[str]
    """Name of the computer in Windows, 1-15 letters, digits and hyphens, not digits only. Default:
    `vm_name`. A change replaces the machine."""

    keep_version_aliases: NotRequired[bool]
    """Whether the children keep azure-native's aliases for API versions, which a stack needs that
    adopts resources of a versioned type. Default: false."""
