"""Interfaces and addresses: what they hold, and what holds them."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_azure.arm import Json, Reply
from local_azure.compute.testing import (
    LOCATION,
    NETWORK_VERSION,
    interface_path,
    machine_path,
    path_of,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess, in_process


def call(azure: InProcess, method: str, *path: str, body: Json | None = None) -> Reply:
    """Call Microsoft.Network in the group."""
    return azure.call(method, path_of(azure, "Network", *path), body, api_version=NETWORK_VERSION)


def found(azure: InProcess, *path: str) -> Json:
    """The properties of a resource."""
    body = call(azure, "GET", *path).body
    assert isinstance(body, dict)
    properties: Json = body["properties"]
    return properties


def interface(azure: InProcess, **configuration: Any) -> Json:
    """An interface in the subnet `machines`."""
    subnet = path_of(azure, "Network", "virtualNetworks", "net", "subnets", "machines")
    properties = {"subnet": {"id": subnet}, **configuration}
    listed = [{"name": "main", "properties": properties}]
    return {"location": LOCATION, "properties": {"ipConfigurations": listed}}


def static(azure: InProcess, address: str) -> Json:
    """An interface with an address of its own choice."""
    return interface(azure, privateIPAllocationMethod="Static", privateIPAddress=address)


def address_of(azure: InProcess, name: str) -> str:
    """The private address of an interface."""
    cards = found(azure, "networkInterfaces", name)["ipConfigurations"]
    address: str = cards[0]["properties"]["privateIPAddress"]
    return address


def code(reply: Reply) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert isinstance(reply.body, dict)
    return reply.status, reply.body["error"]["code"]


def test_addresses_are_given_in_order_and_given_again(azure: InProcess) -> None:
    """Azure keeps the first four; a deleted interface's address is free for the next."""
    put_network(azure, "one", "two")
    first = [address_of(azure, name) for name in ("one", "two")]

    call(azure, "DELETE", "networkInterfaces", "one")
    call(azure, "PUT", "networkInterfaces", "three", body=interface(azure))

    assert first == ["10.0.0.4", "10.0.0.5"]
    assert address_of(azure, "three") == "10.0.0.4"


def test_an_interface_keeps_its_address(azure: InProcess) -> None:
    """A PUT of what is there changes neither the address nor the resource's GUID."""
    put_network(azure, "one", "two")
    before = found(azure, "networkInterfaces", "two")
    call(azure, "DELETE", "networkInterfaces", "one")

    call(azure, "PUT", "networkInterfaces", "two", body=interface(azure))

    assert address_of(azure, "two") == "10.0.0.5"
    assert found(azure, "networkInterfaces", "two")["resourceGuid"] == before["resourceGuid"]


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("10.0.0.4", "PrivateIPAddressIsAllocated"),
        ("10.0.0.1", "PrivateIPAddressInReservedRange"),
        ("10.0.0.255", "PrivateIPAddressInReservedRange"),
        ("10.0.1.4", "PrivateIPAddressNotInSubnet"),
    ],
)
def test_a_static_address_has_to_be_free_and_inside(
    azure: InProcess, address: str, refused: str
) -> None:
    """Taken, reserved and foreign addresses are told apart."""
    put_network(azure, "one")

    reply = call(azure, "PUT", "networkInterfaces", "two", body=static(azure, address))

    assert code(reply) == (400, refused)


def test_a_full_subnet_is_full(azure: InProcess) -> None:
    """A /29 has three addresses for its users."""
    put_network(azure)
    net = ("virtualNetworks", "net", "subnets", "machines")
    call(azure, "PUT", *net, body={"properties": {"addressPrefix": "10.0.0.0/29"}})

    replies = [
        call(azure, "PUT", "networkInterfaces", f"card{number}", body=interface(azure))
        for number in range(4)
    ]

    assert [reply.status for reply in replies] == [201, 201, 201, 400]
    assert code(replies[3]) == (400, "SubnetIsFull")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["put", "delete"]), max_size=12), st.data())
def test_no_address_is_given_twice(steps: list[str], data: st.DataObject) -> None:
    """Whatever comes and goes, addresses are different, inside, and not Azure's own."""
    azure = in_process()
    put_network(azure)
    for step in steps:
        name = data.draw(st.sampled_from(["a", "b", "c", "d"]))
        if step == "put":
            call(azure, "PUT", "networkInterfaces", name, body=interface(azure))
        else:
            call(azure, "DELETE", "networkInterfaces", name)

    listed = call(azure, "GET", "networkInterfaces").body
    azure.azure.store.close()

    assert isinstance(listed, dict)
    held = [
        ip_address(card["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"])
        for card in listed["value"]
    ]
    usable = list(ip_network("10.0.0.0/24"))[4:-1]
    assert len(set(held)) == len(held)
    assert set(held) <= set(usable)


