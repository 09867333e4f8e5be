"""No machine of any shape crashes a rule, and none of it depends on case or order of keys."""

import copy
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from azure_hotpatch_facts import images
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.judging import Finding
from azure_hotpatch_policies.pack import everything
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.rule import Undecided
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.rules import hp007_maintenance as hp007
from azure_hotpatch_policies.rules import hp008_registrations as hp008
from azure_hotpatch_policies.rules import hp015_egress as hp015
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import REDACTED, SECRET_SIGNATURE, SIGNATURE, plain
from tests.policies.policy_case import HAPPY, UNKNOWN_TEXT, happy

SETTINGS = Settings(dt.date(2026, 11, 23), production_stacks=("dev",), judges_linux=True)
SOURCES = sorted(file.stem for file in HAPPY.glob("*.json"))
PREVIEW = {
    "offer": "microsoftserveroperatingsystems-previews",
    "sku": "windows-server-2019-azure-edition-preview",
}
TYPES = [
    *(happy(source)["type"] for source in SOURCES),
    "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment",
    *(*hp007.TARGETS, *hp007.DYNAMIC, *hp007.CONFIGURATIONS, *hp008.REGISTRATIONS),
    *(*hp015.SUBNETS, *hp015.INTERFACES, *hp015.ASSOCIATIONS),
]

words = st.sampled_from(
    ["AutomaticByPlatform", "Windows", "Linux", "true", "", " ", "[x]", "[[x]", "Mix", "Flexible"]
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9) | st.just(10**400),
    st.floats(allow_nan=True),
    st.text(max_size=4),
    words,
    st.just(UNKNOWN_TEXT),
    st.just(REDACTED),
    st.just({SIGNATURE: SECRET_SIGNATURE, "ciphertext": "x"}),
    st.just({SIGNATURE: SECRET_SIGNATURE, "plaintext": '"x"'}),
    st.just({SIGNATURE: 7}),
)
keys = st.one_of(st.text(max_size=3), st.sampled_from(["copy", "resources", "type", "name", "id"]))
values = st.recursive(
    leaves,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=8,
)


def judged(type_: str, properties: Any) -> list[Finding]:
    """What all rules say about one resource."""
    resource = Resource(f"urn:pulumi:dev::hotpatch::{type_}::web", type_, "web", properties)
    return list(everything(RULES, Stack((resource,)), SETTINGS))


def places(raw: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document."""
    below: list[tuple[Any, ...]] = []
    if isinstance(raw, dict):
        below = [place for key in raw for place in places(raw[key], (*here, key))]
    elif isinstance(raw, list):
        below = [place for index, one in enumerate(raw) for place in places(one, (*here, index))]
    return [here, *below] if here else below


@st.composite
def machines(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A machine of any source with a few of its values replaced by anything."""
    chosen = happy(draw(st.sampled_from(SOURCES)))
    inputs = copy.deepcopy(chosen["inputs"])
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(inputs)))
        holder = inputs
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = copy.deepcopy(draw(values))
    return chosen["type"], inputs


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(machine=machines())
def test_a_machine_of_any_shape_gets_an_answer(machine: tuple[str, dict[str, Any]]) -> None:
    """Pass, violation or undecided; the message is one line and the place is never empty."""
    type_, inputs = machine

    for finding in judged(type_, plain(inputs)):
        assert isinstance(finding.answer, Violation | Undecided)
        assert finding.answer.path
        assert "canary" not in finding.message


@settings(max_examples=80, deadline=None)
@given(machine=machines())
def test_the_engines_proxies_give_the_same_answers(machine: tuple[str, dict[str, Any]]) -> None:
    """Where touching an unknown value raises, it is found out and not tripped over."""
    type_, inputs = machine
    proxied = plain(unknown_checking_proxy(inputs), UnknownValueError)

    messages = [one.message for one in judged(type_, proxied)]

    assert messages == [one.message for one in judged(type_, plain(inputs))]


@settings(max_examples=100, deadline=None)
@given(
    type_=st.one_of(st.sampled_from(TYPES), st.text(max_size=30)),
    inputs=st.dictionaries(keys, values, max_size=4),
)
def test_inputs_of_any_shape_get_an_answer(type_: str, inputs: dict[str, Any]) -> None:
    """Also where nothing of a machine is left, and whatever the type is called."""
    for finding in judged(type_, plain(inputs)):
        assert finding.message


@settings(max_examples=100, deadline=None)
@given(
    types=st.lists(st.sampled_from(TYPES), min_size=1, max_size=4),
    inputs=st.dictionaries(keys, values, max_size=3),
    links=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6),
)
def test_a_stack_of_any_shape_gets_an_answer(
    types: list[str], inputs: dict[str, Any], links: list[tuple[int, int]]
) -> None:
    """Resources that wait for each other in a circle, or for none that is there, included."""
    preview = {"imageReference": {"publisher": images.PUBLISHER, **PREVIEW}}
    machine = {"storageProfile": preview, "osProfile": {"windowsConfiguration": inputs}}
    resources = [
        Resource(
            urn=str(index),
            type=type_,
            name=type_,
            properties=plain(inputs if index else machine),
            parent=next((str(to) for of, to in links if of == index), ""),
            dependencies=tuple(str(to) for of, to in links if of == index),
        )
        for index, type_ in enumerate(["azure-native:compute:VirtualMachine", *types])
    ]

    for finding in everything(RULES, Stack(tuple(resources)), SETTINGS):
        assert finding.message


def shuffled(raw: Any, chance: random.Random) -> Any:
    """A document with the keys of each object in another order, and texts in another case."""
    if isinstance(raw, dict):
        names = list(raw)
        chance.shuffle(names)
        return {name: shuffled(raw[name], chance) for name in names}
    if isinstance(raw, list):
        return [shuffled(one, chance) for one in raw]
    return raw.swapcase() if isinstance(raw, str) else raw


@pytest.mark.parametrize("source", SOURCES)
@given(seed=st.integers())
@settings(max_examples=8, deadline=None)
def test_answers_depend_neither_on_case_nor_on_the_order_of_keys(source: str, seed: int) -> None:
    """Azure compares texts without case, and an object has no order."""
    base = happy(source)
    other = shuffled(base["inputs"], random.Random(seed))  # noqa: S311 (no secret is made of it)

    before = [(one.rule.id, one.answer.path) for one in judged(base["type"], plain(base["inputs"]))]

    assert [(one.rule.id, one.answer.path) for one in judged(base["type"], plain(other))] == before
