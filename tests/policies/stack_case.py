"""Cases of rules over a whole stack: one JSON file each, with the resources of the stack."""

import copy
import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.values import plain
from tests.policies.policy_case import change, happy, meant

STACKS = Path(__file__).parent / "stacks"


@dataclass(frozen=True)
class StackCase:
    """One case.

    Attributes:
        rule: Id of the rule.
        name: Name of the file.
        resources: The resources, as the engine sends them.
        settings: The content of hotpatch-policies.yaml; None for no file.
        violations: Name of the resource and beginning of the message, of each violation.
        undecided: The same where nobody can tell.
    """

    rule: str
    name: str
    resources: tuple[dict[str, Any], ...]
    settings: dict[str, Any] | None
    violations: tuple[str, ...]
    undecided: tuple[str, ...]

    def stack(self) -> Stack:
        """The stack as the rules see it."""
        return Stack(
            tuple(
                Resource(
                    urn=one["urn"],
                    type=one["type"],
                    name=one["urn"].rpartition("::")[2],
                    properties=plain(one["properties"]),
                    provider=plain(one["provider"]),
                    parent=one["parent"],
                    dependencies=(
                        *one["dependencies"],
                        *chain(*one["propertyDependencies"].values()),
                    ),
                    property_dependencies={
                        key: tuple(urns) for key, urns in one["propertyDependencies"].items()
                    },
                )
                for one in self.resources
            )
        )


@cache
def stack_cases() -> tuple[StackCase, ...]:
    """Return all cases."""
    return tuple(_case(file) for file in sorted(STACKS.glob("*/*.json")))


def _case(file: Path) -> StackCase:
    said = json.loads(file.read_text())
    types = {one["name"]: _type(one) for one in said["resources"]}
    urns = {name: f"urn:pulumi:dev::hotpatch::{type_}::{name}" for name, type_ in types.items()}
    return StackCase(
        rule=file.parent.name,
        name=file.stem,
        resources=tuple(
            {
                "urn": urns[one["name"]],
                "type": types[one["name"]],
                "properties": _properties(one),
                "provider": meant(one.get("provider", {})),
                "parent": urns.get(one.get("parent", ""), ""),
                "dependencies": [urns[name] for name in one.get("dependencies", [])],
                "propertyDependencies": {
                    key: [urns[name] for name in names]
                    for key, names in one.get("propertyDependencies", {}).items()
                },
            }
            for one in said["resources"]
        ),
        settings=said.get("settings"),
        violations=tuple(said.get("violations", ())),
        undecided=tuple(said.get("undecided", ())),
    )


def _type(one: dict[str, Any]) -> str:
    type_: str = happy(one["source"])["type"] if "source" in one else one["type"]
    return type_


def _properties(one: dict[str, Any]) -> Any:
    if "source" not in one:
        return meant(one.get("properties", {}))
    base = happy(one["source"])
    inputs = copy.deepcopy(base["inputs"])
    for path, value in one.get("set", {}).items():
        change(inputs, f"{base['machine']}.{path}".lstrip("."), value)
    return inputs
