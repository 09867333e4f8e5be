"""Whom the plugin process serves, and when it ends."""

import time
from collections.abc import Callable
from typing import Any

from pulumi.runtime.proto import plugin_pb2, provider_pb2

from local_azure.testing import Running
from tests.plugin.plugin_process import PluginProcess, listening_engine, plugin_process, struct

FEATURE_TYPE = "azure-hotpatch:index:FeatureRegistration"
PROVIDER_TYPE = "azure-hotpatch:index:ProviderRegistration"
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
INPUTS: dict[str, Any] = {
    "subscriptionId": SUBSCRIPTION,
    "namespace": "Microsoft.Compute",
    "feature": "EncryptionAtHost",
}
ID = (
    f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Features/providers/Microsoft.Compute"
    "/features/EncryptionAtHost"
)
MADE = {**INPUTS, "state": "Registered", "registeredHere": True, "registeredAt": "then"}


def create(plugin: PluginProcess, **more: Any) -> provider_pb2.CreateResponse:
    """Create the feature's registration, with further inputs."""
    made: provider_pb2.CreateResponse = plugin.stub.Create(
        provider_pb2.CreateRequest(
            urn=plugin.urn, type=FEATURE_TYPE, properties=struct({**INPUTS, **more})
        )
    )
    return made


def test_it_ends_with_its_engine(local_azure: Running) -> None:
    """When the engine is gone, nobody has to look for the plugin's process."""
    with plugin_process(local_azure.env) as plugin:
        plugin.configure()
        create(plugin)

        plugin.engine.stop(None).wait()

        plugin.process.wait(timeout=10)


def test_a_debugging_engine_takes_over(local_azure: Running) -> None:
    """An engine that attaches is the one that is told, and the one whose end counts."""
    with plugin_process(local_azure.env) as plugin, listening_engine() as (other, heard, address):
        plugin.stub.Attach(plugin_pb2.PluginAttach(address=address))
        plugin.engine.stop(None).wait()
        plugin.configure()

        create(plugin)

        until(lambda: heard.logged != [])
        assert plugin.said() == []
        other.stop(None).wait()
        plugin.process.wait(timeout=10)


def until(holds: Callable[[], bool]) -> None:
    """Ask until it holds, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
