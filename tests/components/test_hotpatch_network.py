"""What HotpatchNetwork makes."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_network import HotpatchNetwork, HotpatchNetworkArgs

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"

Deploy = Callable[..., Any]

# azure-native's SDK writes these by itself.
VIRTUAL_NETWORK_DEFAULTS = {"enableDdosProtection": False, "enableVmProtection": False}
SUBNET_DEFAULTS = {
    "privateEndpointNetworkPolicies": "Disabled",
    "privateLinkServiceNetworkPolicies": "Enabled",
}
BASTION_DEFAULTS = dict.fromkeys(
    (
        "disableCopyPaste",
        "enableFileCopy",
        "enableIpConnect",
        "enableKerberos",
        "enablePrivateOnlyBastion",
        "enableSessionRecording",
        "enableShareableLink",
        "enableTunneling",
    ),
    False,
)

PUBLIC_ADDRESS = {
    "resourceGroupName": "servers",
    "publicIPAllocationMethod": "Static",
    "publicIPAddressVersion": "IPv4",
    "sku": {"name": "Standard"},
}

WITHOUT_BASTION = {
    "net": ("azure-hotpatch:index:HotpatchNetwork", {}),
    "net-vnet": (
        "azure-native:network:VirtualNetwork",
        {
            "resourceGroupName": "servers",
            "virtualNetworkName": "net",
            "addressSpace": {"addressPrefixes": ["10.20.0.0/16"]},
            **VIRTUAL_NETWORK_DEFAULTS,
        },
    ),
    "net-nsg": (
        "azure-native:network:NetworkSecurityGroup",
        {
            "resourceGroupName": "servers",
            "networkSecurityGroupName": "net-nsg",
            "securityRules": [],
        },
    ),
    "net-nat-ip": (
        "azure-native:network:PublicIPAddress",
        {**PUBLIC_ADDRESS, "publicIpAddressName": "net-nat-ip"},
    ),
    "net-nat": (
        "azure-native:network:NatGateway",
        {
            "resourceGroupName": "servers",
            "natGatewayName": "net-nat",
            "sku": {"name": "Standard"},
            "publicIpAddresses": [{"id": f"{SUBSCRIPTION}/net-nat-ip"}],
        },
    ),
    "net-subnet": (
        "azure-native:network:Subnet",
        {
            "resourceGroupName": "servers",
            "virtualNetworkName": "net",
            "subnetName": "machines",
            "addressPrefix": "10.20.0.0/17",
            "defaultOutboundAccess": False,
            "natGateway": {"id": f"{SUBSCRIPTION}/net-nat"},
            "networkSecurityGroup": {"id": f"{SUBSCRIPTION}/net-nsg"},
            **SUBNET_DEFAULTS,
        },
    ),
}

BASTION = {
    "net-bastion-subnet": (
        "azure-native:network:Subnet",
        {
            "resourceGroupName": "servers",
            "virtualNetworkName": "net",
            "subnetName": "AzureBastionSubnet",
            "addressPrefix": "10.20.255.192/26",
            **SUBNET_DEFAULTS,
        },
    ),
    "net-bastion-ip": (
        "azure-native:network:PublicIPAddress",
        {**PUBLIC_ADDRESS, "publicIpAddressName": "net-bastion-ip"},
    ),
    "net-bastion": (
        "azure-native:network:BastionHost",
        {
            "resourceGroupName": "servers",
            "bastionHostName": "net-bastion",
            "sku": {"name": "Basic"},
            **BASTION_DEFAULTS,
            "ipConfigurations": [
                {
                    "name": "bastion",
                    "subnet": {"id": f"{SUBSCRIPTION}/net-bastion-subnet"},
                    "publicIPAddress": {"id": f"{SUBSCRIPTION}/net-bastion-ip"},
                }
            ],
        },
    ),
}


@pytest.mark.parametrize(
    ("bastion", "expected"),
    [(False, WITHOUT_BASTION), (True, {**WITHOUT_BASTION, **BASTION})],
    ids=["without", "with"],
)
def test_a_network_is_private_and_has_a_way_out(
    deploy: Deploy, *, bastion: bool, expected: dict[str, Any]
) -> None:
    """A bastion adds its own resources and changes none of the others."""
    args: HotpatchNetworkArgs = {"resource_group_name": "servers", "bastion": bastion}

    made = deploy(lambda: HotpatchNetwork("net", args))

    assert {name: (each.type, each.inputs) for name, each in made.resources.items()} == expected


def test_the_outputs_lead_to_the_network_and_out_of_it(deploy: Deploy) -> None:
    """Ids for machines and peerings, and the address that firewalls elsewhere see."""
    made = deploy(lambda: HotpatchNetwork("net", {"resource_group_name": "servers"}))

    assert made.outputs == {
        "virtual_network_id": f"{SUBSCRIPTION}/net-vnet",
        "subnet_id": f"{SUBSCRIPTION}/net-subnet",
        "network_security_group_id": f"{SUBSCRIPTION}/net-nsg",
        "egress_address": "203.0.113.7",
        "bastion_id": None,
    }


def test_a_bastion_shows_in_the_outputs(deploy: Deploy) -> None:
    """Its subnet is made after the machines', as Azure changes one at a time."""
    args: HotpatchNetworkArgs = {"resource_group_name": "servers", "bastion": True}

    made = deploy(lambda: HotpatchNetwork("net", args))

    assert made.outputs["bastion_id"] == f"{SUBSCRIPTION}/net-bastion"
    assert [
        urn.rpartition("::")[2]
        for urn in made.resources["net-bastion-subnet"].request.dependencies
        if urn.endswith("subnet")
    ] == ["net-subnet"]


