"""HP015: the machines' subnet has explicit egress."""

from collections.abc import Iterator
from dataclasses import replace

from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.machines import windows_machines
from azure_hotpatch_policies.resources import Resource, Stack, foreseen
from azure_hotpatch_policies.rule import Answer, Rule, Severity, Undecided, WholeStack
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import Mark, Spelling, Value

SOURCE = "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"
SUBNETS = frozenset({"azure-native:network:Subnet", "azure:network/subnet:Subnet"})
INTERFACES = frozenset(
    {"azure-native:network:NetworkInterface", "azure:network/networkInterface:NetworkInterface"}
)
ASSOCIATIONS = frozenset(
    {
        "azure:network/subnetNatGatewayAssociation:SubnetNatGatewayAssociation",
        "azure:network/subnetRouteTableAssociation:SubnetRouteTableAssociation",
    }
)
"""How the classic provider gives a subnet egress."""

WAYS_OUT = ("natGateway", "routeTable")
NOT_OF_MACHINES = frozenset(
    {"azurebastionsubnet", "gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet"}
)
"""Names of subnets in which Azure allows no machines, in lower case."""

ALLOWED = "a NAT gateway, or a route table with a way out"
FIX = "Patching stops silently without egress: give the subnet a NAT gateway."


def check(stack: Stack, _settings: Settings) -> Iterator[tuple[Resource, Answer]]:
    """Yield each subnet of Windows machines, in the stack, from which they get no updates."""
    judged: set[str] = set()
    for resource, machine in windows_machines(stack):
        interfaces = _direct(stack, resource, INTERFACES)
        if any(_has_own_way_out(interface) for interface in interfaces):
            continue
        subnets = [
            subnet
            for holder in (resource, *interfaces)
            for subnet in _direct(stack, holder, SUBNETS)
        ] or _needed(stack, resource)
        if not subnets:
            path = machine.network_interfaces.path
            yield resource, Undecided(path, "no subnet of this stack", f"a subnet with {ALLOWED}")
        for subnet in subnets:
            if subnet.urn not in judged:
                judged.add(subnet.urn)
                yield from ((subnet, answer) for answer in _judged(stack, subnet))


def _judged(stack: Stack, subnet: Resource) -> Iterator[Answer]:
    value = foreseen(subnet, Spelling.SNAKE_TOO)
    name = value.at("subnetName") if "subnetName" in subnet.properties else value.at("name")
    ways = [_way(subnet, value.at(way)) for way in WAYS_OUT]
    is_associated = any(subnet.urn in one.dependencies for one in stack.of_kinds(ASSOCIATIONS))
    if name.text in NOT_OF_MACHINES or is_associated:
        return
    if any(way.mark is None and way.raw for way in ways):
        return
    unknown = next((way for way in ways if way.mark), None)
    if unknown is not None:
        yield Undecided(unknown.path, unknown.found, ALLOWED)
    else:
        yield Violation(ways[0].path, ways[0].found, ALLOWED, FIX, SOURCE)


def _way(subnet: Resource, way: Value) -> Value:
    """Return a way out as the program has it.

    A preview foresees no value for what a program leaves out; one that it gives, and that is not
    known yet, comes from another resource.
    """
    is_left_out = bool(subnet.properties) and not subnet.property_dependencies.get(way.path)
    return replace(way, raw=None) if way.mark is Mark.UNKNOWN and is_left_out else way


def _direct(stack: Stack, resource: Resource, kinds: frozenset[str]) -> list[Resource]:
    needed = (stack.by_urn.get(urn) for urn in resource.dependencies)
    return [one for one in needed if one is not None and one.kind in kinds]


def _needed(stack: Stack, resource: Resource) -> list[Resource]:
    """Find the subnets that a machine waits for where a component stands between them."""
    needed = stack.needed_by(resource)
    return [one for one in stack.of_kinds(SUBNETS) if one.urn in needed]


def _has_own_way_out(interface: Resource) -> bool:
    """Tell whether an interface has a public address, or stands behind a load balancer."""
    configurations = Value("", dict(interface.properties), spelling=Spelling.SNAKE_TOO)
    return any(
        not one.at(way).is_absent
        for one in configurations.at("ipConfigurations").items()
        for way in ("publicIPAddress", "publicIpAddressId", "loadBalancerBackendAddressPools")
    )


RULE = Rule(
    id="HP015",
    name="egress",
    title="Explicit egress",
    description="The subnet of Windows machines has a way out of its own.",
    why="Subnets are private by default since 2026; a machine without egress gets no updates, and "
    "nothing fails.",
    fix="Give the subnet a NAT gateway, as HotpatchNetwork does.",
    severity=Severity.MEDIUM,
    judges=WholeStack(check),
    source=SOURCE,
    tags=("network",),
    is_mandatory=False,
)
