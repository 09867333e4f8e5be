"""Three features at once, by the clock of an Azure in which each takes ten minutes."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from azure.mgmt.resource.features import FeatureClient
from pulumi.runtime.proto import provider_pb2

from azure_hotpatch.plugin.properties import plain
from local_azure.testing import Running, running
from tests.plugin.plugin_process import PluginProcess, struct
from tests.plugin.registration import FEATURE_TYPE, INPUTS

BEGUN_EARLIER = {"InGuestAutoPatchVMPreview": 400, "InGuestPatchVMPreview": 100}
"""Seconds until the next one is begun; the one after these is begun by the plugin."""
LAST = "InGuestHotPatchVMPreview"
A_READ = 50
"""Seconds that pass in Azure between two reads of a feature."""


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A local Azure in which a feature takes as long as in Azure."""
    folder = tmp_path_factory.mktemp("slow") / "azure"
    with running(folder, durations={"feature": 600.0}) as server:
        yield server


def test_three_features_cost_the_slowest_and_not_the_sum(
    plugin: PluginProcess, local_azure: Running
) -> None:
    """100, 500 and 600 seconds are to be waited for: together that is 600, not 1,200."""
    azure = local_azure.client(FeatureClient)
    for name, seconds in BEGUN_EARLIER.items():
        azure.features.register("Microsoft.Compute", name)
        local_azure.admin("POST", "/clock", {"advance": seconds})
    azure.close()
    names = [*BEGUN_EARLIER, LAST]
    before = len(local_azure.requests())

    with ThreadPoolExecutor(len(names)) as pool:
        waiting = {name: pool.submit(create, plugin, name) for name in names}
        let_time_pass(local_azure, waiting, before)

    log = [one for one in local_azure.requests()[before:] if "/features/" in one["path"]]
    took = datetime.fromisoformat(log[-1]["time"]) - datetime.fromisoformat(log[0]["time"])
    assert {name: one.result() for name, one in waiting.items()} == {
        "InGuestAutoPatchVMPreview": {"state": "Registered", "registeredHere": False},
        "InGuestPatchVMPreview": {"state": "Registered", "registeredHere": False},
        LAST: {"state": "Registered", "registeredHere": True},
    }
    assert timedelta(seconds=600) <= took < timedelta(seconds=1200)


def create(plugin: PluginProcess, feature: str) -> dict[str, Any]:
    """Create one feature's registration; what came of it."""
    made = plugin.stub.Create(
        provider_pb2.CreateRequest(
            urn=f"{plugin.urn}-{feature}",
            type=FEATURE_TYPE,
            properties=struct({**INPUTS, "feature": feature}),
        )
    )
    found = plain(made.properties)
    return {name: found[name] for name in ("state", "registeredHere")}


def let_time_pass(
    local_azure: Running, waiting: dict[str, Future[dict[str, Any]]], before: int
) -> None:
    """Move Azure's clock each time that every feature that is waited for was read again."""

    def reads() -> dict[str, int]:
        asked = [one["path"] for one in local_azure.requests()[before:] if one["method"] == "GET"]
        return {name: sum(path.endswith(name) for path in asked) for name in waiting}

    seen = dict.fromkeys(waiting, 0)
    while not all(one.done() for one in waiting.values()):
        until(lambda: all(n > seen[name] or waiting[name].done() for name, n in reads().items()))  # noqa: B023, called at once
        seen = reads()
        local_azure.admin("POST", "/clock", {"advance": A_READ})


def until(holds: Callable[[], bool]) -> None:
    """Ask until it holds, thirty seconds at most."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
