"""No file breaks `azure-hotpatch check --state`: each is judged, or refused in words."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from azure_hotpatch_operations.check.exported import StateError, read_state
from azure_hotpatch_operations.check.report import report_of_state
from azure_hotpatch_operations.reports.formats import WRITERS
from azure_hotpatch_policies.settings import Settings
from tests.operations.check.states import TYPE, machine

SETTINGS = Settings(dt.date(2026, 11, 25))
SIZE = "hardwareProfile.vmSize"
SCALARS = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.just(10**400)
    | some.floats()
    | some.text(max_size=8)
)
JSON = some.recursive(
    SCALARS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=12,
)
KEYS = (
    "urn",
    "type",
    "inputs",
    "outputs",
    "parent",
    "provider",
    "dependencies",
    "propertyDependencies",
    "sourcePosition",
    "stackTrace",
    "delete",
)
URNS = some.sampled_from(
    [
        f"urn:pulumi:dev::web::{TYPE}::web",
        "urn:pulumi:dev::web::pulumi:providers:azure-native::default",
        "urn:pulumi:dev::web::::",
        "urn:pulumi:",
        "",
    ]
)
RESOURCES = some.dictionaries(some.sampled_from(KEYS), JSON | URNS | some.lists(URNS), max_size=6)


def judged(document: Any) -> None:
    """Judge a document and write every report of it, unless it is refused in words."""
    try:
        state = read_state(json.dumps(document), "state.json")
    except StateError as error:
        assert str(error).startswith("state.json: ")  # noqa: PT017 (either is right)
        return
    report = report_of_state(state, SETTINGS, "out of state.json")
    for write in WRITERS.values():
        assert write(report)


@given(JSON | some.fixed_dictionaries({"version": JSON, "deployment": JSON}))
def test_any_json_is_judged_or_refused(document: Any) -> None:
    """Also what has a version and a deployment of some kind."""
    judged(document)


@given(some.lists(RESOURCES, max_size=4), some.dictionaries(some.sampled_from(KEYS), JSON))
def test_any_resources_are_judged_or_refused(resources: list[Any], changes: Any) -> None:
    """Also a machine of which a part is something else."""
    odd = {**machine("web"), **changes}
    judged({"version": 3, "deployment": {"resources": [*resources, odd]}})


@pytest.mark.parametrize("depth", [200, 700, 5000, 200_000])
def test_values_nested_deeply_are_judged_or_refused(depth: int) -> None:
    """Without a traceback, however deep."""
    urn = f"urn:pulumi:dev::web::{TYPE}::web"
    inputs = '{"a":' * depth + "1" + "}" * depth
    text = f'{{"urn": "{urn}", "type": "{TYPE}", "inputs": {inputs}}}'
    document = f'{{"version": 3, "deployment": {{"resources": [{text}]}}}}'

    try:
        state = read_state(document, "state.json")
    except StateError as error:
        assert str(error).startswith("state.json: found ")  # noqa: PT017 (either is right)
    else:
        assert report_of_state(state, SETTINGS, "out of state.json").machines == 0


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (10**400, "found a number; allowed"),
        (1e300, "found 1000000"),
        (12345678, "found 12345678; allowed"),
        (7.0, "found 7; allowed"),
        (0.5, "found 0.5; allowed"),
        (float("inf"), "found inf; allowed"),
    ],
)
def test_a_number_of_any_size_is_shown(number: float, shown: str) -> None:
    """JSON has no largest number."""
    document = {"version": 3, "deployment": {"resources": [machine("web", {SIZE: number})]}}

    report = report_of_state(
        read_state(json.dumps(document), "state.json"), SETTINGS, "out of state.json"
    )

    (message,) = [one.message for one in report.findings if one.rule.id == "HP017"]
    assert message.startswith(f"{SIZE}: {shown}")
