"""The route tables: each path leads to one operation, in whatever case it is written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_azure import services
from local_azure.arm import ArmError, Route
from local_azure.dispatch import find

NAMES = st.text("abcxyzABCXYZ0189._-()", min_size=1, max_size=20)


@settings(deadline=None)
@given(st.sampled_from(services.ROUTES), st.data(), st.booleans())
def test_a_path_leads_to_its_own_operation(
    route: Route,
    data: st.DataObject,
    in_capitals: bool,  # noqa: FBT001 (hypothesis hands it in)
) -> None:
    """And its names come back as they were written."""
    names = {name: data.draw(NAMES) for name in re.findall(r"\{(\w+)\}", route.path)}
    shape = route.path
    if in_capitals:
        shape = re.sub(r"(\{\w+\})|[^{]+", lambda found: found[1] or found[0].upper(), shape)

    found, parameters = find(services.ROUTES, route.method, shape.format(**names))

    assert (found.operation, parameters) == (route.operation, names)


def test_a_method_beside_the_known_ones_is_named() -> None:
    """The refusal says what the path serves."""
    with pytest.raises(ArmError, match="/tenants serves GET"):
        find(services.ROUTES, "PUT", "/tenants")
