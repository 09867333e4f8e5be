"""The server: who it answers, what it keeps, and how it ends."""

import http.client
import json
import os
import signal
import ssl
import stat
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.testing import Running, running

COMPUTE, FEATURE = "Microsoft.Compute", "InGuestHotPatchVMPreview"


def state(client: FeatureClient, name: str = FEATURE) -> str | None:
    """The feature's state."""
    properties = client.features.get(COMPUTE, name).properties
    return None if properties is None else properties.state


def get(
    server: Running, path: str, host: str = "localhost", **headers: str
) -> tuple[int, dict[str, Any]]:
    """A plain GET over TLS, the authority checked; status and body."""
    port = int(server.origin.rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(server.folder.authority))
    connection = http.client.HTTPSConnection(host, port, context=context, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_it_answers_under_its_loopback_names(idle_azure: Running, host: str) -> None:
    """The certificate is good for each, and links lead back to the name that was used."""
    port = idle_azure.origin.rpartition(":")[2]

    status, body = get(idle_azure, "/metadata/endpoints?api-version=2022-09-01", host)

    assert status == 200
    assert body["resourceManager"] == f"https://{host}:{port}/"


@pytest.mark.parametrize(
    "path", ["/metadata/endpoints", "/local-azure/health", "/subscriptions?api-version=2021-04-01"]
)
@pytest.mark.parametrize("host", ["attacker.example", "localhost", "localhost:1", ""])
def test_a_foreign_host_is_refused(idle_azure: Running, path: str, host: str) -> None:
    """A page of another site may point its own name to this machine; it gets nothing."""
    status, body = get(idle_azure, path, Host=host)

    assert (status, body["error"]["code"]) == (421, "ForeignHost")


@pytest.mark.parametrize("path", ["/local-azure/health", "/local-azure/requests"])
def test_a_foreign_origin_is_refused_by_admin_routes(idle_azure: Running, path: str) -> None:
    """Also with the token."""
    status, body = get(
        idle_azure,
        path,
        Origin="https://attacker.example",
        X_Local_Azure_Token=idle_azure.admin_token,
    )

    assert (status, body["error"]["code"]) == (403, "ForeignOrigin")


@pytest.mark.parametrize("token", ["", "wrong"])
def test_admin_routes_need_the_token(idle_azure: Running, token: str) -> None:
    """It is in the folder, for this user only; health alone needs none."""
    refused, body = get(idle_azure, "/local-azure/requests", X_Local_Azure_Token=token)
    own = get(
        idle_azure,
        "/local-azure/requests",
        Origin=idle_azure.origin,
        X_Local_Azure_Token=idle_azure.admin_token,
    )
    health, about = get(idle_azure, "/local-azure/health")

    assert (refused, body["error"]["code"]) == (401, "InvalidAdminToken")
    assert own[0] == 200
    assert (health, about["folder"]) == (200, str(idle_azure.folder.path))


def test_an_unknown_admin_route_names_the_known_ones(idle_azure: Running) -> None:
    """404."""
    status, body = get(
        idle_azure, "/local-azure/nothing", X_Local_Azure_Token=idle_azure.admin_token
    )

    assert (status, body["error"]["code"]) == (404, "NotFound")
    assert "GET /local-azure/requests" in body["error"]["message"]


def test_a_body_beyond_arms_limit_is_refused(idle_azure: Running) -> None:
    """Four megabytes are read, no more."""
    port = int(idle_azure.origin.rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(idle_azure.folder.authority))
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    connection.request("PUT", "/subscriptions", body=b" " * (4 * 1024 * 1024 + 1))
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()

    assert (answer.status, body["error"]["code"]) == (413, "RequestContentTooLarge")


def test_secrets_are_for_this_user_only(idle_azure: Running) -> None:
    """Mode 0600, in a folder of mode 0700."""
    folder = idle_azure.folder.path
    secret = ("admin-token", "ca-key.pem", "client-secret", "signing-key", "state.sqlite")

    modes = {name: stat.S_IMODE((folder / name).stat().st_mode) for name in secret}

    assert modes == dict.fromkeys(secret, 0o600)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_state_survives_the_end_of_the_process(local_azure: Running, how: str) -> None:
    """What was acknowledged is there again, and what was under way goes on."""
    features = local_azure.client(FeatureClient).features
    local_azure.client(ResourceManagementClient).resource_groups.create_or_update(
        "web", {"location": "eastus"}
    )
    features.register(COMPUTE, FEATURE)

    getattr(local_azure, how)()
    local_azure.restart()
    local_azure.admin("POST", "/clock", {"advance": 60})

    groups = local_azure.client(ResourceManagementClient).resource_groups
    assert groups.get("web").location == "eastus"
    assert state(local_azure.client(FeatureClient)) == "Registered"


def test_a_client_of_before_is_trusted_after(local_azure: Running) -> None:
    """Authority, secret and signing key are made once: tokens and bundles stay good."""
    client = local_azure.client(FeatureClient, retry_total=0)
    state(client)

    local_azure.kill()
    local_azure.restart()

    assert state(client) == "NotRegistered"
    logins = [each for each in local_azure.requests() if each["path"].endswith("/token")]
    assert len(logins) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(local_azure: Running, number: int) -> None:
    """Exit code 0, also with a client whose connection is still open."""
    features = local_azure.client(FeatureClient).features
    features.get(COMPUTE, FEATURE)

    local_azure.process.send_signal(number)

    assert local_azure.process.wait(timeout=60) == 0


def test_the_clock_moves_forward_and_what_is_due_happens(local_azure: Running) -> None:
    """The date of every answer is that of the local Azure."""
    local_azure.admin("POST", "/clock", {"advance": 30 * 86_400})

    clock = local_azure.admin("GET", "/clock")

    assert clock["offset"] == 30 * 86_400
    local_azure.client(FeatureClient).features.get(COMPUTE, FEATURE)


def test_reset_forgets_all_but_the_subscriptions(tmp_path: Path) -> None:
    """Groups, faults, the clock and the log."""
    second = "00000000-0000-4000-8000-000000000002"
    with running(tmp_path / "azure", "--subscription", second) as server:
        groups = server.client(ResourceManagementClient).resource_groups
        groups.create_or_update("web", {"location": "eastus"})
        server.admin("POST", "/clock", {"advance": 60})
        server.admin("POST", "/faults", {"action": "stuck", "path": "*"})

        server.admin("POST", "/reset")

        assert server.requests() == []
        assert server.admin("GET", "/faults") == []
        assert server.admin("GET", "/clock")["offset"] == 0
        assert groups.check_existence("web") is False
        assert server.env["ARM_SUBSCRIPTION_ID"] == second


def test_a_folder_keeps_its_subscriptions(tmp_path: Path) -> None:
    """And what they were made with, when it is served again without these options."""
    second = "00000000-0000-4000-8000-000000000002"
    with running(tmp_path / "azure", "--subscription", second, "--bare") as server:
        server.stop()
        server.options = []
        server.restart()

        providers = server.client(ResourceManagementClient).providers

        assert server.folder.server()["subscriptions"] == [second]
        assert providers.get(COMPUTE).registration_state == "NotRegistered"


def test_features_can_be_seeded(local_azure: Running) -> None:
    """For tests of what Azure's own features do no more."""
    local_azure.admin(
        "POST",
        "/features",
        {"namespace": COMPUTE, "name": "Slow", "approvalType": "ApprovalRequired"},
    )

    client = local_azure.client(FeatureClient)
    client.features.register(COMPUTE, "Slow")

    assert state(client, "Slow") == "Pending"


def test_no_secret_is_in_the_log_or_the_state(local_azure: Running) -> None:
    """Neither the client secret nor a token nor a body."""
    groups = local_azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("web", {"location": "eastus", "tags": {"canary": "tweet"}})
    token = local_azure.credential().get_token(f"{local_azure.origin}/.default").token
    local_azure.stop()

    log = local_azure.folder.log.read_text()
    state = b"".join(path.read_bytes() for path in local_azure.folder.path.glob("state.sqlite*"))

    folder = local_azure.folder
    for secret in (folder.client_secret, folder.admin_token, folder.identity_header, token):
        assert secret not in log
        assert secret.encode() not in state
    assert "tweet" not in log


def test_it_listens_on_loopback_only(idle_azure: Running) -> None:
    """Seen from the machine's own table of sockets."""
    port = int(idle_azure.origin.rpartition(":")[2])
    lines = [
        line.split()
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if os.path.exists(table)  # noqa: PTH110 (a kernel's file)
        for line in Path(table).read_text().splitlines()[1:]
    ]
    listening = {
        words[1].split(":")[0]
        for words in lines
        if words[3] == "0A" and int(words[1].split(":")[1], 16) == port
    }

    assert listening <= {"0100007F", "00000000000000000000000001000000"}
    assert "0100007F" in listening
