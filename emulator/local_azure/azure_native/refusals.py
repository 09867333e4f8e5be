"""A refusal as gRPC carries it to the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.operations import State
from local_azure.azure_native.values import to_wire


@dataclass(frozen=True)
class _Status(grpc.Status):
    """What `abort_with_status` sends."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


@contextmanager
def refusing(context: grpc.ServicerContext) -> Iterator[None]:
    """Answer the engine with the sentence of a refusal, never with a traceback."""
    try:
        yield
    except StandInError as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))


def keep_partial(context: grpc.ServicerContext, state: State, reason: str) -> NoReturn:
    """Answer that the resource is there and not as wished, so that the engine keeps it."""
    failed = provider_pb2.ErrorResourceInitFailed(
        id=state.id,
        properties=to_wire(state.outputs),
        inputs=to_wire(state.inputs),
        reasons=[reason],
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reason)
    status.details.add().Pack(failed)
    metadata = (("grpc-status-details-bin", status.SerializeToString()),)
    context.abort_with_status(_Status(code, reason, metadata))
