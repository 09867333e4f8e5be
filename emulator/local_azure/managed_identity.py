"""A managed identity's token endpoint, as App Service and its like have it (IDENTITY_ENDPOINT).

Source: msal-python `managed_identity.py` 1.39.0, read 2026-11-23: GET with `api-version`,
`resource` and X-IDENTITY-HEADER; the answer's `expires_on` is a text of seconds since the epoch,
and an error has `statusCode` and `message`.
"""

import secrets

from local_azure.arm import Reply, Request, Route
from local_azure.azure import Azure
from local_azure.tokens import is_own_resource, issue

VERSION = "2019-08-01"
PATH = "/msi/token"
_IDENTIFIERS = ("client_id", "object_id", "principal_id", "mi_res_id")

ASSUMED = (
    (
        "The managed identity is the one application; a client may name it by `client_id`,"
        " `object_id` or `principal_id`."
    ),
    (
        "The texts of the managed identity's refusals, but for MicrosoftDocs/azure-docs#43543:"
        " 'No MSI found for specified ClientId/ResourceId.'"
    ),
)


def _get_token(azure: Azure, request: Request) -> Reply:
    query, settings = request.query, azure.settings
    secret = request.headers.get("x-identity-header", "")
    if not secrets.compare_digest(secret.encode(), settings.identity_header.encode()):
        return _refused(request, 401, "X-IDENTITY-HEADER: missing, or not the one of this host.")
    if query.get("api-version") != VERSION:
        return _refused(request, 400, f"api-version: only {VERSION} is supported.")
    known = {settings.client_id.lower(), settings.principal_id.lower()}
    if any(query[name].lower() not in known for name in _IDENTIFIERS if name in query):
        return _refused(request, 400, "No MSI found for specified ClientId/ResourceId.")
    resource = query.get("resource")
    if not resource:
        return _refused(request, 400, "resource: missing.")
    if not is_own_resource(resource, request.origin):
        # Source: msal-python, as above: "wrong resource ends up with a vague statusCode=500".
        return _refused(request, 500, f"No token for the resource '{resource}'.")
    now = int(azure.machine_time())
    return Reply(
        status=200,
        body={
            "access_token": issue(azure, resource, request.origin, version="1.0"),
            "client_id": settings.client_id,
            "expires_on": str(now + settings.token_seconds),
            "not_before": str(now),
            "resource": resource,
            "token_type": "Bearer",
        },
    )


def _refused(request: Request, status: int, message: str) -> Reply:
    body = {"statusCode": status, "message": message, "correlationId": request.request_id}
    return Reply(status=status, body=body)


ROUTES = (
    Route(
        method="GET",
        path=PATH,
        operation="ManagedIdentity_Token",
        handler=_get_token,
        is_open=True,
    ),
)
