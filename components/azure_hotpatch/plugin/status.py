"""How the plugin ends a call that went wrong, so that the engine prints our words and no others."""

from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

Context = Any
"""grpc.aio.ServicerContext; its stubs lack `abort_with_status`."""

_DETAILS = "grpc-status-details-bin"


class Status(NamedTuple):
    """What gRPC ends a call with."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: Sequence[tuple[str, bytes]] = ()


async def fail(context: Context, code: grpc.StatusCode, message: str) -> NoReturn:
    """End the call; nothing was made."""
    await context.abort(code, message)
    raise AssertionError("abort does not return")


async def fail_partially(
    context: Context,
    resource_id: str,
    outputs: struct_pb2.Struct,
    inputs: struct_pb2.Struct,
    message: str,
) -> NoReturn:
    """End the call with a resource that is there and not finished; the next up goes on with it."""
    details = status_pb2.Status(code=grpc.StatusCode.FAILED_PRECONDITION.value[0], message=message)
    details.details.add().Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=resource_id, properties=outputs, inputs=inputs, reasons=[message]
        )
    )
    await context.abort_with_status(
        Status(
            code=grpc.StatusCode.FAILED_PRECONDITION,
            details=message,
            trailing_metadata=((_DETAILS, details.SerializeToString()),),
        )
    )
    raise AssertionError("abort does not return")
