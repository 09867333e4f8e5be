"""The way back to Pulumi's engine: what the user reads, and whether anybody is there at all."""

import contextlib
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc


class Engine:
    """The engine that started this plugin, or that attached to it."""

    def __init__(self, address: str) -> None:
        self._connect(address)

    def _connect(self, address: str) -> None:
        self.address = address
        self._channel = grpc.aio.insecure_channel(address)
        self._stub: Any = engine_pb2_grpc.EngineStub(self._channel)  # typed for threads only

    async def move(self, address: str) -> None:
        """Talk to another engine from now on, as a debugging session asks."""
        if address != self.address:
            old = self._channel
            self._connect(address)
            await old.close(None)

    async def log(self, severity: int, urn: str, message: str, *, ephemeral: bool = False) -> None:
        """Show a message at a resource; where nobody listens, that is all right."""
        request = engine_pb2.LogRequest(
            severity=severity,  # type: ignore[arg-type]  # the stub's enum is an int at run time
            urn=urn,
            message=message,
            ephemeral=ephemeral,
        )
        try:
            await self._stub.Log(request)
        except grpc.aio.AioRpcError:
            return

    async def gone(self) -> None:
        """Return when an engine that was there is no more."""
        channel, ready = self._channel, False
        while True:
            state = channel.get_state(try_to_connect=True)
            ready = ready or state is grpc.ChannelConnectivity.READY
            if ready and state is grpc.ChannelConnectivity.TRANSIENT_FAILURE:
                return
            with contextlib.suppress(grpc.aio.UsageError):  # Moved away, and closed it.
                await channel.wait_for_state_change(state)
            if channel is not self._channel:
                channel, ready = self._channel, False

    async def close(self) -> None:
        """Give the connection back."""
        await self._channel.close(None)


@dataclass(frozen=True, kw_only=True)
class ResourceReport:
    """Progress of one resource, shown in its row."""

    engine: Engine
    urn: str

    async def tick(self, text: str) -> None:
        """What is so just now; the next tick takes its place."""
        await self.engine.log(engine_pb2.INFO, self.urn, text, ephemeral=True)

    async def note(self, text: str) -> None:
        """What stays to be read."""
        await self.engine.log(engine_pb2.INFO, self.urn, text)

    async def warn(self, text: str) -> None:
        """What somebody should look at."""
        await self.engine.log(engine_pb2.WARNING, self.urn, text)
