"""Reading the arguments of a component: their names and types, judged as a whole.

A Python program hands a component whatever it likes, and a hosted component receives whole numbers
as floats and enums as their values. `read` makes one thing of it.
"""

import difflib
import inspect
from collections.abc import Iterator, Mapping
from enum import Enum
from types import UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, is_typeddict

import pulumi

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch_facts.violations import ABSENT

_SECRET_PLACES = ("password", "protected")
_KINDS: tuple[tuple[type | UnionType, str], ...] = (
    (bool, "true or false"),
    (int | float, "a number"),
    (str, "text"),
    (Mapping, "a mapping"),
    (list | tuple, "a list"),
)


def by_name(place: str, args: object) -> Mapping[str, Any]:
    """Return what a program handed to a component, where it is arguments at all.

    Args:
        place: The component, such as `PreviewAccess 'access'`.
        args: What the program handed over.

    Raises:
        ArgumentsError: It is no mapping, or one of its keys is no name.
    """
    if not isinstance(args, Mapping):
        allowed = 'a mapping of arguments, {"resource_group_name": "web"}'
        raise ArgumentsError(place, [f"args: found {_kind(args)}; allowed: {allowed}. Give it."])
    mistakes = list(_wrong_keys(args, "args"))
    if mistakes:
        raise ArgumentsError(place, mistakes)
    return args


def read(kind: type, args: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the sound arguments, and a sentence for each that is unknown, missing or mistyped.

    An enum becomes its value, a whole number an int, and None counts as absent. Of a mapping or a
    list the sound parts are returned, so that they too can be judged.

    Args:
        kind: The TypedDict that describes the arguments.
        args: The arguments.
    """
    mistakes: list[str] = []
    return _read_block(kind, args, "", mistakes), mistakes


def _read_block(
    kind: type, args: Mapping[str, Any], place: str, mistakes: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: get_args(hint)[0] if _is_optional(hint) else hint
        for name, hint in inspect.get_annotations(kind).items()
    }
    required: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
    given = {name: value for name, value in args.items() if value is not None}
    mistakes.extend(_unknown(given, fields, place))
    mistakes.extend(
        f"{place}{name}: found {ABSENT}; allowed: {_described(fields[name])}. Give it."
        for name in sorted(required - given.keys())
    )
    sound = {}
    # In the order of the fields: Pulumi's wire keeps none.
    for name in [name for name in fields if name in given]:
        before = len(mistakes)
        clean = _read_value(fields[name], given[name], f"{place}{name}", mistakes)
        if len(mistakes) == before or isinstance(clean, dict | list):
            sound[name] = clean
    return sound


def _unknown(given: Mapping[str, Any], fields: Mapping[str, Any], place: str) -> Iterator[str]:
    for name in sorted(given):
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Remove it."
            yield f"{place}{name}: there is no such argument. {hint}"


def _wrong_keys(given: Mapping[Any, Any], place: str) -> Iterator[str]:
    for key in given:
        if not isinstance(key, str):
            yield f"{place}: found the key {_shown(key)}; allowed: text. Put it in quotes."


def _read_value(hint: Any, value: Any, place: str, mistakes: list[str]) -> Any:
    later = is_later(value)
    is_input, hint = _is_input(hint), get_args(hint)[0] if _is_input(hint) else hint
    if later and not is_input and hint is not Any:
        mistakes.append(
            f"{place}: found an output; allowed: {_described(hint)}. It is judged before anything "
            "is created, so give it as a plain value."
        )
        return None
    if later or hint is Any:
        return value
    container = get_origin(hint)
    if container is list and isinstance(value, list | tuple):
        (element,) = get_args(hint)
        nothing: Any = {} if is_typeddict(element) else None
        return [
            _read_value(element, item, f"{place}[{index}]", mistakes) or nothing
            for index, item in enumerate(value)
        ]
    if container is dict and isinstance(value, Mapping):
        mistakes.extend(_wrong_keys(value, place))
        # By name: Pulumi's wire keeps no order.
        return {
            key: _read_value(get_args(hint)[1], value[key], f"{place}.{key}", mistakes)
            for key in sorted(key for key in value if isinstance(key, str))
        }
    if is_typeddict(hint) and isinstance(value, Mapping):
        return _read_block(hint, value, f"{place}.", mistakes)
    return _read_scalar(hint, value, place, mistakes)


def is_later(value: object) -> bool:
    """Tell whether a value comes from another resource, and a preview may not know it."""
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


def _read_scalar(hint: Any, value: Any, place: str, mistakes: list[str]) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        if isinstance(value, hint):
            return value.value
        if value in [member.value for member in hint]:
            return value
    elif hint is int:
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
            if number.is_integer():
                return int(number)
    elif hint in (str, bool) and isinstance(value, hint):
        return value
    is_secret = any(word in place for word in _SECRET_PLACES)
    found = _kind(value) if is_secret else _shown(value)
    mistakes.append(f"{place}: found {found}; allowed: {_described(hint)}.")
    return None


def _shown(value: Any) -> str:
    """Show a scalar as it was written: a hosted component receives 7 as 7.0."""
    if isinstance(value, float) and value.is_integer():
        return repr(int(value))
    return repr(value) if isinstance(value, str | int | float) else _kind(value)


def _kind(value: Any) -> str:
    """Describe a value without showing any of it."""
    if value is None:
        return "null"
    other = f"a value of type {type(value).__name__}"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), other)


def _described(hint: Any) -> str:
    if _is_input(hint):
        return f"{_described(get_args(hint)[0])}, also as an output"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(str(member.value) for member in hint)
    if is_typeddict(hint):
        return "a mapping with " + ", ".join(inspect.get_annotations(hint))
    if get_origin(hint) is list:
        return f"a list, each {_described(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return "a mapping"
    names = {str: "text", bool: "true or false", int: "a whole number"}
    return names.get(hint, "any value")


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) is NotRequired


def _is_input(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)
