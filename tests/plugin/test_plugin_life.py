"""Whom the plugin process serves, and when it ends."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pulumi.runtime.proto import plugin_pb2

from local_azure.testing import Running
from tests.plugin.plugin_process import listening_engine, plugin_process
from tests.plugin.registration import create, delete


def test_it_ends_with_its_engine(local_azure: Running) -> None:
    """When the engine is gone, nobody has to look for the plugin's process."""
    with plugin_process(local_azure.env) as plugin:
        plugin.configure()
        delete(plugin)

        plugin.engine.stop(None).wait()

        plugin.process.wait(timeout=10)


def test_a_debugging_engine_takes_over(local_azure: Running) -> None:
    """An engine that attaches is the one that is told, and the one whose end counts."""
    with plugin_process(local_azure.env) as plugin, listening_engine() as (other, heard, address):
        plugin.stub.Attach(plugin_pb2.PluginAttach(address=address))
        plugin.engine.stop(None).wait()
        plugin.configure()

        delete(plugin)

        until(lambda: heard.logged != [])
        assert plugin.said() == []
        other.stop(None).wait()
        plugin.process.wait(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_what_was_begun(local_azure: Running, number: signal.Signals) -> None:
    """A process that is told to end answers first, so that the state keeps the resource."""
    local_azure.admin("POST", "/reset")
    stuck = {"method": "POST", "path": "*/register", "action": "stuck"}
    local_azure.admin("POST", "/faults", stuck)
    with plugin_process(local_azure.env) as plugin, ThreadPoolExecutor(1) as pool:
        plugin.urn = "urn:pulumi:dev::project::any:index:Type::name"
        plugin.configure()
        waiting = pool.submit(create, plugin)
        until(lambda: plugin.said(ephemeral=True) != [])

        plugin.process.send_signal(number)

        error: Any = waiting.exception(timeout=10)
        assert "cancelled while it was Registering" in error.details()
        assert "grpc-status-details-bin" in dict(error.trailing_metadata())
        plugin.process.wait(timeout=10)


def until(holds: Callable[[], bool]) -> None:
    """Ask until it holds, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
