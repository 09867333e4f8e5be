"""What an owner may add to this Azure by admin routes: features, providers, images."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from local_azure.arm import ArmError, Json

Kind = TypeVar("Kind")


def read(kind: type[Kind], body: Json, code: str) -> Kind:
    """The dataclass that a body describes, its fields in camelCase; all mistakes at once.

    Raises:
        ArmError: 400 with `code` for a missing, a wrong or an unknown field.
    """
    known = {_camel(field.name): field for field in fields(kind) if field.init}  # type: ignore[arg-type]
    hints = get_type_hints(kind)
    wrong = [
        *_missing(known, body),
        *(
            f"{name}: found {body[name]!r}, {_wanted(hints[field.name])} is needed"
            for name, field in known.items()
            if name in body and not _fits(body[name], hints[field.name])
        ),
        *(
            f"{name}: not a field; there are {', '.join(known)}"
            for name in sorted(set(body) - set(known))
        ),
    ]
    if wrong:
        raise ArmError(400, code, "; ".join(wrong))
    return kind(**{known[name].name: _given(value) for name, value in body.items()})


def _missing(known: Mapping[str, Field[Any]], body: Json) -> Iterator[str]:
    for name, field in known.items():
        if field.default is MISSING and name not in body:
            yield f"{name}: missing"


def _camel(name: str) -> str:
    """`approval_type` as JSON has it: `approvalType`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _given(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _fits(value: Any, hint: Any) -> bool:
    if hint == tuple[str, ...]:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if hint in (str, bool, int):
        return type(value) is hint
    return any(
        isinstance(value, choice) if isinstance(choice, type) else value == choice
        for choice in get_args(hint)
    )


def _wanted(hint: Any) -> str:
    names = {str: "a text", bool: "true or false", int: "a whole number", NoneType: "null"}
    if hint == tuple[str, ...]:
        return "a list of texts"
    if hint in names:
        return names[hint]
    return " or ".join(names.get(choice, repr(choice)) for choice in get_args(hint))
