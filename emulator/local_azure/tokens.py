"""Tokens: the token endpoint of Microsoft Entra ID, and the check of a bearer token."""

import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import jwt

from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.metadata import LOOPBACK

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FEDERATED_AUDIENCE = "api://AzureADTokenExchange"

ASSUMED = (
    (
        "A client assertion (workload identity or certificate) is read, not verified: its audience,"
        " expiry and, for a certificate, its issuer and subject count; its signature doesn't."
    ),
    (
        "Tokens are signed with a key of this folder (HS256; Entra ID uses RS256); the key set that"
        " the OpenID configuration names is empty."
    ),
    "Tokens expire by the machine's own time, so that moving the clock shuts no client out.",
)


class Refusal(NamedTuple):
    """Why no token is given: HTTP status, OAuth's error, the AADSTS number, a sentence."""

    status: int
    error: str
    number: int
    text: str


def verify(azure: Azure, authorization: str | None, origin: str) -> Json:
    """The claims of the bearer token.

    Raises:
        ArmError: 401, as ARM says it: AuthenticationFailed without a token, else
            InvalidAuthenticationToken, InvalidAuthenticationTokenAudience or
            ExpiredAuthenticationToken.
    """
    if not authorization:
        raise ArmError(
            401,
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.",
        )
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ArmError(
            401,
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        )
    try:
        claims: Json = jwt.decode(
            token.strip(),
            azure.settings.signing_key,
            algorithms=["HS256"],
            options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError as error:
        raise ArmError(401, "InvalidAuthenticationToken", "The access token is invalid.") from error
    if not is_own_resource(claims["aud"], origin):
        raise ArmError(
            401,
            "InvalidAuthenticationTokenAudience",
            "The access token has been obtained for wrong audience or resource"
            f" '{claims['aud']}'. It should exactly match with one of the allowed audiences"
            f" '{origin}/','{origin}'.",
        )
    now = azure.machine_time()
    if claims["exp"] < now:
        raise ArmError(
            401,
            "ExpiredAuthenticationToken",
            f"The access token expiry UTC time '{_clock_time(claims['exp'])}' is earlier than"
            f" current UTC time '{_clock_time(now)}'.",
        )
    return claims


def is_own_resource(resource: str, origin: str) -> bool:
    """Whether a token for `resource` is one for this Azure, under any of its loopback names."""
    wanted, own = urlsplit(resource), urlsplit(origin)
    return wanted.hostname in LOOPBACK and (wanted.scheme, wanted.port) == (own.scheme, own.port)


def issue(azure: Azure, resource: str, origin: str, *, version: str = "2.0") -> str:
    """An access token for `resource`, a JWT of the form that Entra ID gives to an application."""
    settings = azure.settings
    now = int(azure.machine_time())
    issuer = f"{origin}/{settings.tenant}/"
    claims: Json = {
        "aud": resource,
        "iss": f"{issuer}v2.0" if version == "2.0" else issuer,
        "iat": now,
        "nbf": now,
        "exp": now + settings.token_seconds,
        "appid": settings.client_id,
        "appidacr": "1",
        "idp": issuer,
        "idtyp": "app",
        "oid": settings.principal_id,
        "sub": settings.principal_id,
        "tid": settings.tenant,
        "uti": uuid.uuid4().hex,
        "ver": "1.0",
    }
    return jwt.encode(claims, settings.signing_key, algorithm="HS256")


def _token_v2(azure: Azure, request: Request) -> Reply:
    form = request.body or {}
    scopes = str(form.get("scope", "")).split()
    resource = next((s.removesuffix("/.default") for s in scopes if s.endswith("/.default")), None)
    return _token(azure, request, resource, version="2.0")


def _token_v1(azure: Azure, request: Request) -> Reply:
    resource = (request.body or {}).get("resource")
    return _token(azure, request, resource, version="1.0")


def _token(azure: Azure, request: Request, resource: str | None, *, version: str) -> Reply:
    refusal = next(_refusals(azure, request, resource), None)
    if refusal is not None:
        return _refused(request, refusal)
    token = issue(azure, str(resource), request.origin, version=version)
    lifetime = azure.settings.token_seconds
    if version == "2.0":
        body: Json = {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime}
    else:
        now = int(azure.machine_time())
        body = {
            "token_type": "Bearer",
            "expires_in": str(lifetime),
            "ext_expires_in": str(lifetime),
            "expires_on": str(now + lifetime),
            "not_before": str(now),
            "resource": resource,
        }
    return Reply(status=200, body={**body, "access_token": token})


def _refusals(azure: Azure, request: Request, resource: str | None) -> Iterator[Refusal]:
    """What is wrong with the request, in the order in which Entra ID looks."""
    form, settings = request.body or {}, azure.settings
    tenant, client, grant = (
        request.parameters["tenant"],
        str(form.get("client_id")),
        form.get("grant_type"),
    )
    if grant != "client_credentials":
        yield Refusal(
            400,
            "unsupported_grant_type",
            70003,
            f"The app requested an unsupported grant type '{grant}'.",
        )
    if tenant.lower() != settings.tenant.lower():
        yield Refusal(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
    if client.lower() != settings.client_id.lower():
        yield Refusal(
            400,
            "unauthorized_client",
            700016,
            f"Application with identifier '{client}' was not found in the directory '{tenant}'.",
        )
    if form.get("client_assertion_type") == _ASSERTION:
        yield from _assertion_refusals(azure, request, str(form.get("client_assertion", "")))
    else:
        yield from _secret_refusals(azure, form)
    if resource is None or not is_own_resource(resource, request.origin):
        yield Refusal(
            400,
            "invalid_resource",
            500011,
            f"The resource principal named {resource} was not found in the tenant named {tenant}."
            " This can happen if the application has not been installed by the administrator of"
            " the tenant or consented to by any user in the tenant. You might have sent your"
            " authentication request to the wrong tenant.",
        )


def _secret_refusals(azure: Azure, form: Json) -> Iterator[Refusal]:
    if "client_secret" not in form:
        yield Refusal(
            401,
            "invalid_client",
            7000216,
            "'client_assertion', 'client_secret' or 'request' is required for the"
            " 'client_credentials' grant type.",
        )
    elif not secrets.compare_digest(str(form["client_secret"]), azure.settings.client_secret):
        yield Refusal(
            401,
            "invalid_client",
            7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the"
            " client secret value, not the client secret ID, for a secret added to app"
            f" '{azure.settings.client_id}'.",
        )


def _assertion_refusals(azure: Azure, request: Request, assertion: str) -> Iterator[Refusal]:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        yield Refusal(401, "invalid_client", 50027, "JWT token is invalid or malformed.")
        return
    if claims.get("exp", 0) < azure.machine_time():
        yield Refusal(
            401,
            "invalid_client",
            700024,
            "Client assertion is not within its valid time range.",
        )
    audience = str(claims.get("aud"))
    client = azure.settings.client_id
    is_certificate = claims.get("iss") == claims.get("sub") == client
    by_certificate = is_certificate and is_own_resource(audience, request.origin)
    if audience != _FEDERATED_AUDIENCE and not by_certificate:
        yield Refusal(
            401,
            "invalid_client",
            700212,
            f"No matching federated identity record found for presented assertion audience"
            f" '{audience}'.",
        )


def _refused(request: Request, refusal: Refusal) -> Reply:
    """A refusal in Entra ID's form, which is not ARM's."""
    correlation = request.headers.get("client-request-id", request.request_id)
    stamp = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
    return Reply(
        status=refusal.status,
        body={
            "error": refusal.error,
            "error_description": f"AADSTS{refusal.number}: {refusal.text}"
            f" Trace ID: {request.request_id} Correlation ID: {correlation} Timestamp: {stamp}",
            "error_codes": [refusal.number],
            "timestamp": stamp,
            "trace_id": request.request_id,
            "correlation_id": correlation,
            "error_uri": f"{request.origin}/error?code={refusal.number}",
        },
    )


def _clock_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%m/%d/%Y %I:%M:%S %p}"


ROUTES = (
    Route(
        method="POST",
        path="/{tenant}/oauth2/v2.0/token",
        operation="Token_V2",
        handler=_token_v2,
        is_open=True,
    ),
    Route(
        method="POST",
        path="/{tenant}/oauth2/token",
        operation="Token_V1",
        handler=_token_v1,
        is_open=True,
    ),
)
