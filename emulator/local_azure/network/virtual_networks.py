"""Virtual networks and their subnets."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network

from local_azure import resources, tracked
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network import links
from local_azure.network.links import Link
from local_azure.network.network_type import Built, Draft, NetworkType, need

Network = IPv4Network | IPv6Network

# Source: azure-facts.md 7; from this api-version on a subnet has no way out unless one is given.
_PRIVATE_SINCE = "2025-07-01"


def _build_network(azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    space = asked.get("addressSpace") or {}
    prefixes = _networks(draft.id, space.get("addressPrefixes") or ())
    if asked.get("subnets") is None:
        for subnet in _subnets_of(azure, draft):
            _refuse_outside(subnet["name"], draft.name, _prefixes(subnet["properties"]), prefixes)
    kept: Json = {
        name: asked[name]
        for name in ("dhcpOptions", "enableDdosProtection", "flowTimeoutInMinutes", "encryption")
        if name in asked
    }
    return Built(
        properties={
            "addressSpace": {"addressPrefixes": [str(prefix) for prefix in prefixes]},
            "subnets": [],
            "virtualNetworkPeerings": [],
            "enableDdosProtection": False,
            **kept,
        }
    )


def _build_subnet(azure: Azure, draft: Draft) -> Built:
    asked, parent = draft.properties, draft.parent or {}
    prefixes = _networks(draft.id, _prefixes(asked) or [need(asked, "addressPrefix")])
    space = parent["properties"]["addressSpace"]["addressPrefixes"]
    _refuse_outside(draft.name, parent["name"], _prefixes(asked), map(ip_network, space))
    for other in draft.siblings:
        theirs = [ip_network(text) for text in _prefixes(other["properties"])]
        if any(_overlap(mine, their) for mine in prefixes for their in theirs):
            raise ArmError(
                400,
                "NetcfgSubnetRangesOverlap",
                f"Subnet '{draft.name}' is not valid because its IP address range overlaps with"
                f" that of an existing subnet in virtual network '{parent['name']}'.",
            )
    _refuse_moving(azure, draft)
    kept = {
        name: asked[name]
        for name in (
            "addressPrefix",
            "addressPrefixes",
            "networkSecurityGroup",
            "natGateway",
            "serviceEndpoints",
            "defaultOutboundAccess",
        )
        if asked.get(name) is not None
    }
    if draft.existing is None and draft.api_version >= _PRIVATE_SINCE:
        kept.setdefault("defaultOutboundAccess", False)
    return Built(
        properties={
            **kept,
            "delegations": asked.get("delegations") or [],
            "privateEndpointNetworkPolicies": asked.get(
                "privateEndpointNetworkPolicies", "Disabled"
            ),
            "privateLinkServiceNetworkPolicies": asked.get(
                "privateLinkServiceNetworkPolicies", "Enabled"
            ),
        },
        links=tuple(_references(azure, draft)),
    )


def _references(azure: Azure, draft: Draft) -> Iterable[Link]:
    """The security group and the NAT gateway of a subnet."""
    for name in ("networkSecurityGroup", "natGateway"):
        target = (draft.properties.get(name) or {}).get("id")
        if target:
            refusal = tracked.missing_reference(azure, target, draft.id, draft.location)
            if refusal is not None:
                raise refusal
            yield Link(target=target, source=draft.id, owner=draft.id, field="subnets")


def _refuse_moving(azure: Azure, draft: Draft) -> None:
    """Say no to other prefixes while addresses are out."""
    if draft.existing is None:
        return
    lost = set(_prefixes(draft.existing["properties"])) - set(_prefixes(draft.properties))
    if lost and links.to(azure, draft.id, "ipConfigurations"):
        raise ArmError(
            400,
            "InUsePrefixCannotBeDeleted",
            f"IpPrefix {min(lost)} on Subnet {draft.name} has active allocations and cannot be"
            " deleted.",
        )


def _refuse_subnet_delete(azure: Azure, subnet: Json) -> None:
    used = links.to(azure, subnet["id"], "ipConfigurations")
    if used:
        raise ArmError(
            400,
            "InUseSubnetCannotBeDeleted",
            f"Subnet {subnet['name']} is in use by {used[0].source} and cannot be deleted. In"
            " order to delete the subnet, delete all the resources within the subnet. See"
            " aka.ms/deletesubnet.",
        )


def _show_subnet(azure: Azure, subnet: Json) -> Json:
    used = links.to(azure, subnet["id"], "ipConfigurations")
    return {"ipConfigurations": [{"id": link.source} for link in used]} if used else {}


def _refuse_outside(
    subnet: str, network: str, prefixes: Iterable[str], space: Iterable[Network]
) -> None:
    spaces = list(space)
    if not all(any(_inside(ip_network(mine), one) for one in spaces) for mine in prefixes):
        raise ArmError(
            400,
            "NetcfgSubnetRangeOutsideVnet",
            f"Subnet '{subnet}' is not valid because its IP address range is outside the IP"
            f" address range of virtual network '{network}'.",
        )


def _subnets_of(azure: Azure, draft: Draft) -> list[Json]:
    return list(resources.under(azure, draft.id, SUBNETS.full_type))


def _prefixes(properties: Json) -> list[str]:
    """The prefixes of a subnet, which may come as one or as a list."""
    one = properties.get("addressPrefix")
    return properties.get("addressPrefixes") or ([one] if one else [])


def _networks(resource_id: str, prefixes: Iterable[str]) -> list[Network]:
    """The prefixes as networks.

    Raises:
        ArmError: 400 InvalidAddressPrefixFormat, or InvalidCIDRNotation for host bits.
    """
    found: list[Network] = []
    for text in prefixes:
        try:
            network = ip_network(text, strict=False)
        except ValueError as error:
            raise ArmError(
                400,
                "InvalidAddressPrefixFormat",
                f"Address prefix {text} of resource {resource_id} is not formatted correctly. It"
                " should follow CIDR notation, for example 10.0.0.0/24.",
            ) from error
        if str(network) != text:
            raise ArmError(
                400,
                "InvalidCIDRNotation",
                f"The address prefix {text} in resource {resource_id} has an invalid CIDR"
                " notation. For the given prefix length, the address prefix should be"
                f" {network}.",
            )
        found.append(network)
    return found


def _inside(mine: Network, space: Network) -> bool:
    return mine.version == space.version and mine.subnet_of(space)  # type: ignore[arg-type]


def _overlap(mine: Network, other: Network) -> bool:
    return mine.version == other.version and mine.overlaps(other)


SUBNETS = NetworkType(
    type="subnets",
    parameter="subnetName",
    operations="Subnets",
    parent=("virtualNetworks", "virtualNetworkName"),
    build=_build_subnet,
    show=_show_subnet,
    refuse_delete=_refuse_subnet_delete,
)

VIRTUAL_NETWORKS = NetworkType(
    type="virtualNetworks",
    parameter="virtualNetworkName",
    operations="VirtualNetworks",
    build=_build_network,
    children=SUBNETS,
    children_field="subnets",
)
