"""What a Pulumi user does with the dev stack after the first `up`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from azure.mgmt.resource.features import FeatureClient

from tests.stack.checkout import Checkout

pytestmark = pytest.mark.engine

COMPUTE = "azure-native:compute:VirtualMachine"
FEATURE = "azure-hotpatch:index:FeatureRegistration"
PROVIDER = "azure-hotpatch:index:ProviderRegistration"
REAL_LOOKING = {
    "ARM_TENANT_ID": "72f988bf-86f1-41af-91ab-2d7cd011db47",
    "ARM_CLIENT_ID": "5e5abe2b-83cd-4786-826a-a05653ebb103",
    "ARM_CLIENT_SECRET": "canary-Secret-4711",
    "ARM_SUBSCRIPTION_ID": "e37510d7-33b6-4676-886f-ee75bcc01871",
    "ARM_ENVIRONMENT": "public",
}


def kinds(checkout: Checkout, *wanted: str) -> list[str]:
    """The types of the state's resources among those wanted."""
    return sorted(r["type"] for r in checkout.exported() if r["type"] in wanted)


def feature_states(checkout: Checkout) -> set[str]:
    """The states of the subscription's three preview features, as the server has them."""
    features = checkout.azure.client(FeatureClient).features.list("Microsoft.Compute")
    plain = [feature.as_dict() for feature in features]
    return {one["properties"]["state"] for one in plain if "PatchVM" in one["name"]}


def test_destroy_leaves_the_registrations_and_up_adopts_them(dev: Checkout) -> None:
    """The machines go; the registrations belong to the subscription, and the next up finds them."""
    dev.up()
    printed = dev.destroy()
    assert "left registered" in printed
    assert dev.exported() == []
    assert feature_states(dev) == {"Registered"}
    before = len(dev.azure.requests())

    dev.up()

    registers = [
        entry["path"]
        for entry in dev.azure.requests()[before:]
        if entry["method"] == "POST" and "/features/" in entry["path"]
    ]
    assert registers == []
    here = [r["outputs"]["registeredHere"] for r in dev.exported() if r["type"] == FEATURE]
    assert here == [False, False, False]


def test_preview_writes_nothing(dev: Checkout) -> None:
    """A preview of the empty stack counts what up would create; Azure is asked to do nothing."""
    counted = dev.steps("preview")

    assert counted["create"] > 10
    wrote = [
        entry["path"]
        for entry in dev.azure.requests()
        if entry["method"] != "GET" and not entry["path"].endswith("/token")
    ]
    assert wrote == []


def test_nothing_is_lost_by_a_restart_and_a_kill_of_the_server(dev: Checkout) -> None:
    """After stop, start, and kill -9, refresh and preview find what up had made."""
    dev.up()

    dev.azure.stop()
    dev.azure.restart()
    refreshed = dev.steps("refresh", "--yes", "--skip-preview")
    dev.azure.kill()
    dev.azure.restart()
    previewed = dev.steps("preview")

    assert refreshed.keys() <= {"same", "update"}
    assert previewed.keys() == {"same"}


@contextmanager
def recording_proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that passes nothing on; its address, and the hosts that it was asked for."""
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def _refuse(self) -> None:
            asked.append(self.path)
            self.send_error(502)

        do_CONNECT = do_GET = do_POST = do_PUT = do_HEAD = _refuse  # noqa: N815 (http.server's)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_without_the_local_azure_no_other_host_is_asked(dev: Checkout) -> None:
    """With real-looking credentials around, up fails, and only the loopback port was tried."""
    port = dev.azure.origin.rpartition(":")[2]
    dev.azure.stop()
    with recording_proxy() as (proxy, asked):
        names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
        lost = Checkout(
            dev.folder,
            {
                **{name: text for name, text in dev.environment.items() if name[:4] != "ARM_"},
                **REAL_LOOKING,
                **dict.fromkeys(names, proxy),
                **dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1"),
            },
            dev.azure,
        )

        printed = lost.up(fails=True)

    assert asked == []
    assert f"localhost:{port}" in printed
    assert "local-azure start" in printed or "make up" in printed
    assert "Traceback" not in printed
    assert "canary" not in printed


def test_the_settings_mistakes_stop_the_program_together(dev: Checkout) -> None:
    """A wrong value and an unknown key are told in one go, with no traceback."""
    dev.pulumi("config", "set", "machineCount", "99")
    dev.pulumi("config", "set", "colour", "blue")

    printed = dev.pulumi("preview", fails=True)

    assert "hotpatch:machineCount: found '99'; allowed: a whole number from 1 to 50" in printed
    assert "hotpatch:colour: found a setting that does not exist" in printed
    assert "Traceback" not in printed


def test_a_released_image_needs_no_registration(dev: Checkout) -> None:
    """With today's image and access off, up makes machines and registers nothing."""
    dev.pulumi("config", "set", "image", "2025-datacenter-azure-edition-core")
    dev.pulumi("config", "set", "access", "off")

    dev.up()

    assert kinds(dev, COMPUTE, FEATURE, PROVIDER) == [COMPUTE, COMPUTE]
    assert feature_states(dev) == {"NotRegistered"}
