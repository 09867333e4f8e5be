"""What an update would do, before it does it."""

from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.diff import diff
from local_azure.azure_native.types import RESOURCE_TYPES
from local_azure.azure_native.values import UNKNOWN, Secret

KIND = provider_pb2.PropertyDiff

CASES: list[tuple[str, str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("the same", "resources:ResourceGroup", {"tags": {"a": "b"}}, {"tags": {"a": "b"}}, {}),
    (
        "a tag with a dot",
        "resources:ResourceGroup",
        {"tags": {"a.b": "1"}},
        {"tags": {"a.b": "2"}},
        {'tags["a.b"]': "UPDATE"},
    ),
    (
        "the group's place",
        "resources:ResourceGroup",
        {"location": "westus2"},
        {"location": "eastus"},
        {"location": "UPDATE_REPLACE"},
    ),
    (
        "the place in other words",
        "resources:ResourceGroup",
        {"location": "westus2"},
        {"location": "West US 2"},
        {},
    ),
    (
        "the name",
        "network:NatGateway",
        {"natGatewayName": "a"},
        {"natGatewayName": "b"},
        {"natGatewayName": "UPDATE_REPLACE"},
    ),
    (
        "the parent",
        "network:Subnet",
        {"virtualNetworkName": "a"},
        {"virtualNetworkName": UNKNOWN},
        {"virtualNetworkName": "UPDATE_REPLACE"},
    ),
    (
        "an address's sku",
        "network:PublicIPAddress",
        {"sku": {"name": "Basic"}},
        {"sku": {"name": "Standard"}},
        {"sku.name": "UPDATE_REPLACE"},
    ),
    (
        "the image of a machine, which azure-native takes for an update",
        "compute:VirtualMachine",
        {"storageProfile": {"imageReference": {"sku": "a", "version": "1"}}},
        {"storageProfile": {"imageReference": {"sku": "b"}}},
        {
            "storageProfile.imageReference.sku": "UPDATE",
            "storageProfile.imageReference.version": "DELETE",
        },
    ),
    (
        "a new subnet",
        "network:VirtualNetwork",
        {"subnets": [{"name": "a"}]},
        {"subnets": [{"name": "a"}, {"name": "b"}]},
        {"subnets[1]": "ADD"},
    ),
    (
        "a secret that stays",
        "compute:VirtualMachine",
        {"osProfile": {"adminPassword": "x"}},
        {"osProfile": {"adminPassword": Secret("x")}},
        {},
    ),
    (
        "our own notes",
        "resources:ResourceGroup",
        {"__createBeforeDelete": True},
        {},
        {},
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "paths"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_changes_are_named_by_path(
    name: str, old: dict[str, Any], new: dict[str, Any], paths: dict[str, str]
) -> None:
    """Each path that differs has its kind; only names, parents and what must, replace."""
    found = diff(RESOURCE_TYPES[f"azure-native:{name}"], old, new, {})

    assert {path: KIND.Kind.Name(one.kind) for path, one in found.detailedDiff.items()} == paths
    assert list(found.replaces) == [path for path, kind in paths.items() if "REPLACE" in kind]


def test_a_location_that_azure_chose_may_be_written_down() -> None:
    """A replacing input that appears with the value that is already there replaces nothing."""
    kind = RESOURCE_TYPES["azure-native:network:VirtualNetwork"]

    found = diff(kind, {}, {"location": "westus2"}, {"location": "westus2"})

    assert found.detailedDiff["location"].kind == KIND.ADD


@pytest.mark.parametrize(("automatic", "deletes_first"), [(True, False), (False, True)])
def test_a_chosen_name_deletes_first(automatic: bool, deletes_first: bool) -> None:  # noqa: FBT001
    """A replacement under a chosen name needs the name free; an automatic name is another one."""
    kind = RESOURCE_TYPES["azure-native:resources:ResourceGroup"]
    old = {"location": "westus2", "__createBeforeDelete": automatic}

    found = diff(kind, old, {"location": "eastus"}, {})

    assert found.deleteBeforeReplace is deletes_first
