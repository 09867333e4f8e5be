"""Start the language host: print the port it listens on, and serve until the engine is done.

The engine starts `pulumi-language-python [options] ENGINE`; engine/install.py writes that script,
with the place of pulumi-language-python-exec as `--executor`.
"""

import argparse
import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

# Started as a folder: the folder's parent takes its place, so that each module has one name.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import grpc  # noqa: E402  # The path comes first.
from pulumi.runtime.proto.language_pb2_grpc import (  # noqa: E402  # The same.
    add_LanguageRuntimeServicer_to_server,
)

from pulumi_language_python.host import LanguageHost  # noqa: E402  # The same.

STOP = (signal.SIGINT, signal.SIGTERM)


async def serve(engine: str, executor: Path) -> None:
    """Serve one engine until it interrupts the host or is gone; leave no process behind."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for signum in STOP:
        loop.add_signal_handler(signum, stop.set)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        await loop.connect_read_pipe(lambda: UntilClosed(stop), sys.stdin)
    host = LanguageHost(engine, executor, os.environ)
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", -1)])
    add_LanguageRuntimeServicer_to_server(host, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await stop.wait()
    await host.children.end()
    await server.stop(grace=0)


class UntilClosed(asyncio.Protocol):
    """The engine holds the other end of the host's standard input, and writes nothing to it."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.stop = stop

    def connection_lost(self, exc: Exception | None) -> None:
        """The engine is gone, however it went."""
        del exc
        self.stop.set()


def end_group() -> None:
    """End what programs started and left behind, where this process leads its own group."""
    if os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)


def main() -> None:
    """Read the command line, which is that of the official host."""
    parser = argparse.ArgumentParser(prog="pulumi-language-python", description=__doc__)
    parser.add_argument("--executor", type=Path, required=True)
    parser.add_argument("--tracing", help="taken and not used")
    parser.add_argument("--logtostderr", action="store_true", help="taken and not used")
    parser.add_argument("-v", help="taken and not used")
    parser.add_argument("engine", nargs="?", default="", metavar="ENGINE")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.engine, arguments.executor))
    end_group()


if __name__ == "__main__":
    main()
