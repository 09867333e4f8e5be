"""Network interfaces, and the private addresses that subnets give them."""

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address, ip_network

from local_azure import resources, tracked
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network import links, public_ip_addresses
from local_azure.network.links import Link
from local_azure.network.network_type import Built, Draft, NetworkType, name_of, need

# The network, its gateway, two for Azure's DNS, and the broadcast address.
# Source: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
_RESERVED_FIRST, _RESERVED_LAST = 4, 1


def _build(azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    old = draft.existing["properties"] if draft.existing else {}
    entries = asked.get("ipConfigurations") or []
    if not entries:
        raise ArmError(
            400,
            "NetworkInterfaceMustHaveAtLeastOneIpConfiguration",
            f"Network interface {draft.id} must have at least one IP configuration.",
        )
    made: list[Link] = []
    held = _addresses(old)
    configurations = []
    for index, entry in enumerate(entries):
        configuration, its_links = _configuration(azure, draft, entry, held, made)
        if len(entries) == 1 or "primary" not in need(entry, "properties"):
            configuration["properties"]["primary"] = index == 0
        configurations.append(configuration)
        made.extend(its_links)
    group = (asked.get("networkSecurityGroup") or {}).get("id")
    if group:
        refusal = tracked.missing_reference(azure, group, draft.id, draft.location)
        if refusal is not None:
            raise refusal
        made.append(Link(target=group, source=draft.id, owner=draft.id, field="networkInterfaces"))
    properties: Json = {
        "ipConfigurations": configurations,
        "dnsSettings": {
            "dnsServers": (asked.get("dnsSettings") or {}).get("dnsServers") or [],
            "appliedDnsServers": [],
        },
        "enableAcceleratedNetworking": asked.get("enableAcceleratedNetworking", False),
        "vnetEncryptionSupported": False,
        "enableIPForwarding": asked.get("enableIPForwarding", False),
        "disableTcpStateTracking": False,
        "hostedWorkloads": [],
        "tapConfigurations": [],
        "nicType": "Standard",
        "auxiliaryMode": "None",
        "auxiliarySku": "None",
    }
    if group:
        properties["networkSecurityGroup"] = {"id": group}
    if "macAddress" in old:
        properties["macAddress"] = old["macAddress"]
    return Built(properties=properties, links=tuple(made))


def _configuration(
    azure: Azure, draft: Draft, entry: Json, held: dict[str, str], made: list[Link]
) -> tuple[Json, list[Link]]:
    """One IP configuration with its address, and what it refers to."""
    wanted = need(entry, "properties")
    source = f"{draft.id}/ipConfigurations/{name_of(entry)}"
    subnet_id = need(wanted, "subnet", "id")
    refusal = tracked.missing_reference(azure, subnet_id, draft.id, draft.location)
    if refusal is not None:
        raise refusal
    subnet = resources.get(azure, subnet_id)
    method = wanted.get("privateIPAllocationMethod", "Dynamic")
    address = _address(azure, draft, subnet, source, wanted, held, made)
    properties: Json = {
        "provisioningState": "Succeeded",
        "privateIPAddress": address,
        "privateIPAllocationMethod": method,
        "subnet": {"id": subnet_id},
        "primary": bool(wanted.get("primary", False)),
        "privateIPAddressVersion": wanted.get("privateIPAddressVersion", "IPv4"),
    }
    found = [
        Link(
            target=subnet_id,
            source=source,
            owner=draft.id,
            field="ipConfigurations",
            address=address,
        )
    ]
    public = (wanted.get("publicIPAddress") or {}).get("id")
    if public:
        properties["publicIPAddress"] = {"id": public}
        found.append(public_ip_addresses.take(azure, public, draft, source, "ipConfiguration"))
    return {
        "name": entry["name"],
        "id": source,
        "etag": f'W/"{azure.new_id()}"',
        "type": "Microsoft.Network/networkInterfaces/ipConfigurations",
        "properties": properties,
    }, found


def _address(
    azure: Azure,
    draft: Draft,
    subnet: Json,
    source: str,
    wanted: Json,
    held: dict[str, str],
    made: list[Link],
) -> str:
    """The private address: the one that was asked for, the one that it has, or the next free."""
    prefixes = subnet["properties"]
    prefix = prefixes.get("addressPrefix") or prefixes["addressPrefixes"][0]
    others = [
        link for link in links.to(azure, subnet["id"], "ipConfigurations") if link.owner != draft.id
    ]
    used = {link.address: link for link in (*others, *made)}
    if wanted.get("privateIPAllocationMethod") == "Static":
        asked: str = need(wanted, "privateIPAddress")
        _refuse_address(asked, prefix, source, used)
        return asked
    kept = held.get(source.lower())
    if kept is not None and kept not in used and _belongs(kept, prefix):
        return kept
    free = next((str(one) for one in _usable(prefix) if str(one) not in used), None)
    if free is None:
        raise ArmError(
            400,
            "SubnetIsFull",
            f"Subnet {subnet['name']} with address prefix {prefix} does not have enough capacity"
            " for 1 IP addresses.",
        )
    return free


def _refuse_address(address: str, prefix: str, source: str, used: dict[str, Link]) -> None:
    """Say no to a static address that is none, outside, reserved, or somebody's."""
    if not _is_address(address):
        raise ArmError(
            400,
            "InvalidIPAddressFormat",
            f"Value provided for the private IP address {address} is not a valid IP address.",
        )
    if not _belongs(address, prefix):
        raise ArmError(
            400,
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {address} does not belong to the range of subnet prefix"
            f" {prefix}.",
        )
    if int(ip_address(address)) not in _span(prefix):
        raise ArmError(
            400,
            "PrivateIPAddressInReservedRange",
            f"Private static IP address {address} falls within reserved IP range of subnet prefix"
            f" {prefix}.",
        )
    if address in used:
        raise ArmError(
            400,
            "PrivateIPAddressIsAllocated",
            f"IP configuration {source} is using the private IP address {address} which is already"
            f" allocated to resource {used[address].source}.",
        )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _belongs(address: str, prefix: str) -> bool:
    return ip_address(address) in ip_network(prefix)


def _span(prefix: str) -> range:
    """The numbers of the addresses that Azure leaves to its users."""
    network = ip_network(prefix)
    first = int(network.network_address)
    return range(first + _RESERVED_FIRST, first + network.num_addresses - _RESERVED_LAST)


def _usable(prefix: str) -> Iterator[IPv4Address]:
    """Addresses of a subnet in order, without Azure's five.

    >>> [str(address) for address in _usable("10.0.0.0/29")]
    ['10.0.0.4', '10.0.0.5', '10.0.0.6']
    """
    return (IPv4Address(number) for number in _span(prefix))


def _addresses(properties: Json) -> dict[str, str]:
    """Addresses by the id of their configuration."""
    return {
        entry["id"].lower(): entry["properties"]["privateIPAddress"]
        for entry in properties.get("ipConfigurations") or ()
    }


def _show(azure: Azure, interface: Json) -> Json:
    machine = user_of(azure, interface["id"])
    return {} if machine is None else {"virtualMachine": {"id": machine}, "primary": True}


def _refuse_delete(azure: Azure, interface: Json) -> None:
    machine = user_of(azure, interface["id"])
    if machine is not None:
        raise in_use(interface["id"], machine)


def in_use(interface_id: str, machine_id: str) -> ArmError:
    """What ARM says of an interface that a machine has: 400 NicInUse."""
    return ArmError(
        400,
        "NicInUse",
        f"Network Interface {interface_id} is used by existing resource {machine_id}. In order to"
        " delete the network interface, it must be dissociated from the resource. To learn more,"
        " see aka.ms/deletenic.",
    )


def user_of(azure: Azure, interface_id: str) -> str | None:
    """The id of the machine that has the interface, or None."""
    used = links.to(azure, interface_id, "virtualMachine")
    return used[0].owner if used else None


def attach(azure: Azure, machine_id: str, interface_ids: tuple[str, ...]) -> None:
    """Give these interfaces, and no others, to a machine; a new one gets its MAC address.

    MAC addresses begin with Microsoft's 00-0D-3A.
    """
    links.write(
        azure,
        machine_id,
        (
            Link(target=one, source=machine_id, owner=machine_id, field="virtualMachine")
            for one in interface_ids
        ),
    )
    for one in interface_ids:
        interface = resources.get(azure, one)
        if "macAddress" not in interface["properties"]:
            tail = azure.new_id().hex[:6].upper()
            interface["properties"]["macAddress"] = f"00-0D-3A-{tail[:2]}-{tail[2:4]}-{tail[4:]}"
            resources.put(azure, interface)


def remove(azure: Azure, interface_id: str) -> None:
    """Delete an interface together with its machine."""
    links.write(azure, interface_id, ())
    resources.delete(azure, interface_id)


NETWORK_INTERFACES = NetworkType(
    type="networkInterfaces",
    parameter="networkInterfaceName",
    operations="NetworkInterfaces",
    build=_build,
    show=_show,
    refuse_delete=_refuse_delete,
)
