"""ARM ids out of what Pulumi recorded of a resource."""

import re
from pathlib import Path

import pytest

from azure_hotpatch_operations.arm_ids import ARM_TYPES, UnknownIdError, arm_id
from local_azure.azure_native.types import RESOURCE_TYPES

COMPONENTS = Path(__file__).parents[2] / "components/azure_hotpatch"
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("token", sorted(ARM_TYPES))
def test_the_local_azure_has_the_type_at_the_same_place(token: str) -> None:
    """Two tables, written apart, agree on path and version."""
    own, other = ARM_TYPES[token], RESOURCE_TYPES[token]

    assert (own.path, own.api_version) == (other.path, other.api_version)


def test_every_type_that_a_component_makes_is_known() -> None:
    """Read from the components' own text: `network.NatGateway(` and the like."""
    text = "".join(file.read_text() for file in COMPONENTS.glob("*.py"))
    made = re.findall(r"\b(compute|network|resources)\.([A-Z]\w+)\(", text)

    assert len(made) > 5
    assert {f"azure-native:{module}:{name}" for module, name in made} <= ARM_TYPES.keys()


def test_an_id_is_made_of_the_inputs_with_or_without_a_versioned_type() -> None:
    """Names that a URL cannot hold are escaped; parentheses, which groups may have, are not."""
    inputs = {"resourceGroupName": "web (eu)", "vmName": "web-1", "location": "westeurope"}
    wanted = (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/web%20(eu)"
        "/providers/Microsoft.Compute/virtualMachines/web-1"
    )

    for token in ("azure-native:compute:VirtualMachine", "azure-native:compute/v1:VirtualMachine"):
        assert arm_id(token, inputs, SUBSCRIPTION) == wanted


@pytest.mark.parametrize(
    ("token", "inputs", "message"),
    [
        ("azure-native:sql:Server", {}, "azure-native:sql:Server is no type that this command"),
        (
            "azure-native:compute:Disk",
            {"resourceGroupName": {"ciphertext": "v1:…"}, "diskName": ""},
            "its recorded inputs hold no plain text as resourceGroupName, diskName",
        ),
    ],
)
def test_nothing_is_guessed(token: str, inputs: dict[str, object], message: str) -> None:
    """A type out of the table and a name that is absent, empty or secret have no id."""
    with pytest.raises(UnknownIdError, match=message):
        arm_id(token, inputs, SUBSCRIPTION)
