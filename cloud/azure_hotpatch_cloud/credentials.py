"""From settings to a credential of azure-identity, which never sees another cloud's authority."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError
from azure.core.pipeline import AsyncPipeline
from azure.core.pipeline.policies import AsyncRetryPolicy
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest
from azure.identity.aio import (
    AzureCliCredential,
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
)

from azure_hotpatch_cloud.clouds import Cloud, accepts_foreign_tokens
from azure_hotpatch_cloud.errors import CredentialError
from azure_hotpatch_cloud.settings import Method, Settings

_OK = 200


def credential_for(
    settings: Settings, cloud: Cloud, transport: AsyncHttpTransport[Any, Any]
) -> AsyncTokenCredential:
    """The credential that the settings ask for, with the cloud's own authority.

    azure-identity's asynchronous credentials ask no other host whether the authority is a real
    one, so that private clouds need no switch for it.

    Raises:
        CredentialError: the certificate cannot be read, or a token of a Microsoft cloud would go to
            a host that is not that cloud's.
    """
    method = settings.method
    if method in {Method.MSI, Method.AZURE_CLI} and accepts_foreign_tokens(cloud):
        raise CredentialError(
            method.value,
            f"its tokens for {cloud.audience} are meant for a Microsoft cloud and would go to"
            f" {cloud.resource_manager}; sign in with a client secret or certificate of that cloud",
        )
    try:
        return _credential(method, settings, cloud, transport)
    except ValueError as error:
        raise CredentialError(method.value, str(error)) from error
    except OSError as error:
        raise CredentialError(
            method.value,
            f"{error.filename} cannot be read: {error.strerror}; clientCertificatePath"
            " (ARM_CLIENT_CERTIFICATE_PATH) must be the path of a PEM or PKCS12 file",
        ) from error


def _credential(
    method: Method, settings: Settings, cloud: Cloud, transport: AsyncHttpTransport[Any, Any]
) -> AsyncTokenCredential:
    tenant_id, client_id = settings.tenant_id or "", settings.client_id or ""
    options: dict[str, Any] = {
        "authority": cloud.authority,
        "additionally_allowed_tenants": list(settings.auxiliary_tenant_ids),
        "transport": transport,
    }
    match method:
        case Method.CLIENT_CERTIFICATE:
            return CertificateCredential(
                tenant_id,
                client_id,
                settings.client_certificate_path,
                password=settings.client_certificate_password,
                **options,
            )
        case Method.CLIENT_SECRET:
            return ClientSecretCredential(
                tenant_id, client_id, settings.client_secret or "", **options
            )
        case Method.OIDC:
            return OidcCredential(settings, options)
        case Method.MSI:
            return ManagedIdentityCredential(client_id=settings.client_id, transport=transport)
        case Method.AZURE_CLI:
            return AzureCliCredential(
                tenant_id=tenant_id,
                subscription=settings.subscription_id,
                additionally_allowed_tenants=list(settings.auxiliary_tenant_ids),
            )


class OidcCredential(AsyncTokenCredential):
    """Exchanges an OpenID Connect token for Azure's, fetching a fresh one each time.

    The token is the one given, else the file's content, else what the request address answers.
    """

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._transport: AsyncHttpTransport[Any, Any] = options["transport"]
        self._assertion = ""
        self._exchange = ClientAssertionCredential(
            settings.tenant_id or "",
            settings.client_id or "",
            lambda: self._assertion,
            **options,
        )

    async def get_token(self, *scopes: str, **kwargs: Any) -> AccessToken:
        """A token of Azure for the scopes.

        Raises:
            CredentialError: there is no OpenID Connect token to exchange.
        """
        self._assertion = await self._fetched()
        return await self._exchange.get_token(*scopes, **kwargs)

    async def close(self) -> None:
        """Give the connections back."""
        await self._exchange.close()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _fetched(self) -> str:
        settings = self._settings
        if settings.oidc_token:
            return settings.oidc_token
        if settings.oidc_token_file_path:
            path = Path(settings.oidc_token_file_path)
            try:
                return (await asyncio.to_thread(path.read_text, "utf-8")).strip()
            except OSError as error:
                raise CredentialError(
                    Method.OIDC.value, f"{path} cannot be read: {error.strerror}"
                ) from error
        return await self._requested()

    async def _requested(self) -> str:
        """Ask the pipeline's host for a token, as GitHub Actions documents it."""
        parts = urlsplit(self._settings.oidc_request_url or "")
        query = [*parse_qsl(parts.query), ("audience", self._settings.oidc_audience)]
        url = urlunsplit(parts._replace(query=urlencode(query)))
        request = HttpRequest(
            "GET",
            url,
            headers={
                "Accept": "application/json",
                "Authorization": f"Bearer {self._settings.oidc_request_token}",
            },
        )
        pipeline: AsyncPipeline[HttpRequest, AsyncHttpResponse] = AsyncPipeline(
            self._transport, [AsyncRetryPolicy(retry_total=2)]
        )
        try:
            response = (await pipeline.run(request)).http_response
            if response.status_code != _OK:
                raise CredentialError(
                    Method.OIDC.value, f"{parts.netloc} answered {response.status_code}"
                )
            return str(json.loads(response.text())["value"])
        except AzureError as error:
            raise CredentialError(
                Method.OIDC.value, f"{parts.netloc} gave no answer: {error.message}"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise CredentialError(
                Method.OIDC.value, f"{parts.netloc} answered something that holds no token"
            ) from error
