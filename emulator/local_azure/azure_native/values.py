"""Pulumi's property values as Python's: dicts, lists, plain values, and two words of their own."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import json_format, struct_pb2

from local_azure.azure_native.errors import StandInError

Properties = dict[str, Any]

# The engine's signatures, from sdk/go/common/resource/sig and plugin/rpc.go of pulumi v3.259.0.
_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, not a password


class Unknown:
    """A value that nobody knows during a preview; `UNKNOWN` is the only one."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that the engine must encrypt."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(...)"


def from_wire(struct: struct_pb2.Struct) -> Properties:
    """The properties of a request, without those that are null.

    Raises:
        StandInError: a property is an asset, an archive or a resource reference.
    """
    found: Properties = _read(json_format.MessageToDict(struct))
    return found


def to_wire(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """The properties as the engine reads them."""
    struct = struct_pb2.Struct()
    struct.update(_write(properties))
    return struct


def plain(value: Any) -> Any:
    """The value with every secret opened."""
    match value:
        case Secret():
            return plain(value.value)
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
    return value


def has_unknown(value: Any) -> bool:
    """Whether any part of the value is unknown."""
    match value:
        case Unknown():
            return True
        case Secret():
            return has_unknown(value.value)
        case dict():
            return any(has_unknown(item) for item in value.values())
        case list():
            return any(has_unknown(item) for item in value)
    return False


def seal(outputs: Any, inputs: Any) -> Any:
    """Outputs in which whatever is secret in the inputs is secret too.

    A secret that ARM does not give back (`osProfile.adminPassword`) is kept from the inputs.
    """
    match outputs, inputs:
        case _, Secret():
            return Secret(plain(inputs) if outputs is None else plain(outputs))
        case dict(), dict():
            sealed = {key: seal(item, inputs.get(key)) for key, item in outputs.items()}
            missing = {
                key: kept
                for key, item in inputs.items()
                if key not in outputs and (kept := _only_secrets(item)) is not None
            }
            return sealed | missing
        case list(), list() if len(outputs) == len(inputs):
            return [seal(*pair) for pair in zip(outputs, inputs, strict=True)]
    return outputs


def _only_secrets(value: Any) -> Any:
    match value:
        case Secret():
            return value
        case dict():
            kept = {
                key: part
                for key, item in value.items()
                if (part := _only_secrets(item)) is not None
            }
            return kept or None
    return None


def _read(value: Any) -> Any:
    match value:
        case str() if value == _UNKNOWN:
            return UNKNOWN
        case float() if math.isfinite(value) and value == int(value):
            return int(value)
        case list():
            return [_read(item) for item in value]
        case dict() if value.get(_SIGNATURE) == _SECRET:
            return Secret(_read(value.get("value")))
        case dict() if _SIGNATURE in value:
            raise StandInError("assets, archives and resource references have no place in ARM")
        case dict():
            return {key: _read(item) for key, item in value.items() if item is not None}
    return value


def _write(value: Any) -> Any:
    match value:
        case Unknown():
            return _UNKNOWN
        case Secret():
            return {_SIGNATURE: _SECRET, "value": _write(value.value)}
        case Mapping():
            return {key: _write(item) for key, item in value.items()}
        case list() | tuple():
            return [_write(item) for item in value]
    return value
