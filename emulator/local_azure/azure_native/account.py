"""A signed-in account of the local Azure: its endpoints, its credential, its way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event
from typing import Any

import jwt
from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError
from azure.core.pipeline import Pipeline
from azure.core.rest import HttpRequest, HttpResponse
from azure.identity import (
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
)

from local_azure.azure_native.configuration import Configuration, is_loopback
from local_azure.azure_native.errors import ConfigurationError, StandInError
from local_azure.azure_native.transport import LoopbackTransport, reason

_METADATA_VERSION = "2022-09-01"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who asks, whom, and how. `scope` is what tokens are asked for."""

    configuration: Configuration
    resource_manager: str
    scope: str
    credential: TokenCredential
    transport: LoopbackTransport

    def client_config(self) -> dict[str, str]:
        """What authorization:getClientConfig answers; the object id is the token's `oid`."""
        claims = jwt.decode(self.token(self.scope), options={"verify_signature": False})
        return {
            "clientId": self.configuration.client,
            "objectId": str(claims.get("oid", "")),
            "subscriptionId": self.configuration.subscription,
            "tenantId": self.configuration.tenant,
        }

    def token(self, scope: str) -> str:
        """A bearer token.

        Raises:
            StandInError: the local Azure refuses to give one.
        """
        try:
            return self.credential.get_token(scope).token
        except AzureError as error:
            raise StandInError(f"signing in at {self.configuration.origin}: {error}") from error


def sign_in(configuration: Configuration, stop: Event) -> Account:
    """An account for the configuration, its endpoints read from the local Azure's metadata.

    Raises:
        ConfigurationError: the local Azure doesn't answer, or names an endpoint elsewhere.
    """
    transport = LoopbackTransport(stop, configuration.authorities)
    cloud = _metadata(configuration.origin, transport)
    login = str(cloud["authentication"]["loginEndpoint"])
    manager = str(cloud["resourceManager"])
    audience = str(cloud["authentication"]["audiences"][0])
    for endpoint in (login, manager):
        if not is_loopback(endpoint):
            raise ConfigurationError(
                f"metadataHost: {configuration.origin} names the endpoint {endpoint}, which is not"
                " on this machine, so nothing was sent to it"
            )
    return Account(
        configuration=configuration,
        resource_manager=manager,
        scope=f"{audience.rstrip('/')}/.default",
        credential=_credential(configuration, login, transport),
        transport=transport,
    )


def _metadata(origin: str, transport: LoopbackTransport) -> Mapping[str, Any]:
    request = HttpRequest(
        "GET", f"{origin}/metadata/endpoints", params={"api-version": _METADATA_VERSION}
    )
    pipeline: Pipeline[HttpRequest, HttpResponse] = Pipeline(transport, policies=[])
    try:
        response = pipeline.run(request).http_response
        response.raise_for_status()
        found: Mapping[str, Any] = response.json()
    except AzureError as error:
        raise ConfigurationError(
            f"metadataHost: the local Azure at {origin} does not answer: {reason(error)}"
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"metadataHost: {origin} is no local Azure") from error
    return found


def _credential(
    configuration: Configuration, login: str, transport: LoopbackTransport
) -> TokenCredential:
    """azure-native's order: certificate, secret, OIDC."""
    common: dict[str, Any] = {
        "authority": login.rstrip("/"),
        "disable_instance_discovery": True,
        "transport": transport,
    }
    tenant, client = configuration.tenant, configuration.client
    if configuration.certificate is not None:
        path, password = configuration.certificate
        return CertificateCredential(tenant, client, str(path), password=password, **common)
    if configuration.client_secret is not None:
        return ClientSecretCredential(tenant, client, configuration.client_secret, **common)
    return ClientAssertionCredential(
        tenant, client, lambda: configuration.assertion or "", **common
    )
