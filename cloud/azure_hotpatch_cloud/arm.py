"""Requests to Azure Resource Manager: retried, signed for one host only, and answered as JSON."""

import datetime as dt
import json
import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.core.pipeline import AsyncPipeline
from azure.core.pipeline.policies import (
    AsyncBearerTokenCredentialPolicy,
    AsyncRetryPolicy,
    HttpLoggingPolicy,
    RequestIdPolicy,
    UserAgentPolicy,
)
from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest
from azure.core.utils import case_insensitive_dict

from azure_hotpatch_cloud.clouds import NAMES, Cloud, read_cloud
from azure_hotpatch_cloud.credentials import credential_for
from azure_hotpatch_cloud.errors import ArmError, CredentialError, SettingsError
from azure_hotpatch_cloud.settings import Settings

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Where a certificate authority of the user's may stand: a file or a folder, the first that is."""

_REPEATABLE = ("GET", "HEAD", "POST")
_ONCE = ("GET", "HEAD")
_FIRST_REFUSAL = 300
_UNAUTHORIZED = 401


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What ARM answered: the HTTP status, the JSON body or None, and headers in any case."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def date(self) -> dt.datetime | None:
        """Azure's own time when it answered; None where it does not say."""
        try:
            found = parsedate_to_datetime(self.headers.get("Date", ""))
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


class Arm:
    """Azure Resource Manager of one cloud, as one identity.

    Every path is absolute within the cloud's own origin, and redirects are not followed, so that a
    token reaches no other host. 429 and 503 are retried as their Retry-After says, and a token that
    is refused is fetched anew, once.
    """

    def __init__(
        self,
        cloud: Cloud,
        credential: AsyncTokenCredential,
        transport: AsyncHttpTransport[Any, Any],
        *,
        method: str = "credential",
    ) -> None:
        self.cloud = cloud
        self._credential = credential
        self._transport = transport
        self._method = method
        policies: list[Any] = [  # azure-core leaves their type variables open
            RequestIdPolicy(),
            UserAgentPolicy(f"azure-hotpatch/{version('azure-hotpatch-cloud')}"),
            AsyncRetryPolicy(retry_total=5, retry_status=5, retry_backoff_max=30),
            AsyncBearerTokenCredentialPolicy(credential, cloud.scope),
            HttpLoggingPolicy(),
        ]
        self._pipeline: AsyncPipeline[HttpRequest, AsyncHttpResponse] = AsyncPipeline(
            transport, policies
        )

    @classmethod
    async def connect(
        cls, settings: Settings, *, transport: AsyncHttpTransport[Any, Any] | None = None
    ) -> Self:
        """The Azure that the settings name; asks the metadata host, and for no token yet.

        Raises:
            MetadataError: the metadata host describes no cloud that can be trusted.
            CredentialError: the credential cannot be made.
        """
        used = open_transport(os.environ) if transport is None else transport
        try:
            cloud = (
                NAMES[settings.environment.lower()]
                if settings.metadata_host is None
                else await read_cloud(settings.metadata_host, used)
            )
            credential = credential_for(settings, cloud, used)
        except BaseException:
            await used.close()
            raise
        return cls(cloud, credential, used, method=settings.method.value)

    async def get(self, path: str, *, api_version: str, expand: str | None = None) -> Answer:
        """GET `path`, such as `/subscriptions/{id}`; `expand` asks for a part that is left out.

        Raises:
            ArmError: ARM refuses, or gives no answer.
            CredentialError: there is no token to be had.
        """
        query = {} if expand is None else {"$expand": expand}
        return await self._send("GET", path, {"api-version": api_version, **query})

    async def follow(self, link: str) -> Answer:
        """GET a link that an answer gave, such as a next page or a long operation, as it stands.

        Raises:
            ArmError: ARM refuses, or gives no answer; the link leads out of this cloud.
            CredentialError: there is no token to be had.
        """
        origin = self.cloud.resource_manager
        if not link.lower().startswith(f"{origin}/"):
            raise ArmError(
                method="GET",
                path=link,
                status=None,
                code=ArmError.NO_ANSWER,
                message=f"the link leads out of {origin}, and no token is sent there",
            )
        return await self._send("GET", link[len(origin) :], {})

    async def patch(
        self, path: str, *, api_version: str, body: Any, if_match: str | None = None
    ) -> Answer:
        """PATCH with `body`; `if_match` is the etag that the resource must still have.

        Raises:
            ArmError: ARM refuses, with status 412 where the etag is another, or gives no answer.
            CredentialError: there is no token to be had.
        """
        headers = {} if if_match is None else {"If-Match": if_match}
        query = {"api-version": api_version}
        return await self._send("PATCH", path, query, body, headers=headers)

    async def post(
        self, path: str, *, api_version: str, body: Any = None, repeatable: bool = False
    ) -> Answer:
        """POST `body` as JSON, or nothing.

        `repeatable` says that doing it twice is the same as once: then it is sent again when the
        connection breaks.

        Raises:
            ArmError: ARM refuses, or gives no answer.
            CredentialError: there is no token to be had.
        """
        methods = _REPEATABLE if repeatable else _ONCE
        return await self._send("POST", path, {"api-version": api_version}, body, methods)

    async def close(self) -> None:
        """Give the connections back."""
        await self._credential.close()
        await self._transport.close()

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any = None,
        repeatable: tuple[str, ...] = _ONCE,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        place = path.partition("?")[0]
        request = HttpRequest(
            method,
            self._url(path),
            params=dict(query),
            headers={"Accept": "application/json", **(headers or {})},
            json=body,
        )
        try:
            run = await self._pipeline.run(request, retry_on_methods=frozenset(repeatable))
            if run.http_response.status_code == _UNAUTHORIZED:
                # The pipeline has dropped its token: it may have expired on the way.
                run = await self._pipeline.run(request, retry_on_methods=frozenset(repeatable))
        except ClientAuthenticationError as error:
            raise CredentialError(self._method, _first_line(error.message)) from error
        except AzureError as error:
            raise ArmError(
                method=method,
                path=place,
                status=None,
                code=ArmError.NO_ANSWER,
                message=f"{self.cloud.resource_manager}: {_first_line(error.message)}",
            ) from error
        response = run.http_response
        if response.status_code >= _FIRST_REFUSAL:
            raise _refusal(method, place, response)
        return Answer(
            status=response.status_code,
            body=_json(response),
            headers=case_insensitive_dict(response.headers),
        )

    def _url(self, path: str) -> str:
        if not path.startswith("/") or path.startswith("//"):
            raise ValueError(f"a path within ARM starts with one slash, not {path!r}")
        return f"{self.cloud.resource_manager}{path}"


