"""A program's resources without an engine: what a component registers, and what it gives out."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.runtime import mocks, settings
from pulumi.runtime.stack import run_pulumi_func

from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
_NETWORK = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers/providers/Microsoft.Network"
SUBNET = f"{_NETWORK}/virtualNetworks/hotpatch/subnets/machines"
INTERFACE = f"{_NETWORK}/networkInterfaces/old-nic"
PREVIEW = "windows-server-2019-azure-edition-preview"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"


def machine(**changed: Any) -> HotpatchVmArgs:
    """The arguments of a machine that nothing is wrong with."""
    args: dict[str, Any] = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "subnet_id": SUBNET,
        **changed,
    }
    given = {name: value for name, value in args.items() if value is not None}
    return cast("HotpatchVmArgs", given)


@dataclass
class Registration:
    """One resource as the program registered it: names and inputs as the engine sees them."""

    type: str
    name: str
    inputs: dict[str, Any]
    request: Any

    @property
    def aliases(self) -> list[str]:
        """The type, or the name where there is none, of each alias."""
        return [alias.spec.type or alias.spec.name for alias in self.request.aliases]

    @property
    def waits_for(self) -> dict[str, list[str]]:
        """The names of the resources that each input was computed from."""
        return {
            key: sorted(urn.rpartition("::")[2] for urn in found.urns)
            for key, found in self.request.propertyDependencies.items()
            if found.urns
        }


@dataclass
class Deployment:
    """What one program registered, and the outputs of its component."""

    resources: dict[str, Registration] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    registered_outputs: dict[str, set[str]] = field(default_factory=dict)


class _Cloud(mocks.Mocks):
    """Answers as Azure would where a component reads the answer."""

    def __init__(self, deployment: Deployment, *, preview: bool) -> None:
        self.deployment = deployment
        self.preview = preview

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        state = dict(args.inputs)
        if args.typ == "azure-native:network:NetworkInterface":
            (configuration,) = state["ipConfigurations"]
            state["ipConfigurations"] = [{**configuration, "privateIPAddress": "10.20.0.4"}]
        if args.typ == "azure-native:network:PublicIPAddress":
            state["ipAddress"] = "203.0.113.7"
        if "identity" in state:
            state["identity"] = _granted(state["identity"])
        state["name"] = state.get("vmName", state.get("virtualNetworkName", args.name))
        if self.preview:
            return "", {}
        return f"/subscriptions/{SUBSCRIPTION}/{args.name}", state

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        self.deployment.calls.append((args.token, args.args))
        answers: dict[str, dict[str, Any]] = {
            "azure-native:authorization:getClientConfig": {
                "clientId": "00000000-0000-4000-8000-0000000000c1",
                "objectId": "00000000-0000-4000-8000-0000000000d1",
                "subscriptionId": SUBSCRIPTION,
                "tenantId": "00000000-0000-4000-8000-0000000000aa",
            },
            "azure-native:network:getNetworkInterface": {
                "ipConfigurations": [{"name": "private", "privateIPAddress": "10.20.0.9"}]
            },
        }
        return answers[args.token], []


def _granted(identity: dict[str, Any]) -> dict[str, Any]:
    """Answer a machine's identity as Azure does, with the objects that it made."""
    return {
        **identity,
        "userAssignedIdentities": {user: {} for user in identity.get("userAssignedIdentities", [])},
        "principalId": "00000000-0000-4000-8000-0000000000b1",
        "tenantId": "00000000-0000-4000-8000-0000000000aa",
    }


class _Monitor(mocks.MockMonitor):
    """Keeps each registration whole: Pulumi's own mock shows no options of a resource."""

    def __init__(self, deployment: Deployment, *, preview: bool) -> None:
        super().__init__(_Cloud(deployment, preview=preview))
        self.deployment = deployment

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 (the name of the call)
        if request.type != "pulumi:pulumi:Stack":
            inputs = _plain(json_format.MessageToDict(request.object))
            self.deployment.resources[request.name] = Registration(
                request.type, request.name, inputs, request
            )
        mock: Any = super()  # Pulumi's has no types.
        return _without_stray_loop(lambda: mock.RegisterResource(request))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 (the name of the call)
        name = request.urn.rpartition("::")[2]
        self.deployment.registered_outputs[name] = set(request.outputs.fields)
        mock: Any = super()
        return mock.RegisterResourceOutputs(request)

    def Invoke(self, request: Any) -> Any:  # noqa: N802 (the name of the call)
        mock: Any = super()
        return _without_stray_loop(lambda: mock.Invoke(request))


def _without_stray_loop(call: Callable[[], Any]) -> Any:
    """Give a worker thread an event loop, which the mock monitor would open and leave open."""
    if threading.current_thread() is threading.main_thread():
        return call()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return call()
    finally:
        loop.close()
        asyncio.set_event_loop(None)


def _plain(value: Any) -> Any:
    """Unwrap secrets to `{"secret": value}`, and make whole numbers whole."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return {"secret": _plain(value["value"])}
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


Program = Callable[[], pulumi.ComponentResource]


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Deployment]]:
    """A function that runs a program which makes one component, and returns what came of it."""
    monkeypatch.delenv("ARM_ENVIRONMENT", raising=False)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # A refused program leaves outputs that nobody asks for; asyncio would print each.
    loop.set_exception_handler(lambda _loop, _context: None)

    def run(
        program: Program, *, preview: bool = False, config: dict[str, str] | None = None
    ) -> Deployment:
        deployment = Deployment()
        monitor = _Monitor(deployment, preview=preview)
        pulumi.runtime.set_mocks(
            monitor.mocks, project="project", stack="stack", preview=preview, monitor=monitor
        )

        pulumi.runtime.set_all_config(config or {})

        async def collect() -> None:
            component = program()
            names = [name for name in type(component).__annotations__ if not name.startswith("_")]
            for name in names:
                output = pulumi.Output.from_input(getattr(component, name))
                known = await output.is_known()
                deployment.outputs[name] = await output.future() if known else "unknown"

        settings.SETTINGS.rpc_manager.clear()
        settings.SETTINGS.outputs.clear()
        loop.run_until_complete(run_pulumi_func(lambda: loop.create_task(collect())))
        return deployment

    yield run
    pulumi.runtime.set_all_config({})
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    asyncio.set_event_loop(None)
