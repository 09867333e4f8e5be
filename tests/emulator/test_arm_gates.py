"""What ARM itself refuses, before any resource provider sees the request."""

from typing import Any

import pytest

from local_azure import tokens
from local_azure.arm import Reply
from local_azure.settings import Settings
from local_azure.testing import ORIGIN, InProcess, in_process

MACHINES = "/providers/Microsoft.Compute/virtualMachines"


def error(reply: Reply) -> tuple[int, str, str]:
    """Status, code and message of an error in ARM's envelope."""
    body: Any = reply.body
    assert set(body) == {"error"}
    return reply.status, body["error"]["code"], body["error"]["message"]


def test_every_request_needs_an_api_version(azure: InProcess) -> None:
    """Without one, ARM answers 400 before it looks at the token."""
    reply = azure.call("GET", "/subscriptions", api_version="", headers={"authorization": ""})

    assert (reply.status, reply.body) == (
        400,
        {
            "error": {
                "code": "MissingApiVersionParameter",
                "message": "The api-version query parameter (?api-version=) is required for all"
                " requests.",
            }
        },
    )


@pytest.mark.parametrize(
    ("authorization", "code", "message"),
    [
        (
            "",
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.",
        ),
        (
            "Basic eDp5",
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        ),
        ("Bearer not-a-token", "InvalidAuthenticationToken", "The access token is invalid."),
    ],
)
def test_a_request_without_a_token_is_refused(
    azure: InProcess, authorization: str, code: str, message: str
) -> None:
    """It answers 401, and WWW-Authenticate says where a token is to be had."""
    reply = azure.call("GET", "/subscriptions", headers={"authorization": authorization})

    assert error(reply) == (401, code, message)
    assert reply.headers["WWW-Authenticate"] == (
        f'Bearer authorization_uri="{ORIGIN}/{azure.azure.settings.tenant}",'
        f' error="invalid_token", error_description="{message}"'
    )


def test_a_token_of_another_local_azure_is_refused(azure: InProcess) -> None:
    """Each folder signs with a key of its own."""
    foreign = tokens.issue(in_process().azure, ORIGIN, ORIGIN)

    reply = azure.call("GET", "/subscriptions", headers={"authorization": f"Bearer {foreign}"})

    assert error(reply)[:2] == (401, "InvalidAuthenticationToken")


def test_a_token_for_another_resource_is_refused(azure: InProcess) -> None:
    """A token of this tenant for the public cloud is no token for this Azure."""
    token = tokens.issue(azure.azure, "https://management.azure.com", ORIGIN)

    reply = azure.call("GET", "/subscriptions", headers={"authorization": f"Bearer {token}"})

    assert error(reply)[:2] == (401, "InvalidAuthenticationTokenAudience")


def test_a_token_expires_by_the_machines_time(azure: InProcess) -> None:
    """An hour later it is refused, and the answer says so."""
    token = tokens.issue(azure.azure, ORIGIN, ORIGIN)
    azure.wait(azure.azure.settings.token_seconds + 1)

    reply = azure.call("GET", "/subscriptions", headers={"authorization": f"Bearer {token}"})

    assert error(reply) == (
        401,
        "ExpiredAuthenticationToken",
        (
            "The access token expiry UTC time '11/18/2026 12:06:40 PM' is earlier than current UTC"
            " time '11/18/2026 12:06:41 PM'."
        ),
    )


def test_an_unknown_subscription_is_not_found(azure: InProcess) -> None:
    """ARM answers 404 for it, whatever the path below it."""
    missing = "00000000-0000-4000-8000-00000000ffff"

    reply = azure.call("GET", f"/subscriptions/{missing}/resourceGroups")

    assert error(reply) == (
        404,
        "SubscriptionNotFound",
        f"The subscription '{missing}' could not be found.",
    )


