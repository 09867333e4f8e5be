"""An exported state, as `pulumi stack export` writes it, as the rules see it.

The rules see what `pulumi policy analyze --file` shows them without a passphrase: rules over
one resource its inputs, rules over the stack the outputs (the inputs, where there are none), and a
secret that cannot be read as one.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_operations.check.findings import Place
from azure_hotpatch_operations.check.places import places_of
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.values import plain

OLDEST, NEWEST = 3, 4
"""Versions of an export that are read; Pulumi 3 writes no other.

Source: https://github.com/pulumi/pulumi, pkg/resource/stack/deployment.go, v3.259.0.
"""

PROVIDERS = "pulumi:providers:"
_URN = re.compile(r"urn:pulumi:[^:]*::[^:]*::[^:].*::.")


class StateError(UsageError):
    """What was given is no exported state."""


@dataclass(frozen=True)
class State:
    """A state.

    Attributes:
        inputs: Its resources with what the program gave them.
        outputs: The same with what became of them; with the inputs, where that is nothing.
        places: Where the program makes each resource, by URN, where the state says so.
    """

    inputs: Stack
    outputs: Stack
    places: Mapping[str, Place]


def read_state(text: str | bytes, source: str) -> State:
    """Read an export; one of an empty stack has nothing in it.

    Args:
        text: JSON; bytes may be UTF-16, which a shell of Windows writes, and begin with a mark.
        source: Where it comes from, for messages.

    Raises:
        StateError: it is no export.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StateError(f"{source}: found no JSON ({error}); {_ALLOWED}") from error
    return state_of(document, source)


def state_of(document: Any, source: str) -> State:
    """Read an export that is JSON's own types already; as `read_state`."""
    held = _resources(document, source)
    kept = [one for one in held if not one.get("delete")]
    try:
        providers = {
            one["urn"]: plain(one.get("inputs") or {})
            for one in held
            if one["type"].startswith(PROVIDERS)
        }
        return State(
            inputs=Stack(tuple(_read(kept, ("inputs",), providers))),
            outputs=Stack(tuple(_read(kept, ("outputs", "inputs"), providers))),
            places=places_of(kept),
        )
    except RecursionError as error:
        raise StateError(f"{source}: found values nested too deeply; {_ALLOWED}") from error


_ALLOWED = "allowed: what `pulumi stack export` writes. Export the stack again."


def _resources(document: Any, source: str) -> list[dict[str, Any]]:
    if not isinstance(document, dict) or "deployment" not in document:
        found = "no `deployment`"
        if isinstance(document, dict) and "checkpoint" in document:
            found = "a file of a backend"
        raise StateError(f"{source}: found {found}; {_ALLOWED}")
    version = document.get("version")
    if version not in range(OLDEST, NEWEST + 1):
        allowed = f"allowed: {OLDEST} or {NEWEST}. Export the stack again, with Pulumi 3."
        raise StateError(f"{source}: version: found {version!r}; {allowed}")
    deployment = document["deployment"] or {}
    held = (deployment.get("resources") if isinstance(deployment, dict) else deployment) or []
    if not isinstance(held, list):
        raise StateError(f"{source}: deployment.resources: found no list; {_ALLOWED}")
    for index, one in enumerate(held):
        if not _is_resource(one):
            place = f"deployment.resources[{index}]"
            raise StateError(f"{source}: {place}: found no resource with urn and type; {_ALLOWED}")
    return held


def _is_resource(one: Any) -> bool:
    """Tell whether what is read of a resource is of the types that the engine writes."""
    if not isinstance(one, dict):
        return False
    urn, type_ = one.get("urn"), one.get("type")
    if not isinstance(type_, str) or not (isinstance(urn, str) and _URN.match(urn)):
        return False
    kinds: dict[str, type] = {
        "inputs": dict,
        "outputs": dict,
        "parent": str,
        "provider": str,
        "propertyDependencies": dict,
        "stackTrace": list,
        "sourcePosition": str,
    }
    if not all(isinstance(one.get(part) or kind(), kind) for part, kind in kinds.items()):
        return False
    needed = [one.get("dependencies"), *(one.get("propertyDependencies") or {}).values()]
    return all(map(_are_texts, needed)) and all(
        isinstance(frame, dict) and isinstance(frame.get("sourcePosition") or "", str)
        for frame in one.get("stackTrace") or ()
    )


def _are_texts(found: Any) -> bool:
    return isinstance(found or [], list) and all(isinstance(one, str) for one in found or ())


def _read(
    kept: Sequence[Mapping[str, Any]], parts: Sequence[str], providers: Mapping[str, Any]
) -> Iterator[Resource]:
    """Yield the resources, with the first of these parts that is there.

    Whatever is not in the state itself, no rule is told of.
    """
    there = {one["urn"] for one in kept}
    for one in kept:
        needed = list(one.get("dependencies") or ())
        for others in (one.get("propertyDependencies") or {}).values():
            needed += others or ()
        yield Resource(
            urn=one["urn"],
            type=one["type"],
            name=one["urn"].split("::", 3)[3],
            properties=plain(next(filter(None, map(one.get, parts)), {})),
            provider=providers.get((one.get("provider") or "").rpartition("::")[0], {}),
            parent=one["parent"] if one.get("parent") in there else "",
            dependencies=tuple(urn for urn in dict.fromkeys(needed) if urn in there),
        )
