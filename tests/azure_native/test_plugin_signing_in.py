"""How the plugin signs in, and that it goes nowhere else."""

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

import jwt
import pytest
import trustme
from azure.core.rest import HttpRequest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from local_azure.azure_native.account import sign_in
from local_azure.azure_native.configuration import read_configuration
from local_azure.azure_native.errors import CancelledError, ConfigurationError, StandInError
from local_azure.azure_native.transport import LoopbackTransport
from local_azure.testing import Running

PREFIX = "azure-native:config:"


class _Metadata(BaseHTTPRequestHandler):
    """A loopback server that names an endpoint somewhere else."""

    cloud: ClassVar[dict[str, Any]] = {
        "resourceManager": "https://localhost:1/",
        "authentication": {
            "loginEndpoint": "https://login.microsoftonline.com/",
            "audiences": ["https://localhost:1"],
        },
    }

    def do_GET(self) -> None:
        body = json.dumps(self.cloud).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Host and authority of a server that is on this machine and points elsewhere."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(("127.0.0.1", 0), _Metadata) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"localhost:{server.server_port}", tmp_path / "ca.pem"
        server.shutdown()


def test_an_endpoint_elsewhere_is_refused(impostor: tuple[str, Path]) -> None:
    """Metadata that names a host on another machine is refused before anything is sent there."""
    host, authority = impostor
    environment = {
        "ARM_SUBSCRIPTION_ID": "s",
        "ARM_TENANT_ID": "t",
        "ARM_CLIENT_ID": "c",
        "ARM_CLIENT_SECRET": "x",
        "ARM_METADATA_HOSTNAME": host,
        "REQUESTS_CA_BUNDLE": str(authority),
    }

    with pytest.raises(ConfigurationError) as refusal:
        sign_in(read_configuration({}, environment), Event())

    assert str(refusal.value) == (
        f"metadataHost: https://{host} names the endpoint https://login.microsoftonline.com/, which"
        " is not on this machine, so nothing was sent to it"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://management.azure.com/subscriptions",
        "http://localhost:1/",
        "https://localhost.example.com/",
        "https://localhost@example.com/",
    ],
)
def test_the_transport_stays_here(url: str) -> None:
    """Whatever asks, a link of an answer too: only https to this machine is sent."""
    with LoopbackTransport(Event(), None) as transport, pytest.raises(StandInError) as refusal:
        transport.send(HttpRequest("GET", url))

    assert str(refusal.value).startswith(f"{url} is not on this machine")


def test_waiting_ends_when_the_engine_stops() -> None:
    """A wait of an hour is over at once."""
    stop = Event()
    stop.set()

    with LoopbackTransport(stop, None) as transport, pytest.raises(CancelledError):
        transport.sleep(3600)


def without_secret(azure: Running) -> dict[str, str]:
    """The environment of the local Azure, without the application's secret."""
    return {name: text for name, text in azure.env.items() if name != "ARM_CLIENT_SECRET"}


def test_an_oidc_token_signs_in(local_azure: Running, tmp_path: Path) -> None:
    """A workload identity's token takes the place of the secret, from a file too."""
    token = jwt.encode(
        {
            "iss": "https://token.actions.example",
            "sub": "repo:x",
            "aud": "api://AzureADTokenExchange",
            "exp": datetime.now(UTC) + timedelta(hours=1),
        },
        "k" * 32,
    )
    (tmp_path / "token").write_text(f"{token}\n")
    variables = {f"{PREFIX}useOidc": "true", f"{PREFIX}oidcTokenFilePath": str(tmp_path / "token")}

    account = sign_in(read_configuration(variables, without_secret(local_azure)), Event())

    assert account.client_config()["clientId"] == local_azure.env["ARM_CLIENT_ID"]


def test_a_certificate_signs_in(local_azure: Running, tmp_path: Path) -> None:
    """A client certificate with its key takes the place of the secret."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "probe")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "client.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    variables = {f"{PREFIX}clientCertificatePath": str(pem)}

    account = sign_in(read_configuration(variables, without_secret(local_azure)), Event())

    assert account.client_config()["tenantId"] == local_azure.env["ARM_TENANT_ID"]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"useOidc": "true"}, "useOidc is set, and oidcToken (ARM_OIDC_TOKEN) and"),
        (
            {"useOidc": "true", "oidcTokenFilePath": "/absent"},
            "oidcTokenFilePath: /absent is no file",
        ),
        ({"clientCertificatePath": "/absent"}, "clientCertificatePath: /absent is no file"),
        ({"useMsi": "true"}, "a managed identity or the Azure CLI would leave this machine"),
    ],
)
def test_what_cannot_sign_in_is_named(
    local_azure: Running, variables: dict[str, str], said: str
) -> None:
    """A way of signing in that lacks something, or would leave this machine, is refused."""
    named = {f"{PREFIX}{name}": value for name, value in variables.items()}

    with pytest.raises(ConfigurationError) as refusal:
        read_configuration(named, without_secret(local_azure))

    assert said in str(refusal.value)