def test_an_api_version_that_never_was_is_refused(azure: InProcess) -> None:
    """ARM's own types answer InvalidApiVersionParameter, a provider's NoRegisteredProviderFound."""
    group = azure.call("GET", f"{azure.subscription}/resourceGroups", api_version="2099-01-01")
    feature = azure.call(
        "GET",
        f"{azure.subscription}/providers/Microsoft.Features/features",
        api_version="2099-01-01",
    )

    assert error(group)[:2] == (400, "InvalidApiVersionParameter")
    assert error(feature) == (
        400,
        "NoRegisteredProviderFound",
        (
            "No registered resource provider found for location '' and API version '2099-01-01' for"
            " type 'features'. The supported api-versions are '2021-07-01, 2015-12-01'."
        ),
    )


def test_the_resource_form_of_features_came_with_2021_07_01(azure: InProcess) -> None:
    """An operation is refused at api-versions older than itself."""
    path = f"{azure.subscription}/providers/Microsoft.Features/subscriptionFeatureRegistrations"

    assert azure.call("GET", path, api_version="2021-07-01").status == 200
    assert error(azure.call("GET", path, api_version="2015-12-01"))[:2] == (
        400,
        "NoRegisteredProviderFound",
    )


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/resourceGroups/web/providers/Microsoft.Storage/storageAccounts/a", "Namespace"),
        ("/resourceGroups/web/providers/Microsoft.Compute/galleries/a", "Type"),
    ],
)
def test_a_path_that_nobody_serves_answers_in_arms_form(
    azure: InProcess, path: str, code: str
) -> None:
    """The message names the method and the path."""
    status, found, message = error(azure.call("GET", f"{azure.subscription}{path}"))

    assert (status, found) == (404, f"InvalidResource{code}")
    assert f"GET {azure.subscription}{path}" in message


def test_a_method_that_the_path_does_not_serve_is_refused(azure: InProcess) -> None:
    """The message names the methods that it serves."""
    status, code, message = error(azure.call("PATCH", "/subscriptions"))

    assert (status, code) == (405, "MethodNotAllowed")
    assert message.endswith("/subscriptions serves GET.")


def test_a_namespace_needs_a_registration() -> None:
    """A bare subscription answers 409 until Microsoft.Compute is registered."""
    azure = in_process(settings=Settings(bare=True))
    provider = f"{azure.subscription}/providers/Microsoft.Compute"
    path = f"{provider}/locations/eastus/operations/00000000-0000-4000-8000-0000000000f0"

    before = azure.call("GET", path)
    azure.call("POST", f"{provider}/register")
    after = azure.call("GET", path)

    text = (
        "The subscription is not registered to use namespace 'Microsoft.Compute'. See"
        " https://aka.ms/rps-not-found for how to register subscriptions."
    )
    code = "MissingSubscriptionRegistration"
    assert (before.status, before.body) == (
        409,
        {
            "error": {
                "code": code,
                "message": text,
                "details": [{"code": code, "target": "Microsoft.Compute", "message": text}],
            }
        },
    )
    assert error(after)[:2] == (404, "NotFound")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"[]", "an object is needed, found list"),
        (b"location=eastus", "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(azure: InProcess, body: bytes, why: str) -> None:
    """ARM answers 400 InvalidRequestContent."""
    reply = azure.call("PUT", f"{azure.subscription}/resourceGroups/web", body)

    assert error(reply) == (
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{why}'.",
    )


def test_every_answer_carries_arms_headers(azure: InProcess) -> None:
    """Request ids, the client's own ids again, the date in that Azure, and what is left."""
    reply = azure.call(
        "GET",
        "/subscriptions",
        headers={
            "x-ms-client-request-id": "00000000-0000-4000-8000-0000000000e1",
            "x-ms-correlation-request-id": "00000000-0000-4000-8000-0000000000e2",
        },
    )

    chosen = {
        "Date": "Wed, 18 Nov 2026 11:06:40 GMT",
        "x-ms-client-request-id": "00000000-0000-4000-8000-0000000000e1",
        "x-ms-correlation-request-id": "00000000-0000-4000-8000-0000000000e2",
        "x-ms-ratelimit-remaining-subscription-reads": "11999",
    }
    assert {name: reply.headers[name] for name in chosen} == chosen
    assert reply.headers["x-ms-request-id"] in reply.headers["x-ms-routing-request-id"]
