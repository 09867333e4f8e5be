"""What Pulumi is told about inputs and changes, without any Azure."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN

from azure_hotpatch.plugin.pace import Pace, PaceError, read_pace
from azure_hotpatch.plugin.resources import (
    FEATURE,
    PROVIDER,
    Difference,
    Kind,
    difference,
    identity_of,
    input_mistakes,
    must_register,
    outputs,
)
from azure_hotpatch.plugin.target import Registration, target_of_id
from azure_hotpatch_cloud.targets import Target

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
INPUTS = {"subscriptionId": SUBSCRIPTION, "namespace": "Microsoft.Compute", "feature": "F"}
PROVIDER_INPUTS = {"subscriptionId": SUBSCRIPTION, "namespace": "Microsoft.Compute"}
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
NAMESPACES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,9}\.[A-Za-z0-9]{1,9}", fullmatch=True)


@settings(deadline=None)  # A busy machine is no failure.
@given(st.uuids(), NAMESPACES, st.none() | NAMES)
def test_an_id_names_its_target_in_any_case(
    subscription_id: Any, namespace: str, feature: str | None
) -> None:
    """The id of a target leads back to it, and so does the id in another case."""
    made = Target(subscription_id=str(subscription_id), namespace=namespace, feature=feature)

    found, shouted = target_of_id(made.id), target_of_id(made.id.upper())

    assert found == made
    assert shouted is not None
    assert shouted.id.lower() == made.id.lower()
    assert set(identity_of(made)) == set((FEATURE if feature else PROVIDER).identity)


def test_a_blank_before_a_feature_is_refused() -> None:
    """The original document's URL has one, `features/ InGuestHotPatchVMPreview`; it is a slip."""
    found = input_mistakes(FEATURE, {**INPUTS, "feature": " InGuestHotPatchVMPreview"})

    assert [name for name, _ in found] == ["feature"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "F",
        "/subscriptions/mine/providers/Microsoft.Compute",
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/group",
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Features/providers/M.C/feature/F",
    ],
)
def test_another_path_is_no_id(text: str) -> None:
    """What is no registration's path names none."""
    assert target_of_id(text) is None


@pytest.mark.parametrize(
    ("kind", "inputs"), [(FEATURE, INPUTS), (PROVIDER, {**PROVIDER_INPUTS, "triggers": {"a": 1}})]
)
def test_sound_inputs_pass(kind: Kind, inputs: dict[str, Any]) -> None:
    """What is well formed has no mistakes."""
    assert list(input_mistakes(kind, inputs)) == []


@pytest.mark.parametrize("name", ["subscriptionId", "namespace", "feature", "timeoutMinutes"])
def test_what_is_not_known_yet_is_judged_later(name: str) -> None:
    """A value that a preview does not know passes, and the update judges it."""
    assert list(input_mistakes(FEATURE, {**INPUTS, name: UNKNOWN})) == []


@pytest.mark.parametrize(
    ("kind", "old", "state", "new", "wanted"),
    [
        (FEATURE, INPUTS, "Registered", INPUTS, Difference(replaces=(), updates=())),
        (FEATURE, INPUTS, "NotOffered", INPUTS, Difference(replaces=(), updates=())),
        (FEATURE, INPUTS, "Unregistered", INPUTS, Difference(replaces=(), updates=("state",))),
        (FEATURE, INPUTS, "Registering", INPUTS, Difference(replaces=(), updates=("state",))),
        (
            FEATURE,
            INPUTS,
            "Registered",
            {**INPUTS, "feature": "f", "namespace": "microsoft.compute"},
            Difference(replaces=(), updates=()),
        ),
        (
            FEATURE,
            INPUTS,
            "Registered",
            {**INPUTS, "feature": "G"},
            Difference(replaces=("feature",), updates=()),
        ),
        (
            FEATURE,
            INPUTS,
            "Registered",
            {**INPUTS, "unregisterOnDelete": False},
            Difference(replaces=(), updates=()),
        ),
        (
            FEATURE,
            INPUTS,
            "Registered",
            {**INPUTS, "unregisterOnDelete": True, "timeoutMinutes": 5},
            Difference(replaces=(), updates=("unregisterOnDelete", "timeoutMinutes")),
        ),
        (
            PROVIDER,
            {**PROVIDER_INPUTS, "triggers": {"F": {"state": "Registered"}}},
            "Registered",
            {**PROVIDER_INPUTS, "triggers": {"F": {"state": UNKNOWN}}},
            Difference(replaces=(), updates=("triggers",)),
        ),
    ],
)
def test_a_change_is_an_update_a_replacement_or_nothing(
    kind: Kind, old: dict[str, Any], state: str, new: dict[str, Any], wanted: Difference
) -> None:
    """Names replace, settings update, case is no change, and what is undone is an update."""
    found = difference(kind, old, {"state": state}, new)

    assert found == wanted


@pytest.mark.parametrize(
    ("state", "new", "wanted"),
    [
        ("Registered", {"timeoutMinutes": 5}, False),
        ("Registered", {"triggers": {"F": 2}}, True),
        ("Unregistered", {}, True),
        ("NotOffered", {}, False),
    ],
)
def test_only_what_matters_to_azure_asks_it_again(
    state: str, new: dict[str, Any], *, wanted: bool
) -> None:
    """Other triggers and an undone registration ask Azure; another setting does not."""
    old = {**PROVIDER_INPUTS, "triggers": {"F": 1}}

    assert must_register(PROVIDER, old, {"state": state}, {**old, **new}) is wanted


def test_registered_here_is_not_forgotten() -> None:
    """What was registered here stays so when it is registered again, and the time moves on."""
    before = {"state": "Registered", "registeredHere": True, "registeredAt": "then"}

    kept = outputs(Registration(state="Registered"), before, "now")
    again = outputs(Registration(state="Registered", posted=True), before, "now")

    assert kept == before
    assert again == {**before, "registeredAt": "now"}


def test_the_pace_is_read_from_text() -> None:
    """Numbers of a configuration arrive as text; what is absent has azurerm's defaults."""
    assert read_pace({"pollIntervalSeconds": "0.5", "stableReads": "3"}) == Pace(
        poll_interval_seconds=0.5, stable_reads=3
    )
    assert read_pace({}) == Pace(
        poll_interval_seconds=10,
        stable_reads=10,
        feature_timeout_minutes=30,
        provider_timeout_minutes=120,
    )


def test_a_pace_that_makes_no_sense_is_refused_all_at_once() -> None:
    """Each number says what it must be."""
    config = {"pollIntervalSeconds": "0", "stableReads": "1.5", "featureTimeoutMinutes": "nan"}

    with pytest.raises(PaceError) as caught:
        read_pace(config)

    assert str(caught.value).splitlines() == [
        f"azure-hotpatch:{key}: found {found}; allowed: {allowed}, {least}. Correct it, or leave it"
        f" out for {default}."
        for key, found, allowed, least, default in (
            ("pollIntervalSeconds", "'0'", "a number", "more than 0", 10),
            ("stableReads", "'1.5'", "a whole number", "1 or more", 10),
            ("featureTimeoutMinutes", "'nan'", "a number", "more than 0", 30),
        )
    ]
