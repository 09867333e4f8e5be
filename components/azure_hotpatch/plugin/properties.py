"""Properties on Pulumi's wire, and as plain values."""

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_TEXT

UNKNOWN: Final = UNKNOWN_TEXT
"""Stands for a value that a preview does not know yet."""

_SIGNATURE = rpc._special_sig_key  # noqa: SLF001, the wire's constant has no public name
_SECRET = rpc._special_secret_sig  # noqa: SLF001, the same
_OUTPUT = rpc._special_output_value_sig  # noqa: SLF001, the same


def plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The values as Python's, secrets opened; a value that is not known yet is UNKNOWN."""
    return {name: _plain(value) for name, value in struct.fields.items()}


def _plain(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "null_value":
            return None
        case "list_value":
            return [_plain(one) for one in value.list_value.values]
        case "struct_value":
            return _opened(plain(value.struct_value))
        case kind:
            text = getattr(value, kind or "string_value")
            # One object for all unknowns, so that `is` tells them apart from any text.
            return UNKNOWN if text == UNKNOWN else text


def _opened(fields: dict[str, Any]) -> Any:
    if fields.get(_SIGNATURE) in {_SECRET, _OUTPUT}:
        return fields.get("value", UNKNOWN)
    return fields


def with_values(struct: struct_pb2.Struct, values: Mapping[str, Any]) -> struct_pb2.Struct:
    """A copy of `struct`, whose secrets stay secret, with further values."""
    copy = struct_pb2.Struct()
    copy.CopyFrom(struct)
    copy.update(values)
    return copy
