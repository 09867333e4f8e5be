"""A managed identity signs in at IDENTITY_ENDPOINT, as on App Service."""

from typing import Any
from urllib.parse import urlencode

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ManagedIdentityCredential
from azure.mgmt.resource.features import FeatureClient

from local_azure.environment import environment
from local_azure.testing import ORIGIN, InProcess, Running


@pytest.fixture
def host(idle_azure: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """A server whose managed identity this process has."""
    for name, value in environment(idle_azure.folder, managed_identity=True).items():
        monkeypatch.setenv(name, value)
    return idle_azure


def ask(
    azure: InProcess, header: str | None = None, **query: str | None
) -> tuple[int, dict[str, Any]]:
    """A GET of a token for this Azure; a None takes a part of the query away."""
    usual = {"api-version": "2019-08-01", "resource": ORIGIN}
    asked = {name: value for name, value in {**usual, **query}.items() if value is not None}
    secret = azure.azure.settings.identity_header if header is None else header
    headers = {"X-IDENTITY-HEADER".lower(): secret, "authorization": ""}
    reply = azure.call("GET", "/msi/token", api_version="", query=urlencode(asked), headers=headers)
    assert isinstance(reply.body, dict)
    return reply.status, reply.body


def test_azure_identity_gets_a_token_that_arm_takes(host: Running) -> None:
    """Nothing but the environment tells it where to ask, and whom to trust."""
    client = FeatureClient(
        ManagedIdentityCredential(),
        host.subscription,
        base_url=host.origin,
        credential_scopes=[f"{host.origin}/.default"],
    )

    assert client.features.get("Microsoft.Compute", "EncryptionAtHost").name


@pytest.mark.usefixtures("host")
def test_no_token_for_another_cloud() -> None:
    """A client that asks for the public cloud's token here mixes two clouds."""
    credential = ManagedIdentityCredential(retry_total=0)

    with pytest.raises(ClientAuthenticationError, match=r"500, No token for the resource"):
        credential.get_token("https://management.azure.com/.default")


def test_the_environment_holds_no_client_secret(host: Running) -> None:
    """One way to sign in at a time."""
    names = environment(host.folder, managed_identity=True)

    assert "ARM_CLIENT_SECRET" not in names
    assert names["ARM_USE_MSI"] == "true"


def test_an_answer_has_the_form_of_app_service(azure: InProcess) -> None:
    """`expires_on` is a text of seconds since the epoch."""
    now, settings = int(azure.azure.machine_time()), azure.azure.settings

    status, body = ask(azure, client_id=settings.client_id.upper())

    assert body.pop("access_token").count(".") == 2
    assert (status, body) == (
        200,
        {
            "client_id": settings.client_id,
            "expires_on": str(now + settings.token_seconds),
            "not_before": str(now),
            "resource": ORIGIN,
            "token_type": "Bearer",
        },
    )


@pytest.mark.parametrize(
    ("header", "query", "status", "message"),
    [
        ("", {}, 401, "X-IDENTITY-HEADER: missing, or not the one of this host."),
        ("guess", {}, 401, "X-IDENTITY-HEADER: missing, or not the one of this host."),
        (None, {"api-version": "2017-09-01"}, 400, "api-version: only 2019-08-01 is supported."),
        (None, {"api-version": None}, 400, "api-version: only 2019-08-01 is supported."),
        (None, {"client_id": "x"}, 400, "No MSI found for specified ClientId/ResourceId."),
        (None, {"resource": None}, 400, "resource: missing."),
    ],
)
def test_a_refusal_says_why(
    azure: InProcess, header: str | None, query: dict[str, str | None], status: int, message: str
) -> None:
    """In the form of that endpoint, which is neither ARM's nor Entra ID's."""
    found, body = ask(azure, header, **query)

    assert (found, body["statusCode"], body["message"]) == (status, status, message)
