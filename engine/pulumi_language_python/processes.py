"""The processes that the host starts: what they write, how they end, and that they do end."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 1.0
"""Seconds from SIGTERM to SIGKILL. The engine kills the host itself after five."""

DRAIN = 0.5
"""Seconds to wait, after a process ended, for output that something it started still holds."""


class Child(asyncio.SubprocessProtocol):
    """One process. `output` yields (file descriptor, bytes) until None; `code` is how it ended."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.output: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue()
        self.code: asyncio.Future[int] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the handle on the process."""
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101  # For mypy.
        self.process = transport

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        """Hand on what the process wrote."""
        self.output.put_nowait((fd, bytes(data) if not isinstance(data, str) else data.encode()))

    def process_exited(self) -> None:
        """Note the exit code, and stop listening soon, even if a grandchild holds the pipes."""
        returncode = self.process.get_returncode()
        if not self.code.done():
            self.code.set_result(-1 if returncode is None else returncode)
        asyncio.get_running_loop().call_later(DRAIN, self.output.put_nowait, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """All pipes are closed and the process has ended."""
        del exc
        self.output.put_nowait(None)

    async def lines(self) -> AsyncIterator[tuple[int, bytes]]:
        """Yield what the process writes, as it comes, until it has ended."""
        while (chunk := await self.output.get()) is not None:
            yield chunk

    async def end(self) -> None:
        """Ask the process to end, and after a grace period make it."""
        if not self.code.done():
            self.process.terminate()
            await asyncio.wait([self.code], timeout=GRACE)
        if not self.code.done():
            self.process.kill()
            await self.code


@dataclass
class Children:
    """The processes of this host that have not ended."""

    running: set[Child] = field(default_factory=set)

    @asynccontextmanager
    async def start(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: str | None = None,
        captured: bool = True,
    ) -> AsyncIterator[Child]:
        """Start a process that does not outlive the `async with` block.

        `captured` is False where it writes to the host's own output, which the engine shows.
        """
        pipe = subprocess.PIPE if captured else None
        _, child = await asyncio.get_running_loop().subprocess_exec(
            Child,
            *map(str, command),
            cwd=folder or None,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
        )
        self.running.add(child)
        try:
            yield child
        finally:
            await asyncio.shield(child.end())
            self.running.discard(child)
            child.process.close()

    async def answer(
        self, command: Sequence[str | Path], environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Run a short command; return its exit code, output and error output."""
        written = {1: b"", 2: b""}
        async with self.start(command, environment=environment) as child:
            async for fd, data in child.lines():
                written[fd] += data
            return (
                await child.code,
                written[1].decode(errors="replace"),
                written[2].decode(errors="replace"),
            )

    async def end(self) -> None:
        """End all of them, at the same time."""
        await asyncio.gather(*(child.end() for child in self.running))
