"""Pulumi's flat properties and ARM's nested bodies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.azure_native.bodies import (
    imported_inputs,
    inputs_within,
    outputs_of,
    preview_outputs,
    request_body,
)
from local_azure.azure_native.types import RESOURCE_TYPES
from local_azure.azure_native.values import UNKNOWN

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg"
NIC = f"{GROUP}/providers/Microsoft.Network/networkInterfaces/web"
NETWORK = RESOURCE_TYPES["azure-native:network:VirtualNetwork"]
MACHINE = RESOURCE_TYPES["azure-native:compute:VirtualMachine"]
EXTENSION = RESOURCE_TYPES["azure-native:compute:VirtualMachineExtension"]

BODIES = [
    (
        "resources:ResourceGroup",
        {"resourceGroupName": "rg", "location": "westus2", "tags": {"a": "b"}},
        {"location": "westus2", "tags": {"a": "b"}},
    ),
    (
        "network:VirtualNetwork",
        {
            "resourceGroupName": "rg",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
                {"name": "a", "addressPrefix": "10.0.0.0/24", "natGateway": {"id": "nat"}},
            ],
        },
        {
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "a",
                        "properties": {"addressPrefix": "10.0.0.0/24", "natGateway": {"id": "nat"}},
                    }
                ],
            }
        },
    ),
    (
        "network:NetworkInterface",
        {
            "ipConfigurations": [
                {
                    "name": "a",
                    "primary": True,
                    "subnet": {"id": "s"},
                    "publicIPAddress": {
                        "id": "p",
                        "sku": {"name": "Standard"},
                        "deleteOption": "x",
                    },
                }
            ]
        },
        {
            "properties": {
                "ipConfigurations": [
                    {
                        "name": "a",
                        "properties": {
                            "primary": True,
                            "subnet": {"id": "s"},
                            "publicIPAddress": {
                                "id": "p",
                                "sku": {"name": "Standard"},
                                "properties": {"deleteOption": "x"},
                            },
                        },
                    }
                ]
            }
        },
    ),
    (
        "compute:VirtualMachine",
        {
            "location": "westus2",
            "zones": ["1"],
            "plan": {"name": "n"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": ["i"]},
            "networkProfile": {"networkInterfaces": [{"id": NIC, "primary": True}]},
            "osProfile": {"computerName": "web"},
        },
        {
            "location": "westus2",
            "zones": ["1"],
            "plan": {"name": "n"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {"i": {}}},
            "properties": {
                "networkProfile": {
                    "networkInterfaces": [{"id": NIC, "properties": {"primary": True}}]
                },
                "osProfile": {"computerName": "web"},
            },
        },
    ),
    (
        "compute:VirtualMachineExtension",
        {"publisher": "p", "type": "t", "location": "westus2"},
        {"location": "westus2", "properties": {"publisher": "p", "type": "t"}},
    ),
]


@pytest.mark.parametrize(("name", "inputs", "body"), BODIES, ids=[name for name, *_ in BODIES])
def test_inputs_become_the_body(name: str, inputs: dict[str, Any], body: dict[str, Any]) -> None:
    """Flat inputs nest where ARM nests them; what is part of the id is left out."""
    assert request_body(RESOURCE_TYPES[f"azure-native:{name}"], inputs) == body


_NAMES = st.text("abc", min_size=1, max_size=3)
_RULES = st.fixed_dictionaries({"name": _NAMES, "priority": st.integers(100, 4096)})
_SUBNETS = st.fixed_dictionaries(
    {"name": _NAMES, "addressPrefix": _NAMES},
    optional={
        "networkSecurityGroup": st.fixed_dictionaries(
            {"id": _NAMES}, optional={"securityRules": st.lists(_RULES, max_size=2)}
        ),
        "delegations": st.lists(
            st.fixed_dictionaries({"name": _NAMES, "serviceName": _NAMES}), max_size=2
        ),
    },
)


@given(st.lists(_SUBNETS, max_size=3))
def test_a_body_reads_back_as_the_inputs(subnets: list[dict[str, Any]]) -> None:
    """What was nested for ARM is flat again in the outputs."""
    inputs = {"location": "westus2", "subnets": subnets}

    outputs = outputs_of(NETWORK, request_body(NETWORK, inputs))

    assert outputs == {**inputs, "azureApiVersion": "2024-05-01"}


def test_an_extension_keeps_its_own_type() -> None:
    """`type` is the extension's, not ARM's type of the resource."""
    body = {
        "id": f"{GROUP}/x",
        "name": "agent",
        "type": "Microsoft.Compute/virtualMachines/extensions",
        "properties": {"type": "MonitorAgent", "provisioningState": "Succeeded"},
    }

    assert outputs_of(EXTENSION, body)["type"] == "MonitorAgent"


def test_what_only_azure_sets_is_no_input() -> None:
    """Etags, states and ids that Azure chose are not taken for the user's wishes."""
    outputs = {
        "location": "westus2",
        "provisioningState": "Succeeded",
        "subnets": [{"name": "a", "etag": "W/1", "ipConfigurations": [{"id": "x"}]}],
    }

    assert inputs_within(NETWORK, outputs) == {"location": "westus2", "subnets": [{"name": "a"}]}


def test_identities_are_a_list_of_ids() -> None:
    """ARM's object of identities is the list that programs write."""
    outputs = {"identity": {"principalId": "p", "userAssignedIdentities": {"i": {"clientId": "c"}}}}

    assert inputs_within(MACHINE, outputs) == {"identity": {"userAssignedIdentities": ["i"]}}


def test_an_import_takes_no_empty_lists() -> None:
    """Inputs of an import are what matters, and the names in the id."""
    outputs = {"id": "x", "location": "westus2", "tags": {}, "subnets": [], "etag": "W/1"}
    parameters = {"resourceGroupName": "rg", "virtualNetworkName": "net"}

    assert imported_inputs(NETWORK, parameters, outputs) == {
        "azureApiVersion": "2024-05-01",
        "location": "westus2",
        "resourceGroupName": "rg",
        "virtualNetworkName": "net",
    }


def test_a_preview_knows_the_inputs_only() -> None:
    """What Azure will choose is unknown, also inside a subnet; what the program says is known."""
    outputs = preview_outputs(NETWORK, {"location": "westus2", "subnets": [{"name": "a"}]})

    known = {name: value for name, value in outputs.items() if value is not UNKNOWN}
    subnet = known["subnets"][0]
    assert known.keys() == {"location", "subnets", "azureApiVersion"}
    assert (subnet["name"], subnet["id"]) == ("a", UNKNOWN)
    assert outputs["provisioningState"] is UNKNOWN