def test_names_ranges_location_and_tags_are_the_callers(deploy: Deploy) -> None:
    """Every name in Azure begins with the network's."""
    args: HotpatchNetworkArgs = {
        "resource_group_name": "servers",
        "location": "westeurope",
        "network_name": "shop",
        "address_space": "192.168.8.0/22",
        "subnet_prefix": "192.168.8.0/24",
        "tags": {"team": "shop"},
    }

    made = deploy(lambda: HotpatchNetwork("net", args))

    assert {
        name: each.inputs.get("location") for name, each in made.resources.items() if each.inputs
    } == {
        "net-vnet": "westeurope",
        "net-nsg": "westeurope",
        "net-nat-ip": "westeurope",
        "net-nat": "westeurope",
        "net-subnet": None,
    }
    assert made.resources["net-vnet"].inputs["virtualNetworkName"] == "shop"
    assert made.resources["net-nat"].inputs["natGatewayName"] == "shop-nat"
    assert made.resources["net-nat"].inputs["tags"] == {"team": "shop"}
    assert made.resources["net-subnet"].inputs["addressPrefix"] == "192.168.8.0/24"


def test_a_network_is_refused_with_every_mistake_at_once(deploy: Deploy) -> None:
    """Arguments and ranges alike."""
    wrong = {"adress_space": "10.0.0.0/16", "address_space": "127.0.0.0/8", "subnet_prefix": "x"}
    args = cast("HotpatchNetworkArgs", wrong)

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchNetwork("net", args))

    places = [line.split(": ")[:2] for line in str(refused.value).splitlines()]
    assert places == [
        ["HotpatchNetwork 'net'", "adress_space"],
        ["HotpatchNetwork 'net'", "resource_group_name"],
        ["HotpatchNetwork 'net'", "subnet_prefix"],
        ["HotpatchNetwork 'net'", "address_space"],
    ]


def test_a_network_in_no_resource_group_is_refused(deploy: Deploy) -> None:
    """The name of one is not its ARM id."""
    arm_id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/shop"

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchNetwork("net", {"resource_group_name": arm_id}))

    (mistake,) = refused.value.mistakes
    assert mistake.startswith(f"resource_group_name: found {arm_id!r}; allowed: 1-90 letters")
