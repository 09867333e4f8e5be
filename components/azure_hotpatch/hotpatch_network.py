"""A network for hotpatch machines: closed inwards, with a way out for updates."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network

from azure_hotpatch.address_plan import read_plan
from azure_hotpatch.arguments import by_name, read
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.server_refusals import group_mistakes
from azure_hotpatch.version_aliases import without_version_aliases

DEFAULT_SPACE = "10.20.0.0/16"


class HotpatchNetworkArgs(TypedDict):
    """What a caller says about the network."""

    resource_group_name: pulumi.Input[str]
    """Name of an existing resource group, 1-90 characters."""

    location: NotRequired[pulumi.Input[str]]
    """Region. Default: azure-native:location, else the resource group's."""

    network_name: NotRequired[str]
    """Name of the virtual network in Azure; the names of the other resources begin with it.
    Default: the component's name."""

    address_space: NotRequired[str]
    """IPv4 range of the virtual network in CIDR form, /8 to /24. Default: `10.20.0.0/16`."""

    subnet_prefix: NotRequired[str]
    """Range of the machines' subnet, /29 or larger. Default: the first half of the space."""

    bastion: NotRequired[bool]
    """Whether an Azure Bastion gives access to the machines. Default: false."""

    bastion_prefix: NotRequired[str]
    """Range of the bastion's subnet, /26 or larger. Default: the last /26 of the space."""

    tags: NotRequired[dict[str, pulumi.Input[str]]]
    """Tags of everything that the component makes."""

    keep_version_aliases: NotRequired[bool]
    """Whether the children keep azure-native's aliases for API versions, which a stack needs that
    adopts resources of a versioned type. Default: false."""


class HotpatchNetwork(pulumi.ComponentResource):
    """A virtual network with a private subnet, a NAT gateway, and nothing open inwards.

    Patching stops silently where a machine has no way out, and subnets have none of their own any
    more, hence the NAT gateway.
    Source: https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access,
    read 2026-11-23.

    Raises:
        ArgumentsError: The ranges cannot be, or an argument is wrong; every reason at once.
    """

    virtual_network_id: pulumi.Output[str]
    """ARM id of the virtual network."""

    subnet_id: pulumi.Output[str]
    """ARM id of the machines' subnet."""

    network_security_group_id: pulumi.Output[str]
    """ARM id of the subnet's network security group."""

    egress_address: pulumi.Output[str]
    """Public IPv4 address from which the machines are seen."""

    bastion_id: pulumi.Output[str | None]
    """ARM id of the bastion; absent where there is none."""

    def __init__(
        self, name: str, args: HotpatchNetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        place = f"HotpatchNetwork '{name}'"
        sound, mistakes = read(HotpatchNetworkArgs, by_name(place, args))
        has_bastion = sound.get("bastion", False)
        plan, misplaced = read_plan(
            sound.get("address_space", DEFAULT_SPACE),
            sound.get("subnet_prefix"),
            sound.get("bastion_prefix"),
            has_bastion=has_bastion,
        )
        mistakes.extend(group_mistakes(sound))
        if mistakes or misplaced or plan is None:
            raise ArgumentsError(place, [*mistakes, *misplaced])

        super().__init__(
            "azure-hotpatch:index:HotpatchNetwork",
            name,
            {},
            without_version_aliases(opts, keep=sound.get("keep_version_aliases", False)),
        )
        azure_name = sound.get("network_name", name)
        shared = {
            "resource_group_name": sound["resource_group_name"],
            "location": sound.get("location"),
            "tags": sound.get("tags"),
        }
        child = pulumi.ResourceOptions(parent=self)
        virtual_network = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=azure_name,
            address_space={"address_prefixes": [str(plan.space)]},
            opts=child,
            **shared,
        )
        security_group = network.NetworkSecurityGroup(
            f"{name}-nsg",
            network_security_group_name=f"{azure_name}-nsg",
            # Without rules of its own, Azure's defaults let nothing in from the Internet.
            security_rules=[],
            opts=child,
            **shared,
        )
        # Azure notes the gateway at its address, and a refresh takes that for an input.
        noted = pulumi.ResourceOptions(parent=self, ignore_changes=["natGateway"])
        egress = _public_address(f"{name}-nat-ip", f"{azure_name}-nat-ip", noted, shared)
        gateway = network.NatGateway(
            f"{name}-nat",
            nat_gateway_name=f"{azure_name}-nat",
            sku={"name": "Standard"},
            public_ip_addresses=[{"id": egress.id}],
            opts=child,
            **shared,
        )
        subnet = network.Subnet(
            f"{name}-subnet",
            resource_group_name=sound["resource_group_name"],
            virtual_network_name=virtual_network.name,
            subnet_name="machines",
            address_prefix=str(plan.machines),
            default_outbound_access=False,
            nat_gateway={"id": gateway.id},
            network_security_group={"id": security_group.id},
            opts=child,
        )

        self.virtual_network_id = virtual_network.id
        self.subnet_id = subnet.id
        self.network_security_group_id = security_group.id
        self.egress_address = egress.ip_address.apply(lambda address: address or "")
        self.bastion_id = pulumi.Output.from_input(None)
        if has_bastion:
            self.bastion_id = self._bastion(
                name, azure_name, plan.bastion, virtual_network, subnet, shared
            )
        self.register_outputs(
            {
                "virtualNetworkId": self.virtual_network_id,
                "subnetId": self.subnet_id,
                "networkSecurityGroupId": self.network_security_group_id,
                "egressAddress": self.egress_address,
                "bastionId": self.bastion_id,
            }
        )

    def _bastion(
        self,
        name: str,
        azure_name: str,
        prefix: IPv4Network,
        virtual_network: network.VirtualNetwork,
        machines: network.Subnet,
        shared: Mapping[str, Any],
    ) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        bastion_subnet = network.Subnet(
            f"{name}-bastion-subnet",
            resource_group_name=shared["resource_group_name"],
            virtual_network_name=virtual_network.name,
            # Azure Bastion accepts a subnet of this name only.
            subnet_name="AzureBastionSubnet",
            address_prefix=str(prefix),
            # Azure changes one subnet of a virtual network at a time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[machines]),
        )
        address = _public_address(f"{name}-bastion-ip", f"{azure_name}-bastion-ip", child, shared)
        bastion = network.BastionHost(
            f"{name}-bastion",
            bastion_host_name=f"{azure_name}-bastion",
            sku={"name": "Basic"},
            ip_configurations=[
                {
                    "name": "bastion",
                    "subnet": {"id": bastion_subnet.id},
                    "public_ip_address": {"id": address.id},
                }
            ],
            opts=child,
            **shared,
        )
        return bastion.id


def _public_address(
    name: str, azure_name: str, opts: pulumi.ResourceOptions, shared: Mapping[str, Any]
) -> network.PublicIPAddress:
    """NAT gateways and bastions take static addresses of sku Standard only."""
    return network.PublicIPAddress(
        name,
        public_ip_address_name=azure_name,
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        sku={"name": "Standard"},
        opts=opts,
        **shared,
    )
