"""Where the subnets of a network lie: arithmetic on IPv4 ranges."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

VNET_PAGE = "https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"
BASTION_PAGE = "https://learn.microsoft.com/azure/bastion/configuration-settings#subnet"

SMALLEST_SPACE = 24
SMALLEST_SUBNET = 29
BASTION_LENGTH = 26
RESERVED: tuple[tuple[IPv4Network, str], ...] = (
    (IPv4Network("224.0.0.0/4"), "multicast"),
    (IPv4Network("255.255.255.255/32"), "broadcast"),
    (IPv4Network("127.0.0.0/8"), "loopback"),
    (IPv4Network("169.254.0.0/16"), "link-local"),
    (IPv4Network("168.63.129.16/32"), "Azure's own services"),
)
"""Ranges that no virtual network can have. Source: VNET_PAGE, read 2026-11-23."""


@dataclass(frozen=True)
class AddressPlan:
    """Ranges of a network and of its subnets."""

    space: IPv4Network
    machines: IPv4Network
    bastion: IPv4Network


def planned(space: IPv4Network) -> AddressPlan:
    """Divide a space: machines get its first half, a bastion the last /26.

    The machines' range is the same with a bastion and without, so that one can come and go.

    >>> planned(IPv4Network("10.20.0.0/16"))  # doctest: +NORMALIZE_WHITESPACE
    AddressPlan(space=IPv4Network('10.20.0.0/16'), machines=IPv4Network('10.20.0.0/17'),
                bastion=IPv4Network('10.20.255.192/26'))
    """
    machines, _ = space.subnets(prefixlen_diff=1)
    last = int(space.broadcast_address) - (1 << (32 - BASTION_LENGTH)) + 1
    return AddressPlan(space, machines, IPv4Network((last, BASTION_LENGTH)))


def read_plan(
    space: str, machines: str | None, bastion: str | None, *, has_bastion: bool
) -> tuple[AddressPlan | None, list[str]]:
    """Return the plan that these texts ask for, None where it cannot be, and every mistake.

    Args:
        space: Address space of the network, `10.20.0.0/16`.
        machines: Range of the machines' subnet; None for the first half.
        bastion: Range of the bastion's subnet; None for the last /26.
        has_bastion: Whether there is a bastion, whose range others must leave free.
    """
    mistakes: list[str] = []
    whole = _range("address_space", space, SMALLEST_SPACE, mistakes)
    first = _range("subnet_prefix", machines, SMALLEST_SUBNET, mistakes)
    second = _range("bastion_prefix", bastion, BASTION_LENGTH, mistakes)
    if whole is None:
        return None, mistakes
    mistakes.extend(_reserved(whole))
    default = planned(whole)
    plan = AddressPlan(whole, first or default.machines, second or default.bastion)
    mistakes.extend(_misplaced(plan, has_bastion=has_bastion))
    return plan, mistakes


def _range(place: str, text: str | None, smallest: int, mistakes: list[str]) -> IPv4Network | None:
    if text is None:
        return None
    form = f"an IPv4 range in CIDR form, /8 to /{smallest}, as in 10.20.0.0/{min(smallest, 16)}"
    try:
        interface = ipaddress.IPv4Interface(text)
    except ValueError as error:
        mistakes.append(f"{place}: found {text!r}; allowed: {form}. Correct it: {error}.")
        return None
    network = interface.network
    if "/" not in text or not 8 <= network.prefixlen <= smallest:  # noqa: PLR2004 (Azure's limit)
        mistakes.append(f"{place}: found {text!r}; allowed: {form}. Choose another length.")
        return None
    if interface.ip != network.network_address:
        mistakes.append(
            f"{place}: found {text!r}; allowed: the first address of a range. Write {network}."
        )
        return None
    return network


def _reserved(space: IPv4Network) -> Iterator[str]:
    for network, use in RESERVED:
        if space.overlaps(network):
            yield (
                f"address_space: found '{space}'; allowed: a range without {network}, which is "
                f"for {use}. Choose another, of 10.0.0.0/8 best. ({VNET_PAGE})"
            )


def _misplaced(plan: AddressPlan, *, has_bastion: bool) -> Iterator[str]:
    places = {"subnet_prefix": plan.machines}
    if has_bastion:
        places["bastion_prefix"] = plan.bastion
    for place, network in places.items():
        if not network.subnet_of(plan.space):
            yield (
                f"{place}: found '{network}'; allowed: a range inside the address space "
                f"{plan.space}. Choose one, or leave it out."
            )
    if has_bastion and plan.machines.overlaps(plan.bastion):
        yield (
            f"subnet_prefix, bastion_prefix: found '{plan.machines}' and '{plan.bastion}'; "
            "allowed: ranges that do not overlap. Move one, or leave both out. "
            f"({BASTION_PAGE})"
        )
