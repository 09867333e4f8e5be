"""What is odd about a state is the same for `azure-hotpatch check --state` and for the engine."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.policies.engine.cases_on_engine import CasesEngine
from tests.policies.engine.checked import checked_state, in_order
from tests.policies.engine.declared import LOCKED, Declared, exported
from tests.policies.policy_case import change, happy

pytestmark = pytest.mark.engine

TYPE = "azure-native:compute:VirtualMachine"
HOTPATCHING = "osProfile.windowsConfiguration.patchSettings.enableHotpatching"
PATCH_MODE = "osProfile.windowsConfiguration.patchSettings.patchMode"
IMAGE = "storageProfile.imageReference"
SIGNATURE = "4dabf18193072939515e22adb298388d"
PREVIEW = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "microsoftserveroperatingsystems-previews",
    "sku": "windows-server-2019-azure-edition-preview",
}
REGISTRATION = "azure-hotpatch:index:ProviderRegistration"
Json = dict[str, Any]


def inputs(**changes: Any) -> Json:
    """A machine that passes, with changes."""
    found: Json = copy.deepcopy(happy("native")["inputs"])
    for path, value in changes.items():
        change(found, path, value)
    return found


def held(*declared: Declared) -> tuple[Json, dict[str, Json]]:
    """A state with these resources, and each of them by name, to be made odd."""
    state = exported(declared, "dev")
    by_name = {one["urn"].rpartition("::")[2]: one for one in state["deployment"]["resources"]}
    return state, by_name


def machine(name: str = "web", *dependencies: str, **changes: Any) -> Declared:
    """A machine."""
    return Declared(name, TYPE, name, inputs(**changes), {}, "", dependencies)


def odd_stacks() -> Iterator[tuple[str, Json]]:
    """Yield what is odd about how resources hang together, and such a state."""
    state, by_name = held(machine())
    by_name["web"]["outputs"] = inputs(**{HOTPATCHING: False})
    yield "a machine that somebody changed behind the program's back", state

    registration = Declared("up", REGISTRATION, "up", {"namespace": "Microsoft.Compute"}, {})
    state, by_name = held(registration, machine("web", **{IMAGE: PREVIEW}))
    by_name["web"]["outputs"] = inputs()
    yield "outputs that a rule over the stack finds right", state

    state, by_name = held(registration, machine("web"))
    by_name["web"]["outputs"] = inputs(**{IMAGE: PREVIEW})
    yield "outputs that a rule over the stack finds wrong", state

    state, by_name = held(machine("old", **{HOTPATCHING: False}), machine())
    by_name["old"]["delete"] = True
    yield "a machine that is being deleted", state

    state, by_name = held(registration, machine("web", "up", **{IMAGE: PREVIEW}))
    by_name["up"]["delete"] = True
    yield "a registration that is being deleted", state

    state, by_name = held(registration, machine("web", **{IMAGE: PREVIEW}))
    by_name["web"]["propertyDependencies"] = {"plan": [by_name["up"]["urn"]]}
    yield "a dependency of one property only", state

    state, by_name = held(machine("web", **{IMAGE: PREVIEW}))
    by_name["web"]["dependencies"] = ["urn:pulumi:dev::hotpatch::my:Thing::gone"]
    by_name["web"]["parent"] = "urn:pulumi:dev::hotpatch::my:Thing::gone"
    yield "a parent and a dependency that are not there", state

    subscription = "00000000-0000-4000-8000-000000000001"
    for name in ("subscriptionId", "environment"):
        own = {"subscriptionId": subscription, "environment": "usgovernment"}
        values = {name: own[name]}
        state, _ = held(Declared("web", TYPE, "web", inputs(**{IMAGE: PREVIEW}), values))
        yield f"a provider's {name}", state
        state, by_name = held(Declared("web", TYPE, "web", inputs(**{IMAGE: PREVIEW}), values))
        by_name["web-provider"]["delete"] = True
        yield f"the {name} of a provider that is being deleted", state

    state, by_name = held(machine())
    del by_name["web"]["inputs"]
    yield "a machine without inputs", state

    state, by_name = held(registration, machine("web", **{IMAGE: PREVIEW}))
    by_name["web"]["outputs"] = {}
    yield "a machine without outputs", state


def odd_values() -> Iterator[tuple[str, Json]]:
    """Yield what is odd about a value, and such a state."""
    files = {
        "an asset": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"},
        "an archive": {SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "path": "x.zip"},
    }
    for kind, file in files.items():
        state, _ = held(machine("web", **{PATCH_MODE: {**file, "hash": "0" * 64}}))
        yield f"{kind} where a text belongs", state

    reference = {
        SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e",
        "urn": "urn:pulumi:dev::hotpatch::my:Thing::thing",
        "id": "AutomaticByPlatform",
        "packageVersion": "",
    }
    state, _ = held(machine("web", **{PATCH_MODE: reference}))
    yield "a reference to a resource where a text belongs", state

    number = {SIGNATURE: "8ad145fe-0d11-4827-bfd7-1abcbf086f5c", "value": "3ff8000000000000"}
    state, _ = held(machine("web", **{PATCH_MODE: number}))
    yield "a number written by its bits", state

    for value in ("5", "null", '"AutomaticByPlatform"', '{"a": [1, true]}'):
        secret = {SIGNATURE: LOCKED[SIGNATURE], "plaintext": value}
        state, _ = held(machine("web", **{PATCH_MODE: secret}))
        yield f"a secret {value} in plain text", state

    state, _ = held(machine("web", **{PATCH_MODE: 12345678901234567890}))
    yield "a large number", state


ODD = {**dict(odd_stacks()), **dict(odd_values())}
SETTINGS: Mapping[str, Any] = {
    "registeredSubscriptions": ["00000000-0000-4000-8000-000000000001"],
    "exemptions": [
        {"rules": ["HP010"], "resource": "*", "reason": "Old.", "owner": "team-web"},
    ],
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_state_is_judged_as_the_engine_judges_it(
    odd: str, cases_engine: CasesEngine
) -> None:
    """All rules, word for word."""
    engine = in_order(cases_engine.analyzed_state(ODD[odd], SETTINGS))
    for said in engine.values():  # How exemptions stand is told apart, of what was found.
        notes = said.get("HP000-stack-notes", [])
        said["HP000-stack-notes"] = [one for one in notes if not one.startswith("exemptions[")]

    assert checked_state(ODD[odd], SETTINGS) == {
        name: {policy: messages for policy, messages in said.items() if messages}
        for name, said in engine.items()
        if any(said.values())
    }
