"""What deleting a registration does, asked of the plugin process."""

from pulumi.runtime.proto import provider_pb2

from local_azure.testing import Running
from tests.plugin.plugin_process import PluginProcess, struct
from tests.plugin.registration import FEATURE_TYPE, ID, INPUTS, MADE, delete


def methods(local_azure: Running) -> list[str]:
    """What was asked of Azure about features: the metadata and tokens left out."""
    return [
        f"{one['method']} {one['path'].rpartition('/')[2]}"
        for one in local_azure.requests()
        if "/subscriptions/" in one["path"]
    ]


def test_a_replaced_registration_is_never_unregistered(
    plugin: PluginProcess, local_azure: Running
) -> None:
    """When another subscription is meant, the old one keeps its registration."""
    other = {**INPUTS, "subscriptionId": "00000000-0000-4000-8000-000000000002"}
    diff = plugin.stub.Diff(
        provider_pb2.DiffRequest(
            id=ID,
            urn=plugin.urn,
            type=FEATURE_TYPE,
            olds=struct(MADE),
            old_inputs=struct(INPUTS),
            news=struct(other),
        )
    )

    delete(plugin, unregisterOnDelete=True)

    assert list(diff.replaces) == ["subscriptionId"]
    assert methods(local_azure) == []
