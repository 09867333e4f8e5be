"""A local Azure in this process, reached through our own ARM pipeline, whose time a test moves."""

import asyncio
import json
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import grpc
import pytest
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
)

from azure_hotpatch.plugin.target import Target
from azure_hotpatch.plugin.waiting import Wait
from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.clouds import Cloud
from local_azure import faults
from local_azure.arm import Json, Reply
from local_azure.testing import ORIGIN, InProcess, Running, in_process, running

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


class Recorded:
    """A report that keeps what it is told."""

    def __init__(self) -> None:
        self.ticks: list[str] = []
        self.notes: list[str] = []
        self.warnings: list[str] = []

    async def tick(self, text: str) -> None:
        """Keep it."""
        self.ticks.append(text)

    async def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)

    async def warn(self, text: str) -> None:
        """Keep it."""
        self.warnings.append(text)


class Token(AsyncTokenCredential):
    """A credential that always has a token; the in-process Azure puts its own in its place."""

    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        """A token that lasts."""
        return AccessToken("in-process", 2**40)

    async def close(self) -> None:
        """Nothing to give back."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""


class Answered(AsyncHttpResponse):
    """An answer of the in-process Azure as azure-core wants it."""

    def __init__(self, request: HttpRequest, reply: Reply) -> None:
        self._request = request
        self._text = "" if reply.body is None else json.dumps(reply.body)
        self._status = reply.status
        self._headers = dict(reply.headers)

    request = property(lambda self: self._request)
    status_code = property(lambda self: self._status)
    headers: Any = property(lambda self: self._headers)
    reason = property(lambda self: str(self._status))
    content_type = property(lambda _: "application/json")
    is_closed = is_stream_consumed = property(lambda _: True)
    encoding: Any = "utf-8"
    url = property(lambda self: self._request.url)
    content = property(lambda self: self._text.encode())

    def text(self, encoding: str | None = None) -> str:
        """The body."""
        del encoding
        return self._text

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self._text)

    def raise_for_status(self) -> None:
        """Nothing: our pipeline looks at the status itself."""

    async def read(self) -> bytes:
        """The body."""
        return self._text.encode()

    async def iter_bytes(self, **_: Any) -> AsyncIterator[bytes]:
        """The body."""
        yield self._text.encode()

    async def iter_raw(self, **_: Any) -> AsyncIterator[bytes]:
        """The body."""
        yield self._text.encode()

    async def close(self) -> None:
        """Nothing to give back."""

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""


@dataclass
class World:
    """One in-process Azure, our ARM pipeline to it, and a clock that only sleeping moves."""

    azure: InProcess
    report: Recorded = field(default_factory=Recorded)

    @property
    def subscription_id(self) -> str:
        """GUID of the subscription."""
        return self.azure.subscription.rsplit("/", 1)[-1]

    @property
    def feature(self) -> Target:
        """A feature that this Azure offers."""
        return Target(
            subscription_id=self.subscription_id,
            namespace="Microsoft.Compute",
            feature="InGuestHotPatchVMPreview",
        )

    @property
    def provider(self) -> Target:
        """A resource provider that this Azure has."""
        return Target(subscription_id=self.subscription_id, namespace="Microsoft.Compute")

    def arm(self) -> Arm:
        """Our pipeline to this Azure."""
        cloud = Cloud(name="local", resource_manager=ORIGIN, authority=ORIGIN, audience=ORIGIN)
        return Arm(cloud, Token(), Wire(self))

    def wait(self, *, limit: float = 1800, stable_reads: int = 10) -> Wait:
        """As the plugin waits by default, by this world's clock."""
        return Wait(
            limit=limit,
            interval=10,
            stable_reads=stable_reads,
            now=self.azure.hand,
            sleep=self.sleep,
            report=self.report,
        )

    async def sleep(self, seconds: float) -> None:
        """Let time pass, and others run."""
        self.azure.wait(seconds)
        await asyncio.sleep(0)

    def set_state(self, target: Target, state: str) -> None:
        """Let a registration be in a state that nothing changes by itself."""
        if target.feature is None:
            kind, key = "provider", f"{target.subscription_id}/{target.namespace}"
        else:
            key = f"{target.subscription_id}/{target.namespace}/{target.feature}"
            kind = "feature"
        self.azure.azure.store.put(kind, key, {"state": state, "turn": 7})

    def state(self, target: Target) -> str:
        """The state that Azure has."""
        reply = self.azure.call("GET", target.id, api_version=target.api_version)
        return target.state_in(reply.body)

    def fault(self, **wanted: Any) -> None:
        """Order a fault, as the admin route does."""
        faults.order(self.azure.azure, wanted)

    def requests(self) -> list[str]:
        """Method and end of the path of every request so far."""
        return [
            f"{one['method']} {one['path'].rsplit('/providers/', 1)[-1]}"
            for one in self.azure.azure.store.log.list()
        ]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end."""
        return asyncio.run(work)


class Wire(AsyncHttpTransport[HttpRequest, AsyncHttpResponse]):
    """Calls that go to the in-process Azure; a retry's pause moves its clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, request: HttpRequest, **_: Any) -> AsyncHttpResponse:
        """Ask the Azure; a dropped connection is what azure-core calls it."""
        parts = urlsplit(request.url)
        body: Json | bytes | None = None
        try:
            reply = self._world.azure.call(
                str(request.method), parts.path, body, api_version="", query=parts.query
            )
        except faults.Dropped as error:
            raise ServiceRequestError("the connection was dropped") from error
        return Answered(request, reply)

    async def sleep(self, duration: float) -> None:
        """Let time pass."""
        await self._world.sleep(duration)

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to close."""


@pytest.fixture
def world() -> Iterator[World]:
    """A local Azure in this process, and what the registering of it needs."""
    azure = in_process()
    yield World(azure)
    azure.azure.store.close()


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


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real `local-azure serve` for the tests of a module; each begins on a clean one."""
    with running(tmp_path_factory.mktemp("local") / "azure") as server:
        yield server


@pytest.fixture(scope="module")
def one_plugin(local_azure: Running) -> Iterator[PluginProcess]:
    """One plugin process for the tests of a module."""
    with plugin_process(local_azure.env) as made:
        yield made


@pytest.fixture
def plugin(one_plugin: PluginProcess, local_azure: Running) -> PluginProcess:
    """The real plugin process, configured anew for a clean local Azure; it knows no resource."""
    local_azure.admin("POST", "/reset")
    one_plugin.configure()
    one_plugin.listening.logged.clear()
    one_plugin.urn = f"urn:pulumi:dev::project::any:index:Type::{uuid.uuid4()}"
    return one_plugin
