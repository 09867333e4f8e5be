"""One registration of a test: its inputs, its id, and the calls that make and delete it."""

from typing import Any

from pulumi.runtime.proto import provider_pb2

from tests.plugin.plugin_process import PluginProcess, struct

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


def delete(plugin: PluginProcess, **state: Any) -> None:
    """Delete the feature's registration, whose state has further values."""
    plugin.stub.Delete(
        provider_pb2.DeleteRequest(
            id=ID, urn=plugin.urn, type=FEATURE_TYPE, properties=struct({**MADE, **state})
        )
    )