def test_a_machines_interface_shows_it_and_stays(azure: InProcess) -> None:
    """VirtualMachine and a MAC address appear; a DELETE is refused with the machine's id."""
    put_network(azure, "web")
    put_machine(azure)

    properties = found(azure, "networkInterfaces", "web")
    reply = call(azure, "DELETE", "networkInterfaces", "web")

    assert properties["virtualMachine"] == {"id": machine_path(azure, "web")}
    assert properties["macAddress"].startswith("00-0D-3A-")
    assert isinstance(reply.body, dict)
    assert reply.body["error"] == {
        "code": "NicInUse",
        "message": f"Network Interface {interface_path(azure, 'web')} is used by existing resource"
        f" {machine_path(azure, 'web')}. In order to delete the network interface, it must be"
        " dissociated from the resource. To learn more, see aka.ms/deletenic.",
    }


def test_a_public_address_serves_one_and_stays(azure: InProcess) -> None:
    """It shows its user, refuses a second one, and is deleted after the first is gone."""
    put_network(azure)
    body = {"location": LOCATION, "properties": {"publicIPAllocationMethod": "Static"}}
    call(azure, "PUT", "publicIPAddresses", "door", body=body)
    door = path_of(azure, "Network", "publicIPAddresses", "door")
    public = interface(azure, publicIPAddress={"id": door})
    call(azure, "PUT", "networkInterfaces", "one", body=public)
    source = f"{interface_path(azure, 'one')}/ipConfigurations/main"

    shown = found(azure, "publicIPAddresses", "door")
    second = call(azure, "PUT", "networkInterfaces", "two", body=public)
    kept = call(azure, "DELETE", "publicIPAddresses", "door")
    call(azure, "PUT", "networkInterfaces", "one", body=interface(azure))
    gone = call(azure, "DELETE", "publicIPAddresses", "door")

    assert shown["ipConfiguration"] == {"id": source}
    assert ip_address(shown["ipAddress"]) in ip_network("198.18.0.0/15")
    assert code(second) == (400, "PublicIPAddressInUse")
    assert isinstance(kept.body, dict)
    assert kept.body["error"] == {
        "code": "PublicIPAddressCannotBeDeleted",
        "message": f"Public IP address {door} can not be deleted since it is still allocated to"
        f" resource {source}. In order to delete the public IP, disassociate/detach the Public IP"
        " address from the resource.  To learn how to do this, see aka.ms/deletepublicip.",
    }
    assert gone.status == 202


def test_a_nat_gateway_has_an_address_and_serves_subnets(azure: InProcess) -> None:
    """Address and subnet show it; it is deleted after the subnet let it go."""
    put_network(azure)
    address = {"location": LOCATION, "sku": {"name": "Standard"}, "properties": {}}
    call(azure, "PUT", "publicIPAddresses", "out", body=address)
    out = path_of(azure, "Network", "publicIPAddresses", "out")
    nat = path_of(azure, "Network", "natGateways", "nat")
    body = {"location": LOCATION, "properties": {"publicIpAddresses": [{"id": out}]}}
    call(azure, "PUT", "natGateways", "nat", body=body)
    net = ("virtualNetworks", "net", "subnets", "machines")
    prefix = {"addressPrefix": "10.0.0.0/24"}
    call(azure, "PUT", *net, body={"properties": {**prefix, "natGateway": {"id": nat}}})

    shown = found(azure, "natGateways", "nat")
    kept = call(azure, "DELETE", "natGateways", "nat")
    call(azure, "PUT", *net, body={"properties": prefix})
    gone = call(azure, "DELETE", "natGateways", "nat")

    subnet = path_of(azure, "Network", *net)
    assert shown["subnets"] == [{"id": subnet}]
    assert isinstance(kept.body, dict)
    assert kept.body["error"] == {
        "code": "CannotDeleteNatGatewayAssociatedToSubnet",
        "message": f"NAT Gateway {nat} is still configured on 1 subnets. Remove NAT Gateway from"
        " all referenced subnets and then delete NAT Gateway.",
    }
    assert gone.status == 202


def test_what_is_not_there_is_deleted_with_204(azure: InProcess) -> None:
    """A second DELETE has nothing to do."""
    put_network(azure, "one")

    replies = [call(azure, "DELETE", "networkInterfaces", "one").status for _ in range(2)]

    assert replies == [202, 204]
