"""Cases of rules: one JSON file each, which changes one thing on a machine that passes."""

import copy
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.values import REDACTED, plain

CASES = Path(__file__).parent / "cases"
HAPPY = CASES / "happy"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
STANDS_FOR = {"$unknown": UNKNOWN_TEXT, "$secret": REDACTED}
ABSENT = "$absent"


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        rule: Id of the rule.
        name: Name of the file, `native-null`: the source, then what is the case.
        source: Which happy machine is changed.
        type: Type of the resource.
        inputs: Its inputs, as the engine sends them.
        settings: The content of hotpatch-policies.yaml; None for no file.
        stack: Name of the stack.
        violations: Beginnings of the messages of violations.
        undecided: The same where nobody can tell.
    """

    rule: str
    name: str
    source: str
    type: str
    inputs: dict[str, Any]
    settings: dict[str, Any] | None
    stack: str
    violations: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return f"urn:pulumi:{self.stack}::hotpatch::{self.type}::web"

    @property
    def what(self) -> str:
        """What is the case, without the source: `null`."""
        return self.name.removeprefix(f"{self.source}-")

    def resource(self) -> Resource:
        """The resource as the rules see it."""
        return Resource(self.urn, self.type, "web", plain(self.inputs))


def rule_of(case: Case) -> Rule:
    """Return the rule of a case."""
    return next(rule for rule in RULES if rule.id == case.rule)


@cache
def happy(source: str) -> dict[str, Any]:
    """Return what a source writes for a machine that passes every rule that it can pass."""
    found: dict[str, Any] = json.loads((HAPPY / f"{source}.json").read_text())
    return found


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases."""
    files = sorted(file for file in CASES.glob("*/*.json") if file.parent != HAPPY)
    return tuple(_case(file) for file in files)


def _case(file: Path) -> Case:
    said = json.loads(file.read_text())
    base = happy(said["source"])
    inputs = copy.deepcopy(base["inputs"])
    for path, value in said.get("set", {}).items():
        change(inputs, f"{base['machine']}.{path}".lstrip("."), value)
    return Case(
        rule=file.parent.name,
        name=file.stem,
        source=said["source"],
        type=said.get("type", base["type"]),
        inputs=said.get("inputs", inputs),
        settings=said.get("settings"),
        stack=said.get("stack", "dev"),
        violations=tuple(said.get("violations", ())),
        undecided=tuple(said.get("undecided", ())),
    )


def change(inputs: dict[str, Any], path: str, value: Any) -> None:
    """Write a value at a path such as `resources[0].name`; `$absent` takes it away."""
    holder: Any = inputs
    parts: list[Any] = [  # A number into a list, a name into a mapping.
        int(p) if p.isdigit() else p for p in path.replace("[", ".").replace("]", "").split(".")
    ]
    *above, last = parts
    for part in above:
        holder = holder[part] if isinstance(holder, list) else holder.setdefault(part, {})
    if value == ABSENT:
        del holder[last]
    else:
        holder[last] = meant(value)


def meant(value: Any) -> Any:
    """Return a document with `$unknown` and `$secret` as the engine writes them."""
    if isinstance(value, dict):
        return {key: meant(one) for key, one in value.items()}
    if isinstance(value, list):
        return [meant(one) for one in value]
    return STANDS_FOR.get(value, value) if isinstance(value, str) else value
