"""Pulumi's flat properties to ARM's nested body, and back."""

from collections.abc import Mapping
from typing import Any

from local_azure.azure_native.shapes import NO_SHAPE, SHAPES, Shape
from local_azure.azure_native.types import ResourceType
from local_azure.azure_native.values import UNKNOWN, Properties


def request_body(kind: ResourceType, inputs: Mapping[str, Any]) -> Properties:
    """The body of a PUT: inputs of the body only, secrets already opened."""
    body: Properties = _to_arm(kind.shape, _body_inputs(kind, inputs))
    return body


def outputs_of(kind: ResourceType, body: Mapping[str, Any]) -> Properties:
    """What a resource's outputs are, from ARM's answer; `id` is the engine's own."""
    flat = _from_arm(kind.shape, dict(body))
    known = kind.body_inputs | kind.body_outputs
    outputs = {name: value for name, value in flat.items() if name in known and value is not None}
    return outputs | {"azureApiVersion": kind.api_version}


def inputs_within(kind: ResourceType, outputs: Mapping[str, Any]) -> Properties:
    """The outputs that could be inputs: without what only Azure sets."""
    found: Properties = _settable(kind.shape, _body_inputs(kind, outputs))
    return found


def imported_inputs(
    kind: ResourceType, parameters: Mapping[str, str], outputs: Mapping[str, Any]
) -> Properties:
    """Inputs that would make the resource as it is, for an import; empty lists are left out.

    Azure's `id` is no input, though some types list it: Pulumi would see a difference forever.
    """
    settable = inputs_within(kind, outputs)
    filled = {
        name: kept
        for name, value in settable.items()
        if name != "id" and (kept := _not_empty(value)) is not None
    }
    return {**filled, **parameters, "azureApiVersion": kind.api_version}


def preview_outputs(kind: ResourceType, inputs: Mapping[str, Any]) -> Properties:
    """Outputs before anything is made: inputs as they are, and the rest unknown."""
    names = (kind.body_inputs | kind.body_outputs) - {"id"}
    known = _body_inputs(kind, inputs)
    outputs = {
        name: _foreseen(_part(kind.shape, name), known[name]) if name in known else UNKNOWN
        for name in sorted(names)
    }
    return outputs | {"azureApiVersion": kind.api_version}


def _body_inputs(kind: ResourceType, properties: Mapping[str, Any]) -> Properties:
    return {name: value for name, value in properties.items() if name in kind.body_inputs}


def _part(shape: Shape, name: str) -> Shape:
    return SHAPES.get(shape.parts.get(name, ""), NO_SHAPE)


def _to_arm(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_to_arm(shape, item) for item in value]
    if not isinstance(value, dict):
        return value
    body: Properties = {}
    for name, item in value.items():
        if name in shape.sets and isinstance(item, list):
            body[name] = {member: {} for member in item}
            continue
        nested = shape.beside is not None and name not in shape.beside
        holder = body.setdefault("properties", {}) if nested else body
        holder[name] = _to_arm(_part(shape, name), item)
    return body


def _from_arm(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_from_arm(shape, item) for item in value]
    if not isinstance(value, dict):
        return value
    flat = value
    if shape.beside is not None and isinstance(value.get("properties"), dict):
        flat = {name: item for name, item in value.items() if name != "properties"}
        flat |= value["properties"]
    return {
        name: _from_arm(_part(shape, name), item) for name, item in flat.items() if item is not None
    }


def _settable(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_settable(shape, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: list(item)
        if name in shape.sets and isinstance(item, dict)
        else _settable(_part(shape, name), item)
        for name, item in value.items()
        if name not in shape.read_only
    }


def _foreseen(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_foreseen(shape, item) for item in value]
    if not isinstance(value, dict):
        return value
    unknown = shape.read_only | shape.filled
    known = {
        # What is written as a list of names comes back as an object, with more than the names.
        name: UNKNOWN if name in shape.sets else _foreseen(_part(shape, name), item)
        for name, item in value.items()
    }
    return dict.fromkeys(sorted(unknown), UNKNOWN) | known


def _not_empty(value: Any) -> Any:
    match value:
        case dict():
            kept = {
                name: item for name, part in value.items() if (item := _not_empty(part)) is not None
            }
            return kept or None
        case list():
            return [item for part in value if (item := _not_empty(part)) is not None] or None
    return value
