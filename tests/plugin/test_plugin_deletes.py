"""What deleting a registration does, asked of the plugin process."""

from pulumi.runtime.proto import provider_pb2

from local_azure.testing import Running
from tests.plugin.plugin_process import PluginProcess, struct
from tests.plugin.registration import FEATURE_TYPE, ID, INPUTS, MADE, SUBSCRIPTION, create, delete


def methods(local_azure: Running) -> list[str]:
    """What was asked of Azure about features: the metadata and tokens left out."""
    return [
        f"{one['method']} {one['path'].rpartition('/')[2]}"
        for one in local_azure.requests()
        if "/subscriptions/" in one["path"]
    ]


def test_delete_leaves_it_registered(plugin: PluginProcess, local_azure: Running) -> None:
    """A registration belongs to everybody in the subscription, so deleting leaves it."""
    delete(plugin)

    assert plugin.said() == [f"left registered with subscription {SUBSCRIPTION}"]
    assert methods(local_azure) == []


def test_delete_unregisters_what_was_asked_and_made_here(
    plugin: PluginProcess, local_azure: Running
) -> None:
    """With unregisterOnDelete, what this stack registered is unregistered, with a warning."""
    create(plugin, unregisterOnDelete=True)
    delete(plugin, unregisterOnDelete=True)

    assert "POST unregister" in methods(local_azure)
    assert plugin.said()[0].startswith("unregistering it for everybody")


def test_delete_leaves_what_was_not_made_here(plugin: PluginProcess, local_azure: Running) -> None:
    """With unregisterOnDelete, what was registered before this stack stays."""
    delete(plugin, unregisterOnDelete=True, registeredHere=False)

    assert "not this stack" in plugin.said()[0]
    assert methods(local_azure) == []


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
