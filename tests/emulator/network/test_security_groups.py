"""Network security groups and their rules."""

from typing import Any

import pytest

from local_azure.arm import Json, Reply
from local_azure.compute.testing import LOCATION, NETWORK_VERSION, path_of, put_network
from local_azure.testing import InProcess

GROUP = ("networkSecurityGroups", "closed")


@pytest.fixture
def group(azure: InProcess) -> InProcess:
    """A local Azure with a network and the security group `closed`."""
    put_network(azure)
    call(azure, "PUT", *GROUP, body={"location": LOCATION})
    return azure


def call(azure: InProcess, method: str, *path: str, body: Json | None = None) -> Reply:
    """Call Microsoft.Network in the group."""
    return azure.call(method, path_of(azure, "Network", *path), body, api_version=NETWORK_VERSION)


def rule(priority: int, **properties: Any) -> Json:
    """A rule that lets https in."""
    return {
        "properties": {
            "priority": priority,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": "Tcp",
            "sourceAddressPrefix": "*",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "443",
            **properties,
        }
    }


def properties(azure: InProcess) -> Json:
    """The group's properties."""
    body = call(azure, "GET", *GROUP).body
    assert isinstance(body, dict)
    found: Json = body["properties"]
    return found


def error(reply: Reply) -> Json:
    """The error of a refusal."""
    assert isinstance(reply.body, dict)
    found: Json = reply.body["error"]
    return found


def test_a_group_begins_with_six_rules(group: InProcess) -> None:
    """Nothing comes in from outside, and everything goes out."""
    rules = [
        (entry["properties"]["priority"], entry["name"])
        for entry in properties(group)["defaultSecurityRules"]
    ]

    assert rules == [
        (65000, "AllowVnetInBound"),
        (65001, "AllowAzureLoadBalancerInBound"),
        (65500, "DenyAllInBound"),
        (65000, "AllowVnetOutBound"),
        (65001, "AllowInternetOutBound"),
        (65500, "DenyAllOutBound"),
    ]


def test_rules_are_the_groups_and_their_own(group: InProcess) -> None:
    """A rule put alone shows in its group, and goes alone."""
    path = (*GROUP, "securityRules", "https")

    made = call(group, "PUT", *path, body=rule(100))
    shown = [entry["name"] for entry in properties(group)["securityRules"]]
    gone = call(group, "DELETE", *path)

    assert (made.status, shown, gone.status) == (201, ["https"], 202)
    assert properties(group)["securityRules"] == []


def test_two_rules_of_one_direction_have_two_priorities(group: InProcess) -> None:
    """The same priority is free in the other direction."""
    path = (*GROUP, "securityRules")
    call(group, "PUT", *path, "https", body=rule(100))

    same = call(group, "PUT", *path, "http", body=rule(100))
    other = call(group, "PUT", *path, "out", body=rule(100, direction="Outbound"))

    assert error(same) == {
        "code": "SecurityRuleConflict",
        "message": "Security rule http conflicts with rule https. Rules cannot have the same"
        " Priority and Direction. To learn more, see aka.ms/nsgrules.",
    }
    assert other.status == 201


@pytest.mark.parametrize("priority", [99, 4097])
def test_priorities_go_from_100_to_4096(group: InProcess, priority: int) -> None:
    """Numbers beyond are Azure's own."""
    reply = call(group, "PUT", *GROUP, "securityRules", "https", body=rule(priority))

    assert error(reply) == {
        "code": "SecurityRuleInvalidPriority",
        "message": f"Security rule has invalid Priority. Value provided: {priority} Allowed range"
        " 100-4096.",
    }


def test_a_group_in_use_stays(group: InProcess) -> None:
    """The subnet that uses it is named, on both sides."""
    net = ("virtualNetworks", "net", "subnets", "machines")
    mine, subnet = path_of(group, "Network", *GROUP), path_of(group, "Network", *net)
    prefix = {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": mine}}
    call(group, "PUT", *net, body={"properties": prefix})

    reply = call(group, "DELETE", *GROUP)

    assert properties(group)["subnets"] == [{"id": subnet}]
    assert error(reply) == {
        "code": "InUseNetworkSecurityGroupCannotBeDeleted",
        "message": f"Network security group {mine} cannot be deleted because it is in use by the"
        f" following resources: {subnet}. In order to delete the Network security group, remove"
        " the association with the resource(s). To learn how to do this, see aka.ms/deletensg.",
    }
