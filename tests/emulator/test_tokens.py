"""The token endpoint, and what a client reads before it."""

from typing import Any
from urllib.parse import urlencode

import jwt
import pytest

from local_azure.testing import ORIGIN, InProcess

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EXCHANGE = "api://AzureADTokenExchange"
SECRET = "a key of somebody else, thirty-two bytes or more"


def ask(azure: InProcess, version: str = "/v2.0", **form: str) -> Any:
    """Ask for a token with a good client, changed by `form`; an empty field is left out."""
    settings = azure.azure.settings
    target = {"scope": f"{ORIGIN}/.default"} if version else {"resource": ORIGIN}
    fields = {
        "grant_type": "client_credentials",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        **target,
        **form,
    }
    tenant = fields.pop("tenant", settings.tenant)
    reply = azure.call(
        "POST",
        f"/{tenant}/oauth2{version}/token",
        urlencode({name: value for name, value in fields.items() if value}).encode(),
        api_version="",
        headers={"authorization": ""},
    )
    return reply.status, reply.body


def assertion(azure: InProcess, **claims: Any) -> dict[str, str]:
    """The form fields of a client assertion."""
    usual = {"aud": EXCHANGE, "exp": azure.hand() + 60, "sub": "repo:web", "iss": "https://ci"}
    text = jwt.encode({**usual, **claims}, SECRET, algorithm="HS256")
    return {"client_secret": "", "client_assertion_type": ASSERTION, "client_assertion": text}


def test_a_token_is_a_jwt_of_the_tenant(azure: InProcess) -> None:
    """Clients parse it: audience, tenant, application, object and times."""
    status, body = ask(azure)

    settings = azure.azure.settings
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    chosen = ("aud", "tid", "appid", "oid", "iat", "exp")
    assert status == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert {name: claims[name] for name in chosen} == {
        "aud": ORIGIN,
        "tid": settings.tenant,
        "appid": settings.client_id,
        "oid": settings.principal_id,
        "iat": 1_795_000_000,
        "exp": 1_795_003_600,
    }


def test_the_first_version_asks_for_a_resource(azure: InProcess) -> None:
    """It answers times as texts."""
    status, body = ask(azure, version="")

    assert status == 200
    assert (body["resource"], body["expires_in"], body["expires_on"]) == (
        ORIGIN,
        "3600",
        "1795003600",
    )


def test_a_given_token_opens_arm(azure: InProcess) -> None:
    """It is what ARM asks for."""
    token = ask(azure)[1]["access_token"]

    reply = azure.call("GET", "/subscriptions", headers={"authorization": f"Bearer {token}"})

    assert reply.status == 200


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, 401, "invalid_client", 7000216),
        (
            {"client_id": "00000000-0000-4000-8000-00000000ffff"},
            400,
            "unauthorized_client",
            700016,
        ),
        ({"tenant": "00000000-0000-4000-8000-00000000ffff"}, 400, "invalid_request", 90002),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"scope": "https://management.azure.com/.default"}, 400, "invalid_resource", 500011),
        ({"scope": ""}, 400, "invalid_resource", 500011),
    ],
)
def test_a_wrong_request_is_refused_as_entra_id_does(
    azure: InProcess, form: dict[str, str], status: int, error: str, number: int
) -> None:
    """OAuth's error, the AADSTS number in the description; the secret is not repeated."""
    answered, body = ask(azure, **form)

    assert (answered, body["error"], body["error_codes"]) == (status, error, [number])
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    assert azure.azure.settings.client_secret not in str(body)
    assert azure.azure.store.log.list()[-1]["code"] == error


def test_a_workload_identity_takes_the_place_of_the_secret(azure: InProcess) -> None:
    """Its assertion is for the token exchange."""
    assert ask(azure, **assertion(azure))[0] == 200


