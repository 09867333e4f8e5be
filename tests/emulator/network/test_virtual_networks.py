"""Virtual networks, subnets, and what stands in them."""

from typing import Any

import pytest

from local_azure.arm import Json, Reply
from local_azure.azure import Durations
from local_azure.compute.testing import (
    LOCATION,
    NETWORK_VERSION,
    interface_path,
    path_of,
    put_network,
)
from local_azure.testing import InProcess, in_process

NET = ("virtualNetworks", "net")


def call(
    azure: InProcess, method: str, *path: str, body: Json | None = None, version: str = ""
) -> Reply:
    """Call Microsoft.Network in the group."""
    return azure.call(
        method, path_of(azure, "Network", *path), body, api_version=version or NETWORK_VERSION
    )


def network(*subnets: tuple[str, str], space: str = "10.0.0.0/16", **properties: Any) -> Json:
    """A virtual network with these subnets, by name and prefix."""
    listed = [{"name": name, "properties": {"addressPrefix": prefix}} for name, prefix in subnets]
    address_space = {"addressPrefixes": [space]}
    return {
        "location": LOCATION,
        "properties": {"addressSpace": address_space, "subnets": listed, **properties},
    }


def subnet(prefix: str, **properties: Any) -> Json:
    """A subnet."""
    return {"properties": {"addressPrefix": prefix, **properties}}


def names(reply: Reply) -> list[str]:
    """The names of a network's subnets."""
    assert isinstance(reply.body, dict)
    return [entry["name"] for entry in reply.body["properties"]["subnets"]]


def error(reply: Reply) -> tuple[int, str, str]:
    """Status, code and text of a refusal."""
    assert isinstance(reply.body, dict)
    found = reply.body["error"]
    return reply.status, found["code"], found["message"]


def test_subnets_are_the_networks_and_their_own(azure: InProcess) -> None:
    """Put inline or alone, a subnet shows in both places."""
    put_network(azure)

    call(azure, "PUT", *NET, "subnets", "more", body=subnet("10.0.1.0/24"))

    listed = call(azure, "GET", *NET, "subnets").body
    assert isinstance(listed, dict)
    assert names(call(azure, "GET", *NET)) == ["machines", "more"]
    assert [entry["name"] for entry in listed["value"]] == ["machines", "more"]
    assert call(azure, "GET", *NET, "subnets", "machines").status == 200


def test_a_network_put_without_subnets_keeps_them(azure: InProcess) -> None:
    """An absent list changes nothing; an empty one removes what is not in use."""
    put_network(azure)
    bare = network()
    del bare["properties"]["subnets"]

    kept = names(call(azure, "PUT", *NET, body=bare))
    emptied = names(call(azure, "PUT", *NET, body=network()))

    assert (kept, emptied) == (["machines"], [])


@pytest.mark.parametrize(
    ("prefix", "code", "message"),
    [
        (
            "10.0.0.128/25",
            "NetcfgSubnetRangesOverlap",
            (
                "Subnet 'more' is not valid because its IP address range overlaps with that of an"
                " existing subnet in virtual network 'net'."
            ),
        ),
        (
            "10.1.0.0/24",
            "NetcfgSubnetRangeOutsideVnet",
            (
                "Subnet 'more' is not valid because its IP address range is outside the IP address"
                " range of virtual network 'net'."
            ),
        ),
    ],
)
def test_a_subnet_has_to_fit(azure: InProcess, prefix: str, code: str, message: str) -> None:
    """It lies inside the network and beside the others."""
    put_network(azure)

    reply = call(azure, "PUT", *NET, "subnets", "more", body=subnet(prefix))

    assert error(reply) == (400, code, message)
    assert names(call(azure, "GET", *NET)) == ["machines"]


@pytest.mark.parametrize(
    ("prefix", "code"),
    [("10.0.1.5/24", "InvalidCIDRNotation"), ("ten", "InvalidAddressPrefixFormat")],
)
def test_a_prefix_is_in_cidr_notation(azure: InProcess, prefix: str, code: str) -> None:
    """Host bits and other texts are refused."""
    put_network(azure)

    reply = call(azure, "PUT", *NET, "subnets", "more", body=subnet(prefix))

    assert error(reply)[:2] == (400, code)


def test_a_subnet_in_use_stays_as_it_is(azure: InProcess) -> None:
    """It is not deleted, alone or with its network, nor left out, nor moved."""
    put_network(azure, "web")
    source = f"{interface_path(azure, 'web')}/ipConfigurations/main"
    stays = (
        400,
        "InUseSubnetCannotBeDeleted",
        (
            f"Subnet machines is in use by {source} and cannot be deleted. In order to delete the"
            " subnet, delete all the resources within the subnet. See aka.ms/deletesubnet."
        ),
    )

    replies = [
        call(azure, "DELETE", *NET, "subnets", "machines"),
        call(azure, "DELETE", *NET),
        call(azure, "PUT", *NET, body=network()),
    ]
    moved = call(azure, "PUT", *NET, "subnets", "machines", body=subnet("10.0.7.0/24"))

    assert [error(reply) for reply in replies] == [stays] * 3
    assert error(moved)[:2] == (400, "InUsePrefixCannotBeDeleted")


