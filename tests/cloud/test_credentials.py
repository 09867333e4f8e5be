"""Each way to get a token, against the local Azure's token endpoint."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from azure_hotpatch_cloud.errors import CredentialError, MetadataError
from local_azure.environment import environment
from local_azure.testing import Running
from tests.cloud.conftest import Web, get


@pytest.fixture(autouse=True)
def trust(local_azure: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate authority comes from the environment, as for every other client."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", local_azure.env["REQUESTS_CA_BUNDLE"])


@pytest.fixture
def account(local_azure: Running) -> dict[str, str]:
    """The local Azure's variables without its secret."""
    return {
        name: text
        for name, text in local_azure.env.items()
        if name.startswith("ARM_") and name != "ARM_CLIENT_SECRET"
    }


def assertion(**more: object) -> str:
    """An OpenID Connect token as a pipeline gives it."""
    now = int(time.time())
    claims = {
        "iss": "https://token.actions.example",
        "sub": "repo:owner/name",
        "aud": "api://AzureADTokenExchange",
        "iat": now,
        "exp": now + 600,
    }
    return jwt.encode({**claims, **more}, "k" * 32, algorithm="HS256")


def test_client_secret(local_azure: Running) -> None:
    """An application's secret gets a token."""
    assert get({}, local_azure.env).status == 200


def test_a_wrong_secret_is_one_sentence_without_it(account: dict[str, str]) -> None:
    """Entra's reason is passed on, and the secret is not."""
    with pytest.raises(CredentialError) as caught:
        get({"clientSecret": "canary"}, account)

    assert str(caught.value).startswith("Azure gave no token to the client secret:")
    assert "AADSTS" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_client_certificate(account: dict[str, str], tmp_path: Path) -> None:
    """An application's certificate, protected by a password, gets a token."""
    path = tmp_path / "client.pem"
    path.write_bytes(certificate(password=b"opened"))
    config = {"clientCertificatePath": str(path), "clientCertificatePassword": "opened"}

    assert get(config, account).status == 200


def test_an_absent_certificate_is_named(account: dict[str, str]) -> None:
    """A path that leads nowhere is in the message."""
    with pytest.raises(CredentialError, match=r"client certificate: .*nowhere\.pem"):
        get({"clientCertificatePath": "nowhere.pem"}, account)


def test_oidc_token(account: dict[str, str]) -> None:
    """A pipeline's own token is exchanged."""
    assert get({"useOidc": "true", "oidcToken": assertion()}, account).status == 200


def test_oidc_token_file(account: dict[str, str], tmp_path: Path) -> None:
    """A token in a file is exchanged, as workload identity has it."""
    path = tmp_path / "token"
    path.write_text(f"{assertion()}\n")

    assert get({"useOidc": "true", "oidcTokenFilePath": str(path)}, account).status == 200


