"""A refusal as gRPC carries it to the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.operations import PartialError
from local_azure.azure_native.values import to_wire


@dataclass(frozen=True)
class _Status(grpc.Status):
    """What `abort_with_status` sends."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


@contextmanager
def refusing(context: grpc.ServicerContext) -> Iterator[None]:
    """Answer the engine with the sentence of a refusal, never with a traceback.

    A resource that ARM accepted before it failed goes along, and the engine keeps it as partially
    created or updated.
    """
    try:
        yield
    except PartialError as error:
        context.abort_with_status(_partial(error))
    except StandInError as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))
    except Exception as error:  # noqa: BLE001 - the engine prints it; gRPC would print less
        context.abort(
            grpc.StatusCode.INTERNAL,
            f"the stand-in for azure-native failed ({error!r}); this is a bug of local-azure",
        )


def _partial(error: PartialError) -> _Status:
    state, reason = error.state, str(error)
    failed = provider_pb2.ErrorResourceInitFailed(
        id=state.id,
        properties=to_wire(state.outputs),
        inputs=to_wire(state.inputs),
        reasons=[reason],
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reason)
    status.details.add().Pack(failed)
    return _Status(code, reason, (("grpc-status-details-bin", status.SerializeToString()),))