def test_a_subnet_shows_who_uses_it(azure: InProcess) -> None:
    """Its ipConfigurations are those of the interfaces in it."""
    put_network(azure, "web", "two")

    found = call(azure, "GET", *NET, "subnets", "machines").body

    assert isinstance(found, dict)
    assert found["properties"]["ipConfigurations"] == [
        {"id": f"{interface_path(azure, name)}/ipConfigurations/main"} for name in ("web", "two")
    ]


@pytest.mark.parametrize(("version", "shown"), [("2024-05-01", "absent"), ("2025-07-01", False)])
def test_newer_versions_make_private_subnets(azure: InProcess, version: str, shown: object) -> None:
    """From 2025-07-01 on a subnet has no way out unless the request gives one."""
    put_network(azure)
    path = (*NET, "subnets", "more")

    call(azure, "PUT", *path, body=subnet("10.0.1.0/24"), version=version)

    found = call(azure, "GET", *path).body
    assert isinstance(found, dict)
    assert found["properties"].get("defaultOutboundAccess", "absent") == shown


def test_what_a_subnet_refers_to_has_to_be_there(azure: InProcess) -> None:
    """A missing security group is named together with the subnet."""
    put_network(azure)
    group = path_of(azure, "Network", "networkSecurityGroups", "none")
    mine = path_of(azure, "Network", *NET, "subnets", "more")
    body = subnet("10.0.1.0/24", networkSecurityGroup={"id": group})

    reply = call(azure, "PUT", *NET, "subnets", "more", body=body)

    assert error(reply) == (
        400,
        "InvalidResourceReference",
        (
            f"Resource {group} referenced by resource {mine} was not found. Please make sure that"
            " the referenced resource exists, and that both resources are in the same region."
        ),
    )


def test_a_child_needs_its_parent(azure: InProcess) -> None:
    """A subnet of no network answers 404."""
    put_network(azure)

    reply = call(
        azure, "PUT", "virtualNetworks", "none", "subnets", "a", body=subnet("10.0.0.0/24")
    )

    assert reply.status == 404


def test_networks_take_as_long_as_they_are_told() -> None:
    """201 Updating with Azure-AsyncOperation; DELETE 202 with Location, then 404."""
    azure = in_process(durations=Durations(network=5))
    put_network(azure)

    first = call(azure, "GET", *NET).body
    azure.wait(5)
    second = call(azure, "GET", *NET).body
    gone = call(azure, "DELETE", *NET)
    third = call(azure, "GET", *NET).body
    during = azure.follow(gone.headers["Location"]).status
    azure.wait(5)
    after = azure.follow(gone.headers["Location"]).status

    states = [
        found["properties"]["provisioningState"]
        for found in (first, second, third)
        if isinstance(found, dict)
    ]
    assert states == ["Updating", "Succeeded", "Deleting"]
    assert (gone.status, during, after) == (202, 202, 204)
    assert call(azure, "GET", *NET).status == 404


def test_a_location_never_changes(azure: InProcess) -> None:
    """409 InvalidResourceLocation names both locations; an unknown one is 400."""
    put_network(azure)

    moved = call(azure, "PUT", *NET, body={**network(), "location": "North Europe"})
    unknown = call(azure, "PUT", *NET, body={**network(), "location": "atlantis"})
    missing = call(azure, "PUT", *NET, body={"properties": {}})

    assert [error(reply)[:2] for reply in (moved, unknown, missing)] == [
        (409, "InvalidResourceLocation"),
        (400, "LocationNotAvailableForResourceType"),
        (400, "LocationRequired"),
    ]


def test_tags_change_without_the_rest(azure: InProcess) -> None:
    """PATCH has tags only, and answers 200 at once."""
    put_network(azure)

    reply = call(azure, "PATCH", *NET, body={"tags": {"ring": "1"}})

    assert isinstance(reply.body, dict)
    assert (reply.status, reply.body["tags"], names(reply)) == (200, {"ring": "1"}, ["machines"])


@pytest.mark.parametrize("body", [None, {"location": LOCATION, "properties": "none"}])
def test_a_put_has_a_body_of_objects(azure: InProcess, body: Json | None) -> None:
    """An empty body and properties of another type are refused."""
    put_network(azure)

    assert error(call(azure, "PUT", *NET, body=body))[:2] == (400, "InvalidRequestContent")
