"""The plugin as a process: it prints its port, serves the engine, and ends when that is gone.

It ends on a signal too, and in each case what is under way answers what was begun.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import grpc
import pulumi
from pulumi.provider.server import ProviderServicer as ComponentServicer
from pulumi.runtime.proto import provider_pb2_grpc

from azure_hotpatch.plugin.engine import Engine
from azure_hotpatch.plugin.hosted import COMPONENTS, HostedComponents
from azure_hotpatch.plugin.registrar import Surroundings
from azure_hotpatch.plugin.schema import with_resources
from azure_hotpatch.plugin.servicer import Servicer
from azure_hotpatch_cloud.arm import Arm

_GRACE = 1.0
_LARGEST_MESSAGE = 400 * 1024 * 1024  # As the engine and Pulumi's SDKs have it.


Components = Sequence[type[pulumi.ComponentResource]]


async def serve(engine_address: str, components: Components, surroundings: Surroundings) -> None:
    """Serve one engine on a free loopback port, whose number is the first line of the output."""
    engine = Engine(engine_address)
    number = version("azure-hotpatch")
    host = HostedComponents(list(components), number)
    servicer = Servicer(
        engine=engine,
        components=ComponentServicer(host, [], engine_address),
        schema=with_resources(host.schema or "{}"),
        version=number,
        surroundings=surroundings,
    )
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", _LARGEST_MESSAGE)])
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    told = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows tells in no such way.
            asyncio.get_running_loop().add_signal_handler(ending, told.set)
    ends = [
        asyncio.ensure_future(engine.gone()),
        asyncio.ensure_future(server.wait_for_termination()),
        asyncio.ensure_future(told.wait()),
    ]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    await servicer.stop()
    await server.stop(_GRACE)
    for end in ends:
        end.cancel()
    await servicer.close()


def main(components: Components = COMPONENTS) -> None:
    """Run the plugin as the engine starts it: `python FOLDER ENGINE`."""
    parser = argparse.ArgumentParser(
        prog="azure-hotpatch", description="The Pulumi plugin azure-hotpatch; Pulumi starts it."
    )
    parser.add_argument("engine", help="address of Pulumi's engine, host:port")
    known, _ = parser.parse_known_args()
    surroundings = Surroundings(
        connect=Arm.connect,
        now=time.monotonic,
        sleep=asyncio.sleep,
        today=lambda: datetime.now(UTC),
        environment=os.environ,
    )
    with contextlib.suppress(KeyboardInterrupt):  # Before it serves.
        asyncio.run(serve(known.engine, components, surroundings))
