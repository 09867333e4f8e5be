"""Requests to ARM: what is retried, what is signed, and how a refusal reads."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import trustme
from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest

from azure_hotpatch_cloud.arm import Answer, Arm
from azure_hotpatch_cloud.clouds import Cloud
from azure_hotpatch_cloud.errors import ArmError
from tests.cloud.conftest import SUBSCRIPTION, Web, call, get, run

TENANT = "00000000-0000-4000-8000-0000000000aa"
CLIENT = "00000000-0000-4000-8000-0000000000c1"


@pytest.fixture
def config(
    web: Web, authority: tuple[trustme.CA, Path], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Settings for a server that is a cloud of its own, and gives the token `good`."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[1]))
    web.be_a_cloud()
    web.answer(
        f"/{TENANT}/oauth2/v2.0/token",
        {"access_token": "good", "expires_in": 3600, "token_type": "Bearer"},
    )
    return {
        "metadataHost": web.host,
        "tenantId": TENANT,
        "clientId": CLIENT,
        "clientSecret": "secret",
    }


def test_an_answer_is_status_body_and_headers(web: Web, config: dict[str, str]) -> None:
    """JSON comes back parsed; the request carries token, version, request id and user agent."""
    web.answer(SUBSCRIPTION, {"state": "Enabled"}, headers={"x-ms-request-id": "7"})

    answer = get(config, {})

    heard = web.heard[-1]
    assert (answer.status, answer.body) == (200, {"state": "Enabled"})
    assert answer.headers["x-ms-request-id"] == "7"
    assert heard.query == "api-version=2021-04-01"
    assert heard.headers["Authorization"] == "Bearer good"
    assert heard.headers["x-ms-client-request-id"]
    assert heard.headers["User-Agent"] == "azure-hotpatch/0.1.0"


def test_a_refusal_has_arms_words(web: Web, config: dict[str, str]) -> None:
    """Status, code, message and request id are ARM's own."""
    error = {"error": {"code": "SubscriptionNotFound", "message": "No such subscription."}}
    web.answer(SUBSCRIPTION, error, status=404, headers={"x-ms-request-id": "abc"})

    with pytest.raises(ArmError) as caught:
        get(config, {})

    refusal = caught.value
    assert (refusal.status, refusal.code, refusal.request_id) == (
        404,
        "SubscriptionNotFound",
        "abc",
    )
    assert str(refusal) == (
        f"GET {SUBSCRIPTION}: 404 SubscriptionNotFound: No such subscription. (request id abc)"
    )
    assert not refusal.is_transient


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (
            [{"code": "InvalidQuery", "message": "Query is invalid."}, {"code": "ParserFailure"}],
            (("InvalidQuery", "Query is invalid."), ("ParserFailure", "")),
        ),
        (["text", None], ()),
        ("text", ()),
        (None, ()),
    ],
)
def test_the_reasons_of_a_refusal_one_by_one(
    web: Web, config: dict[str, str], details: Any, expected: tuple[tuple[str, str], ...]
) -> None:
    """Resource Graph says in them what is wrong, and nothing in its message."""
    error = {"error": {"code": "BadRequest", "message": "For support.", "details": details}}
    web.answer(SUBSCRIPTION, error, status=400)

    with pytest.raises(ArmError) as caught:
        get(config, {})

    assert caught.value.details == expected


@pytest.mark.parametrize("body", ["<html>", "", [1], {"error": "text"}])
def test_a_refusal_without_arms_form_is_still_one(
    web: Web, config: dict[str, str], body: Any
) -> None:
    """A gateway's page in place of JSON gives the status in HTTP's words."""
    web.answer(SUBSCRIPTION, body, status=403)

    with pytest.raises(ArmError, match="403 Forbidden: Forbidden"):
        get(config, {})


def test_a_redirect_is_not_followed_with_the_token(
    web: Web, other_web: Web, config: dict[str, str]
) -> None:
    """A redirect to another host is an error, and that host hears nothing."""
    target = f"{other_web.origin}{SUBSCRIPTION}"
    web.answer(SUBSCRIPTION, {}, status=307, headers={"Location": target})

    with pytest.raises(ArmError, match=r"a redirect to https://localhost:\d+/.* is not followed"):
        get(config, {})

    assert other_web.heard == []


def test_a_refused_token_is_fetched_anew_once(web: Web, config: dict[str, str]) -> None:
    """A token that expired on the way is no failure; one that is refused again is."""
    web.answer(SUBSCRIPTION, {"error": {"code": "ExpiredAuthenticationToken"}}, status=401)

    with pytest.raises(ArmError, match="401 ExpiredAuthenticationToken"):
        get(config, {})

    assert [one.path for one in web.heard].count(SUBSCRIPTION) == 2


