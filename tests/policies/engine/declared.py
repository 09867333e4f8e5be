"""Resources of cases, as a program declares them and as an exported state holds them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from azure_hotpatch_policies.values import REDACTED, SECRET_SIGNATURE, SIGNATURE
from tests.policies.policy_case import UNKNOWN_TEXT, Case
from tests.policies.stack_case import StackCase

PROJECT = "hotpatch"
COMPONENTS = ("azure-hotpatch:index:HotpatchVm", "azure-hotpatch:index:PreviewAccess", "my:")
"""Beginnings of the types that are components in the cases."""

LOCKED = {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA"}
"""A secret in a state, for who has no passphrase."""

SECRETS = {"type": "passphrase", "state": {"salt": "v1:AAAAAAAAAAA=:v1:AAAAAAAAAAAAAAAA:AAAA"}}
"""What locks it."""

MADE = "2026-11-23T00:00:00Z"


@dataclass(frozen=True)
class Declared:
    """One resource.

    Attributes:
        key: What others name it by, in `parent` and `dependencies`.
        type: Type token.
        name: Its name in the program.
        properties: Its inputs, as the engine sends them.
        provider: Inputs of a provider of its own; empty for the default one.
        parent: Key of its parent; empty for the stack.
        dependencies: Keys of those that it waits for.
        property_dependencies: Keys of those that it waits for, by the input that they come with.
    """

    key: str
    type: str
    name: str
    properties: Mapping[str, Any]
    provider: Mapping[str, Any]
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def needed(self) -> list[str]:
        """Keys of all that it waits for."""
        return [*self.dependencies, *chain(*self.property_dependencies.values())]

    @property
    def is_component(self) -> bool:
        """Whether no plugin makes it."""
        return self.type.startswith(COMPONENTS)


def of_case(case: Case) -> Declared:
    """The resource of a case, which shares its stack with others: it is named after its case."""
    name = f"{case.rule}-{case.name}"
    return Declared(name, case.type, name, case.inputs, {})


def of_stack_case(case: StackCase) -> list[Declared]:
    """The resources of a case that has a stack of its own."""
    return [
        Declared(
            key=one["urn"],
            type=one["type"],
            name=one["urn"].rpartition("::")[2],
            properties=one["properties"],
            provider=one["provider"],
            parent=one["parent"],
            dependencies=tuple(one["dependencies"]),
            property_dependencies=one["propertyDependencies"],
        )
        for one in case.resources
    ]


def package_of(type_: str) -> str:
    """The package of a type: its plugin."""
    return type_.partition(":")[0]


def exported(resources: Iterable[Declared], stack: str) -> dict[str, Any]:
    """A state that holds resources, as `pulumi stack export` writes it; secrets stay locked."""
    root = f"urn:pulumi:{stack}::{PROJECT}::pulumi:pulumi:Stack::{PROJECT}-{stack}"
    declared = list(resources)
    urns = {one.key: _urn(one, declared, stack) for one in declared}
    providers: dict[str, dict[str, Any]] = {}
    held = []
    for one in declared:
        inputs = locked(one.properties)
        own = {}
        if not one.is_component:
            provider = _provider(one, stack, root)
            providers[provider["urn"]] = provider
            own = {"id": one.name, "provider": f"{provider['urn']}::{provider['id']}"}
        held.append(
            {
                "urn": urns[one.key],
                "custom": not one.is_component,
                "type": one.type,
                "inputs": inputs,
                "outputs": inputs,
                "parent": urns.get(one.parent, root),
                "dependencies": [urns[key] for key in one.needed],
                "propertyDependencies": {
                    name: [urns[key] for key in keys]
                    for name, keys in one.property_dependencies.items()
                },
                **own,
            }
        )
    top = {"urn": root, "custom": False, "type": "pulumi:pulumi:Stack"}
    return {
        "version": 3,
        "deployment": {
            "manifest": {"time": MADE, "magic": "", "version": ""},
            "secrets_providers": SECRETS,
            "resources": [top, *providers.values(), *held],
        },
    }


def locked(raw: Any) -> Any:
    """Properties as a state holds them, with each redacted value as a secret."""
    if isinstance(raw, dict):
        return {key: locked(one) for key, one in raw.items()}
    if isinstance(raw, list):
        return [locked(one) for one in raw]
    return dict(LOCKED) if raw == REDACTED else raw


def _urn(one: Declared, declared: list[Declared], stack: str) -> str:
    types = [one.type]
    seen = {one.key}
    parents = {other.key: other for other in declared}
    above = one.parent
    while above and above not in seen:
        seen.add(above)
        types.insert(0, parents[above].type)
        above = parents[above].parent
    return f"urn:pulumi:{stack}::{PROJECT}::{'$'.join(types)}::{one.name}"


def _provider(one: Declared, stack: str, root: str) -> dict[str, Any]:
    package = package_of(one.type)
    type_ = f"pulumi:providers:{package}"
    name = f"{one.name}-provider" if one.provider else "default"
    return {
        "urn": f"urn:pulumi:{stack}::{PROJECT}::{type_}::{name}",
        "custom": True,
        "id": "00000000-0000-4000-8000-00000000000a",
        "type": type_,
        "inputs": locked(one.provider),
        "outputs": locked(one.provider),
        "parent": root,
    }


def has_unknown(raw: Any) -> bool:
    """Whether a value in it is known only after the update: a state has none."""
    return _has(raw, UNKNOWN_TEXT)


def has_unreadable_secret(raw: Any) -> bool:
    """Whether a value in it is redacted: a preview has none."""
    return _has(raw, REDACTED)


def _has(raw: Any, text: str) -> bool:
    return text in json.dumps(raw)


def together(cases: Iterable[Case]) -> list[list[Case]]:
    """Cases that can share a stack: those of one name of it, and of the same settings."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.stack, json.dumps(case.settings)), []).append(case)
    return list(groups.values())
