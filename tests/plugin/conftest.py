"""A local Azure in this process, a real one, and the real plugin before it."""

import uuid
from collections.abc import Iterator

import pytest

from local_azure.testing import Running, in_process, running
from tests.plugin.plugin_process import PluginProcess, plugin_process
from tests.plugin.world import World


@pytest.fixture
def world() -> Iterator[World]:
    """A local Azure in this process, and what the registering of it needs."""
    azure = in_process()
    yield World(azure)
    azure.azure.store.close()


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