def open_transport(environment: Mapping[str, str]) -> AioHttpTransport:
    """Connections that trust the environment's certificate authorities and use its proxies.

    Raises:
        SettingsError: those authorities cannot be read.
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=_trust(environment)),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=True,
    )
    return AioHttpTransport(session=session, connection_timeout=10, read_timeout=60)


def _trust(environment: Mapping[str, str]) -> ssl.SSLContext:
    name = next((name for name in CA_VARIABLES if environment.get(name)), None)
    if name is None:
        return ssl.create_default_context()
    bundle = environment[name]
    try:
        if Path(bundle).is_dir():
            return ssl.create_default_context(capath=bundle)
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        reason = "no PEM" if isinstance(error, ssl.SSLError) else error.strerror
        said = (
            f"{name}: found {bundle!r}, {reason}; allowed: a file of certificate authorities in"
            " PEM, or a folder of them"
        )
        raise SettingsError([said]) from error


def _refusal(method: str, path: str, response: AsyncHttpResponse) -> ArmError:
    body = _json(response)
    error = body.get("error", body) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    location = response.headers.get("Location")
    plain = f"a redirect to {location} is not followed" if location else response.reason
    return ArmError(
        method=method,
        path=path,
        status=response.status_code,
        code=str(error.get("code") or response.reason or "Unknown"),
        message=str(error.get("message") or plain),
        request_id=response.headers.get("x-ms-request-id"),
        details=tuple(_details(error)),
    )


def _details(error: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    details = error.get("details")
    for each in details if isinstance(details, list) else ():
        if isinstance(each, dict):
            yield str(each.get("code") or ""), str(each.get("message") or "")


def _json(response: AsyncHttpResponse) -> Any:
    try:
        return json.loads(response.text())
    except ValueError:
        return None


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else "no reason given"
