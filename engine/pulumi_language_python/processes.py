"""The processes that the host starts: what they write, how they end, and that they do end."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 1.0
"""Seconds from SIGTERM to SIGKILL. The engine kills the host itself after five."""

DRAIN = 0.5
"""Seconds to wait, after a process ended, for output that something it started still holds."""


class Child(asyncio.SubprocessProtocol):
    """One process, what it writes, and how it ends."""

    def __init__(self) -> None:
        self.written: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue()
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the handle on the process."""
        assert isinstance(transport, asyncio.SubprocessTransport)  # noqa: S101  # For mypy.
        self.process = transport

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        """Hand on what the process wrote."""
        self.written.put_nowait((fd, data.encode() if isinstance(data, str) else data))

    def process_exited(self) -> None:
        """Stop listening soon, even if something that the process started holds its pipes."""
        self.ended.set()
        asyncio.get_running_loop().call_later(DRAIN, self.written.put_nowait, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """All pipes are closed and the process has ended."""
        del exc
        self.written.put_nowait(None)

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Yield what the process writes, with the file descriptor, until it has ended."""
        while (chunk := await self.written.get()) is not None:
            yield chunk

    async def code(self) -> int:
        """Wait until the process has ended; return its exit code, or minus a signal's number."""
        await self.ended.wait()
        code = self.process.get_returncode()
        return -1 if code is None else code

    async def end(self) -> None:
        """Ask the process to end, and after a grace period make it."""
        if not self.ended.is_set():
            self.process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), GRACE)
        if not self.ended.is_set():
            self.process.kill()
            await self.ended.wait()


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
            async for fd, data in child.output():
                written[fd] += data
            return (
                await child.code(),
                written[1].decode(errors="replace"),
                written[2].decode(errors="replace"),
            )

    async def end(self) -> None:
        """End all of them, at the same time."""
        await asyncio.gather(*(child.end() for child in self.running))
