"""A real local Azure, the real plugin process in front of it, and the real engine."""

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from local_azure.azure_native.install import install
from local_azure.azure_native.values import from_wire, to_wire
from local_azure.testing import Running, running
from tests.engine_stack import EngineStack

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="session")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One local Azure for the session; tests keep apart by their resource groups."""
    with running(tmp_path_factory.mktemp("azure")) as server:
        yield server


def fail(azure: Running, method: str, path: str, **fault: object) -> None:
    """Order a fault for calls whose path matches, `*` for any characters."""
    azure.admin("POST", "/faults", {"method": method, "path": path, **fault})


def calls(azure: Running, group: str) -> list[str]:
    """Method and last part of the path of every call about a resource group."""
    return [
        f"{entry['method']} {entry['path'].rpartition('/')[2]}"
        for entry in azure.requests()
        if f"/{group}" in entry["path"]
    ]


def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds, for a minute at most: machines are busy."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@dataclass(frozen=True)
class Plugin:
    """A running plugin process, called as the engine calls it, with Python values."""

    process: subprocess.Popen[str]
    stub: provider_pb2_grpc.ResourceProviderStub
    group: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:8]}")

    def configure(self, **variables: str) -> None:
        """Configure with `azure-native:config:…` variables beside the environment."""
        named = {f"azure-native:config:{name}": value for name, value in variables.items()}
        self.stub.Configure(provider_pb2.ConfigureRequest(variables=named, acceptSecrets=True))

    def check(
        self,
        kind: str,
        news: dict[str, Any],
        olds: dict[str, Any] | None = None,
        **more: Any,
    ) -> tuple[dict[str, Any], list[str]]:
        """The checked inputs, and the reasons of all failures."""
        request = provider_pb2.CheckRequest(
            urn=urn(kind), news=to_wire(news), olds=to_wire(olds or {}), **more
        )
        answer = self.stub.Check(request)
        return from_wire(answer.inputs), [failure.reason for failure in answer.failures]

    def create(
        self, kind: str, inputs: dict[str, Any], *, preview: bool = False, timeout: float = 0
    ) -> tuple[str, dict[str, Any]]:
        """The new resource's id and outputs."""
        request = provider_pb2.CreateRequest(
            urn=urn(kind), properties=to_wire(inputs), preview=preview, timeout=timeout
        )
        answer = self.stub.Create(request)
        return answer.id, from_wire(answer.properties)

    def read(
        self,
        kind: str,
        arm_id: str,
        inputs: dict[str, Any] | None = None,
        outputs: dict[str, Any] | None = None,
    ) -> provider_pb2.ReadResponse:
        """The answer to a refresh; without inputs, to an import."""
        answer: provider_pb2.ReadResponse = self.stub.Read(
            provider_pb2.ReadRequest(
                id=arm_id,
                urn=urn(kind),
                inputs=to_wire(inputs or {}),
                properties=to_wire(outputs or {}),
            )
        )
        return answer

    def update(
        self, kind: str, arm_id: str, olds: dict[str, Any], news: dict[str, Any]
    ) -> dict[str, Any]:
        """The outputs after an update."""
        request = provider_pb2.UpdateRequest(
            id=arm_id, urn=urn(kind), olds=to_wire(olds), news=to_wire(news)
        )
        return from_wire(self.stub.Update(request).properties)

    def delete(self, kind: str, arm_id: str) -> None:
        """Delete a resource."""
        self.stub.Delete(provider_pb2.DeleteRequest(id=arm_id, urn=urn(kind)))

    def invoke(self, token: str, **arguments: Any) -> dict[str, Any]:
        """What a function answers."""
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_wire(arguments)))
        return from_wire(getattr(answer, "return"))

    def made_group(self) -> str:
        """This plugin's resource group, made in westus2 if it isn't there."""
        inputs = {"resourceGroupName": self.group, "location": "westus2"}
        arm_id = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{self.group}"
        if not self.read("resources:ResourceGroup", arm_id).id:
            self.create("resources:ResourceGroup", inputs)
        return self.group


def urn(kind: str) -> str:
    """The URN of a resource `thing` of a type such as `network:Subnet`."""
    return f"urn:pulumi:dev::probe::azure-native:{kind}::thing"


@contextmanager
def running_plugin(environment: Mapping[str, str]) -> Iterator[Plugin]:
    """A plugin process with this environment and no other."""
    command = [sys.executable, "-m", "local_azure.azure_native", "--version", "3.29.0", "engine:0"]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = f"127.0.0.1:{process.stdout.readline().strip()}"
        with grpc.insecure_channel(address) as channel:
            yield Plugin(process, provider_pb2_grpc.ResourceProviderStub(channel))
        process.terminate()


@pytest.fixture(scope="session")
def plugin_process(local_azure: Running) -> Iterator[Plugin]:
    """One configured plugin for the session."""
    with running_plugin(local_azure.env) as running:
        running.configure()
        yield running


@pytest.fixture
def plugin(plugin_process: Plugin) -> Plugin:
    """The plugin, with a resource group's name that no other test has."""
    return Plugin(plugin_process.process, plugin_process.stub)


class Stack(EngineStack):
    """A program that a test writes, with the stand-in installed for its engine."""

    def program(self, text: str) -> None:
        """Write the program; it starts with the usual imports."""
        head = (
            "import pulumi\nimport pulumi_azure_native as azure_native\n"
            "from pulumi_azure_native import compute, network, resources\n\n"
        )
        (self.folder / "__main__.py").write_text(head + text)


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack on the local Azure."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: probe\nruntime: python\n")
    install(Path(engine_environment["PULUMI_HOME"]))
    made = Stack(folder, {**engine_environment, **local_azure.env})
    made.pulumi("stack", "init", "dev")
    return made
