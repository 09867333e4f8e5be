"""What changed between two versions of a resource's inputs, path by path."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.names import CREATE_BEFORE_DELETE
from local_azure.azure_native.types import ResourceType
from local_azure.azure_native.values import plain

_Kind = provider_pb2.PropertyDiff
_REPLACING = {
    _Kind.ADD: _Kind.ADD_REPLACE,
    _Kind.DELETE: _Kind.DELETE_REPLACE,
    _Kind.UPDATE: _Kind.UPDATE_REPLACE,
}

Change = tuple[str, "_Kind.Kind.ValueType"]


def diff(
    kind: ResourceType,
    old_inputs: Mapping[str, Any],
    new_inputs: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
) -> provider_pb2.DiffResponse:
    """The engine's answer to what an update would do.

    A change of the id or of `replaces` makes a new resource, first deleting the old one unless its
    name is automatic; everything else is an update, also what ARM will refuse to change.

    Source: pulumi-azure-native provider/pkg/provider/diff.go, read 2026-11-23.
    """
    old, new = plain(dict(old_inputs)), plain(dict(new_inputs))
    detailed: dict[str, provider_pb2.PropertyDiff] = {}
    for name in sorted(old.keys() | new.keys()):
        if name.startswith("__") or _same_location(name, old, new):
            continue
        replacing = _forces_new(kind, name, old, new, plain(old_outputs.get(name)))
        for path, change in _changes(name, old.get(name), new.get(name)):
            found = _REPLACING[change] if replacing else change
            detailed[path] = provider_pb2.PropertyDiff(kind=found, inputDiff=True)
    replaces = [path for path, found in detailed.items() if found.kind in _REPLACING.values()]
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME
        if detailed
        else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replaces,
        diffs=sorted({re.split(r"[.\[]", path, maxsplit=1)[0] for path in detailed}),
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=bool(replaces) and not old.get(CREATE_BEFORE_DELETE, False),
    )


def _forces_new(
    kind: ResourceType,
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_output: Any,
) -> bool:
    if name not in kind.parameters and name not in kind.replaces:
        return False
    # A program that now writes down what Azure had chosen changes nothing.
    return name in old or new[name] != old_output


def _same_location(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """`West US 2` and `westus2` are one place."""
    if name != "location":
        return False
    spelled = [
        value.replace(" ", "").lower()
        for value in (old.get(name), new.get(name))
        if isinstance(value, str)
    ]
    return len(spelled) == 2 and spelled[0] == spelled[1]  # noqa: PLR2004 - old and new


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    """Each path whose value differs, deepest first met, in the engine's path syntax."""
    match old, new:
        case None, None:
            return
        case None, _:
            yield path, _Kind.ADD
        case _, None:
            yield path, _Kind.DELETE
        case dict(), dict():
            for name in sorted(old.keys() | new.keys()):
                yield from _changes(_member(path, name), old.get(name), new.get(name))
        case list(), list():
            for index in range(max(len(old), len(new))):
                pair = (items[index] if index < len(items) else None for items in (old, new))
                yield from _changes(f"{path}[{index}]", *pair)
        case _ if old != new:
            yield path, _Kind.UPDATE


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if re.fullmatch(r"\w+", name) else f'{path}["{name}"]'
