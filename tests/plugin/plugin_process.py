"""The real plugin process, and as much of an engine as it needs."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
)

ROOT = Path(__file__).parents[2]


class Listening(engine_pb2_grpc.EngineServicer):
    """The part of an engine that a plugin talks to: it keeps what it is told."""

    def __init__(self) -> None:
        self.logged: list[engine_pb2.LogRequest] = []
        self.address = ""

    def Log(self, request: engine_pb2.LogRequest, _: Any) -> empty_pb2.Empty:  # noqa: N802, gRPC's name
        """Keep it."""
        self.logged.append(request)
        return empty_pb2.Empty()


@dataclass
class PluginProcess:
    """The real plugin process, an engine that it talks to, and a stub to ask it."""

    process: subprocess.Popen[str]
    engine: grpc.Server
    listening: Listening
    stub: Any
    urn: str = ""

    def configure(self, **args: str) -> None:
        """Configure it as the engine does; registrations here take no time to speak of."""
        quick = {"pollIntervalSeconds": "0.02", "stableReads": "2", **args}
        self.stub.Configure(provider_pb2.ConfigureRequest(args=struct(quick)))

    def said(self, *, ephemeral: bool = False) -> list[str]:
        """What the user reads, or what passes by."""
        return [one.message for one in self.listening.logged if one.ephemeral is ephemeral]

    def end(self) -> str:
        """End it; what it wrote to stderr, where a traceback would be."""
        self.process.terminate()
        return self.process.communicate(timeout=10)[1]


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Values as Pulumi's wire has them."""
    made = struct_pb2.Struct()
    made.update(values)
    return made


@contextmanager
def listening_engine() -> Iterator[tuple[grpc.Server, Listening, str]]:
    """An engine that only listens, and its address."""
    listening = Listening()
    engine = grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(listening, engine)
    port = engine.add_insecure_port("127.0.0.1:0")
    engine.start()
    listening.address = f"127.0.0.1:{port}"
    yield engine, listening, listening.address
    engine.stop(None).wait()


@contextmanager
def plugin_process(environment: Mapping[str, str]) -> Iterator[PluginProcess]:
    """The plugin as the engine starts it: `python components ENGINE`."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("ARM_")}
    with listening_engine() as (engine, listening, engine_address):
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "components"), engine_address],
            env={**own, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        address = f"127.0.0.1:{process.stdout.readline().strip()}" if process.stdout else ""
        with grpc.insecure_channel(address) as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            made = PluginProcess(process, engine, listening, stub)
            made.stub.Handshake(
                provider_pb2.ProviderHandshakeRequest(engine_address=engine_address)
            )
            try:
                yield made
            finally:
                stderr = made.end()
    assert "Traceback" not in stderr, stderr
