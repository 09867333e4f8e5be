"""The plugin's process: serve one engine, and end with it."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from local_azure.azure_native.provider import AzureNative

_THREADS = 64
_MESSAGE_BYTES = 400 * 1024 * 1024
_LOOK_SECONDS = 0.5
_GRACE_SECONDS = 2.0


def serve(version: str) -> None:
    """Serve on a free loopback port, print it, and return when the engine is gone or says stop."""
    engine = os.getppid()
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server = grpc.server(
        ThreadPoolExecutor(_THREADS),
        options=[
            ("grpc.max_send_message_length", _MESSAGE_BYTES),
            ("grpc.max_receive_message_length", _MESSAGE_BYTES),
        ],
    )
    servicer = AzureNative(version, stop)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the engine reads the port here
    while not stop.wait(_LOOK_SECONDS):
        if os.getppid() != engine:
            stop.set()
    server.stop(_GRACE_SECONDS).wait()
