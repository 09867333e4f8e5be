"""Pulumi's wire values and Python's."""

from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.values import (
    UNKNOWN,
    Secret,
    from_wire,
    has_unknown,
    plain,
    seal,
    to_wire,
)

_LEAVES = (
    st.booleans()
    | st.integers(-(2**50), 2**50)
    | st.text(max_size=8)
    | st.just(UNKNOWN)
    | st.text(max_size=4).map(Secret)
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _VALUES, max_size=4))
def test_values_survive_the_wire(properties: dict[str, Any]) -> None:
    """What is written to the engine is read back, secrets and unknowns too."""
    assert from_wire(to_wire(properties)) == properties


def test_nulls_are_no_properties() -> None:
    """A null property is one that nobody set."""
    struct = struct_pb2.Struct()
    struct.update({"a": None, "b": {"c": None, "d": 1.0}})

    assert from_wire(struct) == {"b": {"d": 1}}


def test_assets_are_refused() -> None:
    """ARM has no place for an asset."""
    struct = struct_pb2.Struct()
    struct.update(
        {"file": {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17"}}
    )

    with pytest.raises(StandInError, match="assets, archives and resource references"):
        from_wire(struct)


def test_a_secret_does_not_show_itself() -> None:
    """A secret in a message or a log prints no value."""
    assert "canary" not in repr(Secret("canary"))


@pytest.mark.parametrize(
    ("outputs", "inputs", "sealed"),
    [
        ({"a": "1", "b": "2"}, {"a": Secret("1")}, {"a": Secret("1"), "b": "2"}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": Secret(1)}}, {"a": {"b": Secret(1), "c": 2}}),
        ({"a": {"c": 2}}, {"a": {"b": Secret("x")}}, {"a": {"b": Secret("x"), "c": 2}}),
        ({"a": [{"b": 1}]}, {"a": [{"b": Secret(1)}]}, {"a": [{"b": Secret(1)}]}),
        ({}, {"a": "seen", "b": {"c": Secret("x"), "d": 1}}, {"b": {"c": Secret("x")}}),
    ],
    ids=["value", "nested", "not given back", "in a list", "kept alone"],
)
def test_what_is_secret_in_the_inputs_is_secret_in_the_outputs(
    outputs: dict[str, Any], inputs: dict[str, Any], sealed: dict[str, Any]
) -> None:
    """Outputs keep the inputs' secrets, also those that ARM never gives back."""
    assert seal(outputs, inputs) == sealed


def test_an_unknown_inside_is_found() -> None:
    """A value is unknown when any part of it is."""
    assert has_unknown({"a": [1, Secret({"b": UNKNOWN})]})
    assert not has_unknown({"a": [1, Secret("b")]})


def test_secrets_open_at_every_depth() -> None:
    """ARM gets the values themselves."""
    assert plain({"a": Secret([Secret("x"), {"b": Secret(1)}])}) == {"a": ["x", {"b": 1}]}
