"""The two resources as Pulumi sees them: inputs, outputs, what is checked, and what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch.plugin.properties import UNKNOWN
from azure_hotpatch.plugin.target import Registration
from azure_hotpatch_cloud.targets import Target, mistakes
from azure_hotpatch_facts.features import NOT_OFFERED, REGISTERED

FEATURE_TYPE = "azure-hotpatch:index:FeatureRegistration"
PROVIDER_TYPE = "azure-hotpatch:index:ProviderRegistration"

Properties = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of the two types of resource."""

    type: str
    """Its type token."""

    identity: tuple[str, ...]
    """The inputs that say what is registered; a change of one replaces."""

    settings: tuple[str, ...]
    """The other inputs; a change of one is an update."""

    def target(self, inputs: Properties) -> Target:
        """What is registered, out of inputs that are known."""
        return Target(
            subscription_id=str(inputs["subscriptionId"]),
            namespace=str(inputs["namespace"]),
            feature=str(inputs["feature"]) if "feature" in self.identity else None,
        )


FEATURE = Kind(
    type=FEATURE_TYPE,
    identity=("subscriptionId", "namespace", "feature"),
    settings=("unregisterOnDelete", "timeoutMinutes"),
)
PROVIDER = Kind(
    type=PROVIDER_TYPE,
    identity=("subscriptionId", "namespace"),
    settings=("unregisterOnDelete", "timeoutMinutes", "triggers"),
)
KINDS: Mapping[str, Kind] = {kind.type: kind for kind in (FEATURE, PROVIDER)}

OUTPUTS = ("state", "registeredHere", "registeredAt")
"""What comes back beside the inputs."""


def identity_of(target: Target) -> dict[str, str]:
    """The inputs that name a target, as an import finds them."""
    named = {"subscriptionId": target.subscription_id, "namespace": target.namespace}
    return named if target.feature is None else {**named, "feature": target.feature}


def input_mistakes(
    kind: Kind, inputs: Properties, own: str | None = None
) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with the inputs: property and sentence. Unknown values pass.

    `own` is the only subscription that the plugin is configured for, None where it is for any.
    """
    allowed = kind.identity + kind.settings
    for name in inputs:
        if name not in allowed and not name.startswith("__"):
            yield name, f"found an unknown input; allowed: {', '.join(allowed)}. Remove it."
    for name in kind.identity:
        value = inputs.get(name)
        if value is None:
            yield name, "found absent; allowed: text. Give it."
        elif value is not UNKNOWN and not isinstance(value, str):
            yield name, f"found {value!r}; allowed: text. Correct it."
    known = {
        name: value
        for name in kind.identity
        if isinstance(value := inputs.get(name), str) and value is not UNKNOWN
    }
    wrong = mistakes(
        Target(
            subscription_id=known.get("subscriptionId", ""),
            namespace=known.get("namespace", ""),
            feature=known.get("feature", ""),
        )
    )
    yield from ((name, sentence) for name, sentence in wrong if name in known)
    found = known.get("subscriptionId")
    if own is not None and found is not None and found.lower() != own.lower():
        sentence = (
            f"{found!r} is not {own!r}, the subscriptionId that this provider of azure-hotpatch is"
            " configured with. Registrations and machines meet in one subscription: make the two"
            " the same, or use another provider"
        )
        yield "subscriptionId", sentence
    yield from _setting_mistakes(inputs)


def _setting_mistakes(inputs: Properties) -> Iterator[tuple[str, str]]:
    unregister = inputs.get("unregisterOnDelete")
    if unregister is not None and unregister is not UNKNOWN and not isinstance(unregister, bool):
        yield (
            "unregisterOnDelete",
            f"found {unregister!r}; allowed: true or false. Choose one, or leave it out for false.",
        )
    minutes = inputs.get("timeoutMinutes")
    if minutes is not None and minutes is not UNKNOWN:
        is_number = isinstance(minutes, int | float) and not isinstance(minutes, bool)
        if not is_number or minutes <= 0:
            yield (
                "timeoutMinutes",
                f"found {minutes!r}; allowed: minutes, more than 0. Correct it, or leave it out.",
            )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a change of inputs, or an undone registration, comes to."""

    replaces: tuple[str, ...]
    """Inputs whose change makes another registration of it."""

    updates: tuple[str, ...]
    """Inputs whose change is an update, and `state` where it has to be registered again."""


def difference(
    kind: Kind, old_inputs: Properties, state: Properties, new: Properties
) -> Difference:
    """Compare what was asked before, and what is, with what is asked now."""
    replaces = tuple(
        name for name in kind.identity if not _same_name(old_inputs.get(name), new.get(name))
    )
    updates = [name for name in kind.settings if _asked(old_inputs, name) != _asked(new, name)]
    if not replaces and is_undone(state):
        updates.append("state")
    return Difference(replaces=replaces, updates=tuple(updates))


def is_undone(state: Properties) -> bool:
    """Whether what was read last is neither Registered nor a feature that needs no registration."""
    return state.get("state") not in {REGISTERED, NOT_OFFERED}


def must_register(kind: Kind, old_inputs: Properties, state: Properties, new: Properties) -> bool:
    """Whether an update has to ask Azure again, or only notes other settings."""
    return is_undone(state) or "triggers" in difference(kind, old_inputs, state, new).updates


def outputs(registration: Registration, before: Properties, now: str) -> dict[str, Any]:
    """What is kept beside the inputs.

    `before` is the state that an update starts from, or nothing. `now` is written where Azure was
    asked to register, so that a provider whose triggers hold it is registered again.
    """
    return {
        "state": registration.state,
        "registeredHere": registration.registered_here or before.get("registeredHere") is True,
        "registeredAt": now if registration.posted else str(before.get("registeredAt") or ""),
    }


def _same_name(old: object, new: object) -> bool:
    """Azure's names are the same in any case."""
    if isinstance(old, str) and isinstance(new, str):
        return old.lower() == new.lower()
    return old == new


def _asked(inputs: Properties, name: str) -> Any:
    value = inputs.get(name)
    return False if name == "unregisterOnDelete" and value is None else value
