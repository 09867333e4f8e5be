"""What a refresh takes into the inputs: what changed in Azure, and nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.azure_native.operations import carry
from local_azure.azure_native.values import Secret

_JSON = st.recursive(
    st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=1), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(inputs=_JSON, same=_JSON)
def test_nothing_changed_changes_nothing(inputs: Any, same: Any) -> None:
    """While Azure answers what it answered, inputs stay, whatever Azure filled in."""
    assert carry(inputs, same, same) == inputs


@given(old=_JSON, new=_JSON)
def test_inputs_that_azure_echoes_follow_it(old: Any, new: Any) -> None:
    """Inputs that are all of what Azure answered become all of what it answers now."""
    assert carry(old, old, new) == new


@pytest.mark.parametrize(
    ("inputs", "old", "new", "carried"),
    [
        ({"a": 1}, {"a": 1, "filled": 1}, {"a": 2, "filled": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 1}, {"b": 1}, {}),
        ({"a": 1}, {"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}),
        (
            {"a": {"b": 1}},
            {"a": {"b": 1, "c": 1}},
            {"a": {"b": 1, "c": 2}},
            {"a": {"b": 1, "c": 2}},
        ),
        (
            {"a": [{"b": 1}]},
            {"a": [{"b": 1, "c": 1}]},
            {"a": [{"b": 2, "c": 1}]},
            {"a": [{"b": 2}]},
        ),
        ({"a": Secret(1)}, {"a": 1}, {"a": 2}, {"a": Secret(2)}),
        (
            {"place": "West US 2"},
            {"place": "westus2"},
            {"place": "westus2"},
            {"place": "West US 2"},
        ),
    ],
    ids=["changed", "removed", "added", "nested", "in a list", "secret", "spelled otherwise"],
)
def test_a_change_is_carried(inputs: Any, old: Any, new: Any, carried: Any) -> None:
    """Each change between two answers is made to the inputs, as deep as it lies."""
    assert carry(inputs, old, new) == carried
