"""The registration of the original document, by Microsoft's own clients, over https."""

import time
from collections.abc import Callable

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.identity import ClientSecretCredential
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.features.models import FeatureResult
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.testing import Running

THREE = ("InGuestHotPatchVMPreview", "InGuestAutoPatchVMPreview", "InGuestPatchVMPreview")
COMPUTE = "Microsoft.Compute"


def state(feature: FeatureResult) -> str | None:
    """Its state."""
    return None if feature.properties is None else feature.properties.state


def until(reached: Callable[[], bool]) -> None:
    """Poll, as a caller of these clients has to."""
    deadline = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_three_features_and_then_the_provider_are_registered(local_azure: Running) -> None:
    """Each answers Registering first; the provider comes after the last feature."""
    features = local_azure.client(FeatureClient).features
    providers = local_azure.client(ResourceManagementClient).providers

    asked = [state(features.register(COMPUTE, name)) for name in THREE]
    until(lambda: {state(features.get(COMPUTE, name)) for name in THREE} == {"Registered"})
    providers.register(COMPUTE)
    until(lambda: providers.get(COMPUTE).registration_state == "Registered")

    asked_for = [each["path"] for each in local_azure.requests() if each["method"] == "POST"]
    registered = [path for path in asked_for if path.endswith("/register")]
    assert asked == ["Registering"] * 3
    assert [path.rpartition("/features/")[2] for path in registered[:3]] == [
        f"{name}/register" for name in THREE
    ]
    assert registered[3].endswith(f"/providers/{COMPUTE}/register")


def test_a_resource_group_lives_and_dies(local_azure: Running) -> None:
    """Made, tagged, listed page by page, and deleted with a poller."""
    groups = local_azure.client(ResourceManagementClient).resource_groups

    made = groups.create_or_update("web", {"location": "westeurope"})
    groups.create_or_update("db", {"location": "westeurope"})
    tagged = groups.update("web", {"tags": {"owner": "web"}})
    pages = [[each.name for each in page] for page in groups.list(top=1).by_page()]
    groups.begin_delete("web").result()

    assert made.location == "westeurope"
    assert tagged.tags == {"owner": "web"}
    assert pages == [["web"], ["db"]]
    assert groups.check_existence("web") is False


def test_a_refusal_of_arm_is_the_clients_exception(local_azure: Running) -> None:
    """With ARM's code and message."""
    features = local_azure.client(FeatureClient).features

    with pytest.raises(ResourceNotFoundError) as refused:
        features.register(COMPUTE, f" {THREE[0]}")

    assert refused.value.error is not None
    assert (refused.value.error.code, refused.value.error.message) == (
        "FeatureNotFound",
        f"The feature ' {THREE[0]}' could not be found.",
    )


def test_an_operation_that_fails_is_the_pollers_exception(local_azure: Running) -> None:
    """What was accepted and went wrong then is told by result()."""
    groups = local_azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("web", {"location": "eastus"})
    fault = {"action": "fail-operation", "path": "*", "code": "Conflict", "message": "Not today."}
    local_azure.admin("POST", "/faults", {**fault, "method": "DELETE"})

    poller = groups.begin_delete("web")
    with pytest.raises(HttpResponseError, match="Not today"):
        poller.result()


def test_a_wrong_secret_is_refused(local_azure: Running) -> None:
    """By the token endpoint, in Entra ID's words."""
    credential = local_azure.credential(secret="wrong")

    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        credential.get_token(f"{local_azure.origin}/.default")


def test_the_environment_is_all_that_a_credential_needs(
    local_azure: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUESTS_CA_BUNDLE makes azure-identity trust it: no option, no trust store."""
    names = local_azure.env
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", names["REQUESTS_CA_BUNDLE"])
    credential = ClientSecretCredential(
        names["ARM_TENANT_ID"],
        names["ARM_CLIENT_ID"],
        names["ARM_CLIENT_SECRET"],
        authority=f"https://{names['ARM_METADATA_HOSTNAME']}",
        disable_instance_discovery=True,
    )

    assert credential.get_token(f"{local_azure.origin}/.default").token


def test_throttling_is_waited_out(local_azure: Running) -> None:
    """The client retries after Retry-After."""
    fault = {"action": "status", "path": "*/resourcegroups", "status": 429, "retryAfter": 1}
    local_azure.admin("POST", "/faults", fault)

    groups = list(local_azure.client(ResourceManagementClient).resource_groups.list())

    rows = [each for each in local_azure.requests() if each["path"].endswith("resourcegroups")]
    assert groups == []
    assert [row["status"] for row in rows] == [429, 200]


@pytest.mark.parametrize(("action", "is_made"), [("drop-before", False), ("drop-after", True)])
def test_a_dropped_connection_is_an_error_of_the_connection(
    local_azure: Running, action: str, *, is_made: bool
) -> None:
    """Whether the server acted is not to be seen from it."""
    groups = local_azure.client(ResourceManagementClient, retry_total=0).resource_groups
    groups.create_or_update("other", {"location": "eastus"})
    local_azure.admin("POST", "/faults", {"action": action, "path": "*/web", "method": "PUT"})

    with pytest.raises((ServiceRequestError, ServiceResponseError)):
        groups.create_or_update("web", {"location": "eastus"})

    assert groups.check_existence("web") is is_made
