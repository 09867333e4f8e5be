"""Which changes of a schema break the stacks of those who use the package."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
_REF = "#/types/"
_TYPE_KEYS = ("type", "$ref", "const")


def breaks(before: Schema, after: Schema) -> Iterator[str]:
    """A sentence for each change after which a program or a state of before does not work."""
    for section in ("resources", "types"):
        for token in before.get(section, {}).keys() - after.get(section, {}).keys():
            yield f"{_short(token)}: removed, or renamed without an alias."
    for token, old in _both(before, after, "resources"):
        new = after["resources"][token]
        if old.get("isComponent", False) != new.get("isComponent", False):
            yield f"{_short(token)}: a component and a resource are not the same in a state."
        yield from _inputs(
            f"{_short(token)}: argument",
            old.get("inputProperties", {}),
            new.get("inputProperties", {}),
            new.get("requiredInputs", []),
            old.get("requiredInputs", []),
        )
        yield from _outputs(_short(token), old, new)
    given, got = _reachable(before, "inputProperties"), _reachable(before, "properties")
    for token, old in _both(before, after, "types"):
        yield from _type(token, old, after["types"][token], given, got)
    yield from _inputs("configuration: key", _variables(before), _variables(after), [], [])


def _type(token: str, old: Schema, new: Schema, given: set[str], got: set[str]) -> Iterator[str]:
    if ("enum" in old) != ("enum" in new):
        yield f"{_short(token)}: an enum and an object are not the same."
        return
    if "enum" in old:
        values = [each["value"] for each in new["enum"]]
        for each in old["enum"]:
            if each["value"] not in values:
                yield f"{_short(token)}: value {each['value']!r} removed."
        return
    if token in given:
        yield from _inputs(
            f"{_short(token)}: field",
            old.get("properties", {}),
            new.get("properties", {}),
            new.get("required", []),
            old.get("required", []),
        )
    if token in got:
        yield from _outputs(_short(token), old, new)


def _inputs(
    place: str, old: Schema, new: Schema, required: list[str], before: list[str]
) -> Iterator[str]:
    for name, was in old.items():
        if name not in new:
            yield f"{place} {name} removed, or renamed."
            continue
        yield from _changed(f"{place} {name}", was, new[name])
        if new[name].get("willReplaceOnChanges") and not was.get("willReplaceOnChanges"):
            yield f"{place} {name}: a change of it replaces now."
    for name in required:
        if name not in before:
            yield f"{place} {name} is required now."


def _outputs(place: str, old: Schema, new: Schema) -> Iterator[str]:
    for name, was in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{place}: output {name} removed, or renamed."
            continue
        yield from _changed(f"{place}: output {name}", was, new["properties"][name])
        if name in old.get("required", []) and name not in new.get("required", []):
            yield f"{place}: output {name} may be absent now."


def _changed(place: str, old: Schema, new: Schema) -> Iterator[str]:
    if _shape(old) != _shape(new):
        yield f"{place}: its type is another one."
    elif _is_plain(new) - _is_plain(old):
        yield f"{place} takes no output any more, only a plain value."


def _shape(part: Schema) -> Any:
    inner = {key: _shape(part[key]) for key in ("items", "additionalProperties") if key in part}
    return {key: part[key] for key in _TYPE_KEYS if key in part} | inner


def _is_plain(part: Schema, place: str = "") -> set[str]:
    """Where in a property only plain values are taken."""
    inner = {
        found
        for key in ("items", "additionalProperties")
        if key in part
        for found in _is_plain(part[key], f"{place}/{key}")
    }
    return inner | ({place} if part.get("plain") else set())


def _reachable(schema: Schema, side: str) -> set[str]:
    """The types that the arguments, or the outputs, of any resource are made of."""
    found: set[str] = set()
    todo: list[Any] = [one.get(side, {}) for one in schema.get("resources", {}).values()]
    while todo:
        part = todo.pop()
        if isinstance(part, Mapping):
            token = str(part.get("$ref", "")).removeprefix(_REF)
            if token in schema.get("types", {}) and token not in found:
                found.add(token)
                todo.append(schema["types"][token])
            todo += part.values()
    return found


def _both(before: Schema, after: Schema, section: str) -> Iterator[tuple[str, Schema]]:
    for token, old in before.get(section, {}).items():
        if token in after.get(section, {}):
            yield token, old


def _variables(schema: Schema) -> Schema:
    found: Schema = schema.get("config", {}).get("variables", {})
    return found


def _short(token: str) -> str:
    return token.rpartition(":")[2]
