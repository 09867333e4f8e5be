"""Resources of a stack, and how they hang together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from azure_hotpatch_policies.values import Mark, Spelling, Value

_AZURE_NATIVE = re.compile(
    r"azure-native(?:_\w+?_v\w+)?:(?P<module>\w+)(?:/v\w+)?:(?P<name>\w+)", re.ASCII
)


@dataclass(frozen=True)
class Resource:
    """One resource, with inputs (while it is registered) or outputs (when its stack is judged).

    Attributes:
        urn: Its URN, `urn:pulumi:dev::hotpatch::azure-native:compute:VirtualMachine::web`.
        type: Type token.
        name: Its name in the program.
        properties: JSON, as `values.plain` returns it.
        provider: Properties of its provider; empty where it has none.
        parent: URN of its parent; empty for none.
        dependencies: URNs that it depends on, whatever the reason.
        property_dependencies: Those of them by the input that they come with.
        derived: What was read from it once, by whoever reads it: every rule asks the same.
    """

    urn: str
    type: str
    name: str
    properties: Mapping[str, Any]
    provider: Mapping[str, Any] = field(default_factory=dict)
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def kind(self) -> str:
        """The type without version: `azure-native:compute:VirtualMachine` for all three forms."""
        found = _AZURE_NATIVE.fullmatch(self.type)
        return f"azure-native:{found['module']}:{found['name']}" if found else self.type

    @property
    def stack(self) -> str:
        """Name of the stack, from the URN: a policy pack is told no better."""
        return _part(self.urn, 2)

    @property
    def project(self) -> str:
        """Name of the project, in the same way."""
        return _part(self.urn, 4)


def foreseen(resource: Resource, spelling: Spelling = Spelling.EXACT) -> Value:
    """Return the properties of a resource of a stack, which are its outputs.

    Where its provider waits for a value itself, a preview foresees none. What the program gives
    stands in for them; where that is nothing either, nothing is known, rather than absent.
    """
    return Value("", dict(resource.properties) or Mark.UNKNOWN, spelling=spelling)


def _part(urn: str, index: int) -> str:
    """Return a part of `urn:pulumi:stack::project::types::name`, counted between colons."""
    parts = urn.split(":")
    return parts[index] if index < len(parts) else ""


@dataclass(frozen=True)
class Stack:
    """All resources of a stack."""

    resources: tuple[Resource, ...]

    @cached_property
    def by_urn(self) -> Mapping[str, Resource]:
        """The resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def children(self) -> Mapping[str, tuple[Resource, ...]]:
        """The children of each resource, by its URN."""
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.parent, []).append(resource)
        return {urn: tuple(children) for urn, children in found.items()}

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[tuple[int, Resource], ...]]:
        """The resources by kind, each with its place among all: a rule asks once a machine."""
        found: dict[str, list[tuple[int, Resource]]] = {}
        for index, resource in enumerate(self.resources):
            found.setdefault(resource.kind, []).append((index, resource))
        return {kind: tuple(resources) for kind, resources in found.items()}

    def of_kinds(self, kinds: Iterable[str]) -> Iterator[Resource]:
        """Yield the resources of these kinds, in the order of the stack."""
        found = (one for kind in frozenset(kinds) for one in self._by_kind.get(kind, ()))
        return (resource for _, resource in sorted(found, key=itemgetter(0)))

    def needed_by(self, resource: Resource) -> frozenset[str]:
        """Return the URNs of everything that is there before this resource is made.

        What an ancestor waits for, its descendants wait for; and whoever waits for a component
        waits for what is inside.
        """
        waiting = [resource.urn, *self._ancestors(resource)]
        needed: set[str] = set()
        seen = set(waiting)
        while waiting:
            here = self.by_urn.get(waiting.pop())
            if here is None:
                continue
            for urn in here.dependencies:
                inside = {urn, *self._descendants(urn)}
                needed |= inside
                above = {up for one in inside & self.by_urn.keys() for up in self._above(one)}
                waiting += (inside | above) - seen
                seen |= inside | above
        return frozenset(needed - {resource.urn})

    def _above(self, urn: str) -> Iterator[str]:
        return self._ancestors(self.by_urn[urn])

    def _ancestors(self, resource: Resource) -> Iterator[str]:
        seen = {resource.urn}
        parent = resource.parent
        while parent and parent not in seen:
            yield parent
            seen.add(parent)
            above = self.by_urn.get(parent)
            parent = above.parent if above else ""

    def _descendants(self, urn: str) -> Iterator[str]:
        waiting, seen = [urn], {urn}
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child.urn not in seen:
                    seen.add(child.urn)
                    waiting.append(child.urn)
                    yield child.urn