def test_a_certificate_takes_the_place_of_the_secret(azure: InProcess) -> None:
    """Its assertion is for the tenant, by the application itself."""
    client = azure.azure.settings.client_id
    tenant = f"{ORIGIN}/{azure.azure.settings.tenant}/oauth2/v2.0/token"

    assert ask(azure, **assertion(azure, aud=tenant, iss=client, sub=client))[0] == 200


@pytest.mark.parametrize(
    ("claims", "number"),
    [
        ({"exp": 1_700_000_000}, 700024),
        ({"aud": "https://elsewhere.example"}, 700212),
        ({"aud": f"{ORIGIN}/token"}, 700212),
    ],
)
def test_a_wrong_assertion_is_refused(
    azure: InProcess, claims: dict[str, Any], number: int
) -> None:
    """Expired, for another audience, or a certificate's that is not the application's."""
    status, body = ask(azure, **assertion(azure, **claims))

    assert (status, body["error_codes"]) == (401, [number])


def test_an_assertion_that_is_no_jwt_is_refused(azure: InProcess) -> None:
    """AADSTS50027."""
    form = {**assertion(azure), "client_assertion": "no.jwt.at-all"}

    assert ask(azure, **form)[1]["error_codes"] == [50027]


def metadata(azure: InProcess, path: str, api_version: str = "") -> Any:
    """What is read before there is a token."""
    reply = azure.call("GET", path, api_version=api_version, headers={"authorization": ""})
    assert reply.status == 200
    return reply.body


def test_the_endpoints_of_the_cloud_are_its_own_origin(azure: InProcess) -> None:
    """Every endpoint of every form is here, or under a name that resolves nowhere."""
    path = "/metadata/endpoints"
    oldest = metadata(azure, path, "2015-01-01")
    older = metadata(azure, path, "2019-05-01")
    newest = metadata(azure, path, "2022-09-01")

    assert oldest["authentication"] == {
        "loginEndpoint": f"{ORIGIN}/",
        "audiences": [ORIGIN, f"{ORIGIN}/"],
    }
    assert older == [newest]
    assert (newest["name"], newest["resourceManager"]) == ("LocalAzure", f"{ORIGIN}/")
    assert newest["authentication"] == {
        "loginEndpoint": ORIGIN,
        "audiences": [ORIGIN, f"{ORIGIN}/"],
        "tenant": "common",
        "identityProvider": "AAD",
    }
    elsewhere = [
        value
        for value in (*newest.values(), *newest["suffixes"].values())
        if isinstance(value, str)
        and not value.startswith(ORIGIN)
        and not value.endswith("local-azure.invalid")
    ]
    assert elsewhere == ["LocalAzure"]


@pytest.mark.parametrize("version", ["", "/v2.0"])
def test_the_openid_configuration_names_the_token_endpoint(azure: InProcess, version: str) -> None:
    """Both versions, for the tenant and for `common`."""
    tenant = azure.azure.settings.tenant
    suffix = f"{version}/.well-known/openid-configuration"

    own = metadata(azure, f"/{tenant}{suffix}")

    assert own["token_endpoint"] == f"{ORIGIN}/{tenant}/oauth2{version}/token"
    assert own == metadata(azure, f"/common{suffix}")
    assert metadata(azure, own["jwks_uri"].removeprefix(ORIGIN)) == {"keys": []}


def test_an_unknown_tenant_has_no_configuration(azure: InProcess) -> None:
    """Entra ID answers 400."""
    reply = azure.call(
        "GET",
        "/00000000-0000-4000-8000-00000000ffff/v2.0/.well-known/openid-configuration",
        api_version="",
    )

    body: Any = reply.body
    assert (reply.status, body["error"]) == (400, "invalid_tenant")


def test_instance_discovery_knows_this_host(azure: InProcess) -> None:
    """It is where a client asks whether an authority is one."""
    body = metadata(azure, "/common/discovery/instance")

    assert body["metadata"][0]["aliases"] == ["localhost:18743"]
