"""The table of types, against the SDK that programs are written with."""

import importlib
import inspect

import pytest

from local_azure.azure_native.errors import UnknownTypeError
from local_azure.azure_native.shapes import SHAPES
from local_azure.azure_native.types import (
    RESOURCE_TYPES,
    ResourceType,
    getter_type,
    resource_type,
)

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
KINDS = [pytest.param(kind, id=name) for name, kind in RESOURCE_TYPES.items()]


def sdk_class(kind: ResourceType) -> type:
    """The class of pulumi_azure_native for a type."""
    _, module, name = kind.pulumi_type.split(":")
    found: type = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name)
    return found


def sdk_inputs(kind: ResourceType) -> type:
    """Its class of inputs: `…InitArgs` where `…Args` is already the name of a nested type."""
    resource = sdk_class(kind)
    module = importlib.import_module(resource.__module__)
    found: type = getattr(module, f"{resource.__name__}InitArgs", None) or getattr(
        module, f"{resource.__name__}Args"
    )
    return found


def properties_of(cls: type) -> set[str]:
    """The names on the wire of an SDK class's properties."""
    getters = [member.fget for member in vars(cls).values() if isinstance(member, property)]
    return {str(getattr(getter, "_pulumi_name", getter.__name__)) for getter in getters if getter}


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_are_the_sdks(kind: ResourceType) -> None:
    """A type takes exactly the inputs that pulumi_azure_native gives it."""
    assert kind.body_inputs | set(kind.parameters) == properties_of(sdk_inputs(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_outputs_are_the_sdks(kind: ResourceType) -> None:
    """A type has exactly the outputs that pulumi_azure_native reads."""
    ours = (kind.body_inputs | kind.body_outputs | {"azureApiVersion"}) - {"id"}

    assert ours == properties_of(sdk_class(kind)) - {"id"}


@pytest.mark.parametrize("kind", KINDS)
def test_api_versions_are_the_sdks(kind: ResourceType) -> None:
    """A type is asked for at the api-version that azure-native uses."""
    source = inspect.getsource(sdk_class(kind))

    assert f"Uses Azure REST API version {kind.api_version}." in source


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_read_back_without_case(kind: ResourceType) -> None:
    """An ARM id gives back the inputs that made it, in any case."""
    inputs = {name: f"{name} (x)" for name in kind.parameters}
    arm_id = kind.arm_id(SUBSCRIPTION, inputs)

    assert kind.parameters_of(arm_id) == inputs
    assert kind.parameters_of(arm_id.upper()) == {
        name: value.upper() for name, value in inputs.items()
    }


def test_an_id_of_another_type_is_recognised() -> None:
    """A subnet's id is no virtual network's."""
    subnet = RESOURCE_TYPES["azure-native:network:Subnet"]
    network = RESOURCE_TYPES["azure-native:network:VirtualNetwork"]
    arm_id = subnet.arm_id(SUBSCRIPTION, dict.fromkeys(subnet.parameters, "x"))

    assert network.parameters_of(arm_id) is None


def test_parts_name_shapes() -> None:
    """Every nested part of a shape is in the table."""
    parts = {part for shape in SHAPES.values() for part in shape.parts.values()}

    assert parts <= SHAPES.keys()


def test_an_unknown_type_is_refused_by_name() -> None:
    """A type that only the real plugin has is named, with the place that lists the others."""
    urn = "urn:pulumi:dev::hotpatch::azure-native:storage:StorageAccount::data"

    with pytest.raises(UnknownTypeError) as refusal:
        resource_type(urn)

    assert str(refusal.value) == (
        "azure-native:storage:StorageAccount is not in the local Azure: this is the stand-in for"
        " azure-native, and docs/emulator.md lists the types it has. Use the real plugin and a"
        " real Azure for the others."
    )


@pytest.mark.parametrize("token", ["azure-native:storage:getStorageAccount", "azure-native:x"])
def test_an_unknown_function_is_refused_by_name(token: str) -> None:
    """So is a function."""
    with pytest.raises(UnknownTypeError, match=token):
        getter_type(token)


def test_a_component_child_has_its_own_type() -> None:
    """The type of a component's child is the last one of its URN."""
    urn = (
        "urn:pulumi:dev::p::azure-hotpatch:index:HotpatchVm$azure-native:network:NetworkInterface"
        "::web-nic"
    )

    assert resource_type(urn).pulumi_type == "azure-native:network:NetworkInterface"