def test_the_token_reaches_its_own_host_only(web: Web, config: dict[str, str]) -> None:
    """A path cannot lead to another host."""
    for path in ("https://evil.example/", "//evil.example/", "relative"):
        with pytest.raises(ValueError, match="a path within ARM starts with one slash"):
            get(config, {}, path)

    assert web.bearers() == set()


def test_a_link_of_an_answer_is_followed_as_it_stands(web: Web, config: dict[str, str]) -> None:
    """Its query is the server's; ours adds nothing, and an error does not show it."""
    web.answer("/operations/7", {"status": "InProgress"}, status=202)
    link = f"{web.origin}/operations/7?p=4bed&monitor=true&api-version=2021-07-01"

    answer = call(config, {}, lambda arm: arm.follow(link))

    assert (answer.status, web.heard[-1].query) == (202, link.partition("?")[2])
    with pytest.raises(ArmError, match=r"^GET /gone: 404 Not Found"):
        call(config, {}, lambda arm: arm.follow(f"{web.origin}/gone?p=4bed"))


def test_a_link_out_of_the_cloud_gets_no_token(other_web: Web, config: dict[str, str]) -> None:
    """Whatever an answer says."""
    with pytest.raises(ArmError, match="the link leads out of"):
        call(config, {}, lambda arm: arm.follow(f"{other_web.origin}/operations/7"))

    assert other_web.heard == []


def test_a_change_says_what_it_was_made_for(web: Web, config: dict[str, str]) -> None:
    """With the etag that was read, so that somebody else's change is not lost."""
    web.answer(SUBSCRIPTION, {}, status=200)

    call(config, {}, lambda arm: arm.patch(SUBSCRIPTION, api_version="1", body={}, if_match='"1"'))

    heard = web.heard[-1]
    assert (heard.method, heard.headers["If-Match"], heard.query) == (
        "PATCH",
        '"1"',
        "api-version=1",
    )


def test_headers_are_found_in_any_case(web: Web, config: dict[str, str]) -> None:
    """HTTP does not distinguish them."""
    web.answer(SUBSCRIPTION, {}, headers={"azure-asyncoperation": "x"})

    assert get(config, {}).headers["Azure-AsyncOperation"] == "x"


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("Wed, 25 Nov 2026 11:00:00 GMT", dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC)),
        ("soon", None),
    ],
)
def test_an_answer_has_azure_s_own_time(said: str, time: dt.datetime | None) -> None:
    """Where it says it: a computer's clock may be another."""
    assert Answer(status=200, body=None, headers={"Date": said}).date == time
    assert Answer(status=200, body=None, headers={}).date is None


def test_a_part_is_asked_for(web: Web, config: dict[str, str]) -> None:
    """With OData's $expand."""
    web.answer(SUBSCRIPTION, {})

    call(config, {}, lambda arm: arm.get(SUBSCRIPTION, api_version="1", expand="instanceView"))

    assert web.heard[-1].query == "api-version=1&$expand=instanceView"


def test_no_answer_is_an_error_without_status() -> None:
    """A host that is gone gives an ArmError too, which says so and may be tried again."""
    nowhere = "https://localhost:1"
    cloud = Cloud(name="gone", resource_manager=nowhere, authority=nowhere, audience=nowhere)

    async def ask() -> None:
        arm = Arm(cloud, Token(), Gone())
        await arm.get(SUBSCRIPTION, api_version="2021-04-01")

    with pytest.raises(ArmError) as caught:
        run(ask())

    assert str(caught.value) == (
        f"GET {SUBSCRIPTION}: no answer: https://localhost:1: nobody listens"
    )
    assert (caught.value.status, caught.value.code) == (None, "NoAnswer")
    assert caught.value.is_transient


class Token(AsyncTokenCredential):
    """A credential that always has a token."""

    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        """A token that lasts."""
        return AccessToken("good", 2**40)

    async def close(self) -> None:
        """Nothing to give back."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""


class Gone(AsyncHttpTransport[HttpRequest, AsyncHttpResponse]):
    """A network with nobody on it, and retries that take no time."""

    async def send(self, *_: object, **__: object) -> AsyncHttpResponse:
        """Nobody answers."""
        raise ServiceRequestError("nobody listens")

    async def sleep(self, duration: float) -> None:
        """Take no time."""

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to close."""
