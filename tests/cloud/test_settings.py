"""How to reach Azure, and as whom, out of configuration and environment."""

import pytest

from azure_hotpatch_cloud.errors import SettingsError
from azure_hotpatch_cloud.settings import SECRETS, VARIABLES, Method, Settings, read_settings

TENANT = "00000000-0000-4000-8000-0000000000aa"
CLIENT = "00000000-0000-4000-8000-0000000000c1"
APPLICATION = {"tenantId": TENANT, "clientId": CLIENT}


def test_configuration_goes_before_the_environment() -> None:
    """A key of the configuration wins over its ARM_ variable, which fills in what is absent."""
    settings = read_settings(
        {"subscriptionId": TENANT, "environment": "china"},
        {"ARM_SUBSCRIPTION_ID": CLIENT, "ARM_TENANT_ID": "contoso.example"},
    )

    assert settings == Settings(
        subscription_id=TENANT, environment="china", tenant_id="contoso.example"
    )


def test_an_empty_value_counts_as_absent() -> None:
    """An empty key or variable is as good as none."""
    assert read_settings({"metadataHost": ""}, {"ARM_METADATA_HOSTNAME": ""}) == Settings()


@pytest.mark.parametrize(
    ("config", "method"),
    [
        ({}, Method.AZURE_CLI),
        ({"useMsi": "true"}, Method.MSI),
        ({"useMsi": "true", "useOidc": "true", "oidcToken": "t", **APPLICATION}, Method.OIDC),
        ({"useOidc": "true", "clientSecret": "s", **APPLICATION}, Method.CLIENT_SECRET),
        (
            {"clientSecret": "s", "clientCertificatePath": "c.pem", **APPLICATION},
            Method.CLIENT_CERTIFICATE,
        ),
    ],
)
def test_the_first_way_that_is_configured_is_taken(config: dict[str, str], method: Method) -> None:
    """The order is azure-native's: certificate, secret, OIDC, managed identity, Azure CLI."""
    assert read_settings(config, {}).method is method


def test_everything_wrong_is_named_at_once_and_by_its_place() -> None:
    """Each mistake names the key or variable where it was found, and the form it should have."""
    config = {"metadataHost": "https://localhost:1/", "environment": "mars", "useMsi": "perhaps"}
    environment = {"ARM_SUBSCRIPTION_ID": "mine", "ARM_AUXILIARY_TENANT_IDS": "one, two"}

    with pytest.raises(SettingsError) as caught:
        read_settings(config, environment, prefix="azure-hotpatch:")

    assert caught.value.mistakes == (
        (
            "azure-hotpatch:environment: found 'mars'; allowed: public, usgovernment or china."
            " Choose one, or leave it out for public."
        ),
        (
            "azure-hotpatch:metadataHost: found 'https://localhost:1/'; allowed: host or host:port."
            " Leave out https:// and the path."
        ),
        (
            "ARM_SUBSCRIPTION_ID: found 'mine'; allowed: a GUID, as in"
            " 00000000-0000-0000-0000-000000000000. `az account list -o table` shows those that you"
            " can use."
        ),
        (
            "ARM_AUXILIARY_TENANT_IDS: found 'one, two'; allowed: a JSON list of tenants. Write it"
            ' as ["…"].'
        ),
        (
            "azure-hotpatch:useMsi: found 'perhaps'; allowed: true or false. Choose one, or leave"
            " it out for false."
        ),
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"clientSecret": "s"}, ["tenantId: found absent", "clientId: found absent"]),
        ({"useOidc": "true", **APPLICATION}, ["useOidc: found true without a token"]),
    ],
)
def test_what_a_way_needs_is_named(config: dict[str, str], words: list[str]) -> None:
    """A way in that misses something says what, and where it could be set."""
    with pytest.raises(SettingsError) as caught:
        read_settings(config, {})

    starts = zip(caught.value.mistakes, words, strict=True)
    assert all(mistake.startswith(word) for mistake, word in starts)


def test_secrets_show_nowhere() -> None:
    """No secret is in the repr of the settings."""
    canaries = {key: f"canary-{key}" for key in SECRETS}

    settings = read_settings({**APPLICATION, **canaries}, {})

    assert "canary" not in repr(settings)


def test_every_key_has_a_variable() -> None:
    """Each key of azure-native's that is read has its ARM_ variable."""
    assert all(variables for variables in VARIABLES.values())
    assert set(VARIABLES) > SECRETS
