"""The JSON types of a request's body, by which ARM reads it before anything else is judged.

A shape is a type (`str`, `bool`, `int`, `dict` for an object of the client's own, `ArmId`), an
object's fields with their shapes, or a list's one shape in a tuple. A field that no shape names
may be anything.
"""

from collections.abc import Mapping
from typing import Any

from local_azure import resources
from local_azure.arm import ArmError

Shape = type | Mapping[str, "Shape"] | tuple["Shape"]


class ArmId(str):
    """The id of a resource in a resource group."""

    __slots__ = ()


ASSUMED = (
    "A value of another JSON type is always refused; Azure converts some of them.",
    "The text that refuses a value of another type leaves the value and its line out.",
)

# The names that Azure's own messages give them: ARM is written for .NET.
_TYPES: Mapping[type, tuple[type, str]] = {
    str: (str, "System.String"),
    ArmId: (str, "System.String"),
    bool: (bool, "System.Boolean"),
    int: (int, "System.Int32"),
    dict: (dict, "System.Object"),
    list: (list, "System.Array"),
}


def read(value: Any, shape: Shape, path: str = "") -> Any:
    """The value, without fields that are null: they count as absent.

    Raises:
        ArmError: 400 InvalidRequestContent for a value of another type in what all resources have,
            400 BadRequest below `properties`; 400 LinkedInvalidPropertyId.
            Source: MicrosoftDocs/OfficeDocs-Enterprise#45 for BadRequest and its text.
    """
    kind = dict if isinstance(shape, Mapping) else list if isinstance(shape, tuple) else shape
    if not isinstance(kind, type):
        raise TypeError(shape)
    if kind is not object:
        _refuse_other(value, kind, path)
    if isinstance(shape, Mapping):
        place = f"{path}." if path else ""
        return {
            name: read(part, shape.get(name, object), f"{place}{name}")
            for name, part in value.items()
            if part is not None
        }
    if isinstance(shape, tuple):
        return [read(part, shape[0], f"{path}[{index}]") for index, part in enumerate(value)]
    return value


def _refuse_other(value: Any, kind: type, path: str) -> None:
    wanted, name = _TYPES[kind]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise _other_type(f"Error converting value to type '{name}'. Path '{path}'.", path)
    if kind is ArmId and not _is_id(str(value)):
        raise ArmError(
            400,
            "LinkedInvalidPropertyId",
            f"Property id '{value}' at path '{path}' is invalid. Expect fully qualified resource Id"
            " that start with '/subscriptions/{subscriptionId}' or"
            " '/providers/{resourceProviderNamespace}/'.",
        )


def _other_type(text: str, path: str) -> ArmError:
    """What ARM says of what all resources have, and the resource's own provider of the rest."""
    if path.startswith("properties."):
        return ArmError(400, "BadRequest", text)
    return ArmError(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{text}'.",
    )


def _is_id(text: str) -> bool:
    try:
        found = resources.parse(text)
    except ValueError:
        return False
    return all((found.subscription, found.group, found.namespace, *found.types, *found.names))