def test_oidc_request(
    account: dict[str, str],
    web: Web,
    local_azure: Running,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A token that has to be asked for is, with the audience that Azure wants."""
    both = tmp_path / "both.pem"
    both.write_text(authority[1].read_text() + local_azure.folder.bundle.read_text())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(both))
    web.answer("/token", {"value": assertion()})
    config = {
        "useOidc": "true",
        "oidcRequestUrl": f"{web.origin}/token?job=7",
        "oidcRequestToken": "asking",
    }

    assert get(config, account).status == 200
    assert web.heard[0].query == "job=7&audience=api://AzureADTokenExchange"
    assert web.bearers() == {"Bearer asking"}


def test_managed_identity(local_azure: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The identity of the host gets a token where IDENTITY_ENDPOINT says, with its header."""
    names = environment(local_azure.folder, managed_identity=True)
    monkeypatch.setenv("IDENTITY_ENDPOINT", names["IDENTITY_ENDPOINT"])
    monkeypatch.setenv("IDENTITY_HEADER", names["IDENTITY_HEADER"])

    assert get({}, names).status == 200
    assert any(one["path"] == "/msi/token" for one in local_azure.requests())


def test_a_managed_identity_of_another_host_is_one_sentence(
    local_azure: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another host's header there is no token, and the header shows nowhere."""
    names = environment(local_azure.folder, managed_identity=True)
    monkeypatch.setenv("IDENTITY_ENDPOINT", names["IDENTITY_ENDPOINT"])
    monkeypatch.setenv("IDENTITY_HEADER", "canary")

    with pytest.raises(CredentialError, match="no token to the managed identity") as caught:
        get({}, names)

    assert "canary" not in str(caught.value)


def test_azure_cli(
    account: dict[str, str], local_azure: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever is signed in to the Azure CLI gets a token; `az` is a stand-in here."""
    token = local_azure.credential().get_token(f"{local_azure.origin}/.default")
    expires = datetime.fromtimestamp(token.expires_on, UTC)
    answer = {
        "accessToken": token.token,
        "expiresOn": f"{expires:%Y-%m-%d %H:%M:%S.%f}",
        "expires_on": token.expires_on,
        "tokenType": "Bearer",
    }
    az = tmp_path / "az"
    az.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
    az.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert get({}, account).status == 200


@pytest.mark.parametrize("config", [{"useMsi": "true"}, {}], ids=["managed identity", "Azure CLI"])
def test_a_public_token_goes_to_no_other_host(
    config: dict[str, str],
    web: Web,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A foreign host that takes the public cloud's tokens is refused before any is asked for."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[1]))
    web.be_a_cloud()
    body = web.answers["/metadata/endpoints"][2]
    body["authentication"]["audiences"] = ["https://management.azure.com/"]

    with pytest.raises(CredentialError, match="are meant for a Microsoft cloud and would go to"):
        get({"metadataHost": web.host, **config}, {})

    assert web.bearers() == set()


def redirected(web: Web, other: Web, path: str) -> None:
    """Let a path lead to the same one at another host."""
    web.answer(path, {}, status=307, headers={"Location": f"{other.origin}{path}"})


def test_a_redirect_of_the_metadata_is_not_followed(
    web: Web,
    other_web: Web,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another host does not get to say which cloud this is."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[1]))
    other_web.be_a_cloud()
    redirected(web, other_web, "/metadata/endpoints")

    with pytest.raises(MetadataError, match="answered 307"):
        get({"metadataHost": web.host}, {})

    assert other_web.heard == []


def test_a_redirect_of_the_token_endpoint_is_not_followed_with_the_secret(
    account: dict[str, str],
    web: Web,
    other_web: Web,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The secret is not posted to another host."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[1]))
    web.be_a_cloud()
    redirected(web, other_web, f"/{account['ARM_TENANT_ID']}/oauth2/v2.0/token")
    config = {"metadataHost": web.host, "clientSecret": "canary"}

    with pytest.raises(CredentialError) as caught:
        get(config, account)

    assert "canary" not in str(caught.value)
    assert other_web.heard == []


def test_a_redirect_of_the_pipeline_is_not_followed_with_its_token(
    account: dict[str, str],
    web: Web,
    other_web: Web,
    local_azure: Running,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The token that asks for OpenID Connect tokens goes to the address that was given."""
    both = tmp_path / "both.pem"
    both.write_text(authority[1].read_text() + local_azure.folder.bundle.read_text())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(both))
    redirected(web, other_web, "/token")
    config = {
        "useOidc": "true",
        "oidcRequestUrl": f"{web.origin}/token",
        "oidcRequestToken": "asking",
    }

    with pytest.raises(CredentialError, match="answered 307"):
        get(config, account)

    assert other_web.heard == []


def test_an_untrusted_metadata_host_is_named(web: Web) -> None:
    """Without its certificate authority, the host and the variables to set are in the message."""
    with pytest.raises(MetadataError, match=r"localhost:\d+.*REQUESTS_CA_BUNDLE or SSL_CERT_FILE"):
        get({"metadataHost": web.host}, {})


def certificate(*, password: bytes) -> bytes:
    """A certificate and its key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    return private + made.public_bytes(serialization.Encoding.PEM)
