"""What a caller says about a fleet of hotpatch machines."""

from typing import NotRequired

import pulumi

from azure_hotpatch.machine_args import MachineArgs


class FleetMachine(MachineArgs):
    """What one machine of a fleet has of its own; whatever is left out is the fleet's.

    A value stands in place of the fleet's; tags are added to the fleet's. The fleet's `access` is
    for machines of a preview image only.
    """

    zone: NotRequired[str]
    """Availability zone of the machine and its data disks, `1`, `2` or `3`. Default: one of the
    fleet's `zones`, by the machine's name. A change replaces the machine, and its data disks by
    empty ones; those that are zone-redundant stay."""

    vm_name: NotRequired[str]
    """Name of the machine in Azure, 1-64 characters. Default: its name in the fleet."""

    computer_name: NotRequired[str]
    """Name of the computer in Windows, 1-15 letters, digits and hyphens, not digits only. Default:
    `vm_name`. A change replaces the machine."""

    subnet_id: NotRequired[pulumi.Input[str]]
    """ARM id of another subnet than the fleet's."""

    network_interface_id: NotRequired[pulumi.Input[str]]
    """ARM id of an existing network interface, instead of a new one in a subnet."""


class HotpatchFleetArgs(MachineArgs):
    """What a caller says about the fleet: what all machines have, and which machines there are."""

    machines: dict[str, FleetMachine]
    """The machines by name, each with what it has of its own, `{"web-1": {}, "web-2": {"size":
    "Standard_D4s_v5"}}`; one or more. The name is the machine's in Azure. Adding or removing one
    touches no other."""

    resource_group_name: pulumi.Input[str]
    """Name of an existing resource group, 1-90 characters."""

    admin_username: str
    """Name of the administrator's account, 1-20 characters; not `admin` and its like. A change
    replaces every machine."""

    admin_password: pulumi.Input[str]
    """Password of that account, 8-123 characters of three kinds; a secret in the state. It is used
    when a machine is created: a later change is ignored, as Azure refuses it."""

    subnet_id: NotRequired[pulumi.Input[str]]
    """ARM id of the subnet in which the machines get network interfaces. Required for each machine
    that has no `subnet_id` and no `network_interface_id` of its own. The subnet needs a way out
    (HotpatchNetwork has one): without it, patching stops silently."""

    location: NotRequired[pulumi.Input[str]]
    """Region. Default: azure-native:location, else the resource group's."""

    zones: NotRequired[list[str]]
    """Availability zones over which the machines are spread, each `1`, `2` or `3` and each once.
    A machine's zone follows from its own name: one that ends in a number takes the zones in turn,
    any other one by a hash. While Azure patches one zone, or loses it, the others carry on; so a
    fleet that would lie in one zone, though several are named, is refused. `[]` uses none, for a
    region without zones. Default: `1`, `2` and `3`. A change moves machines, which replaces them:
    give those that exist their `zone` first."""

    keep_version_aliases: NotRequired[bool]
    """Whether the children keep azure-native's aliases for API versions, which a stack needs that
    adopts resources of a versioned type. Default: false."""
