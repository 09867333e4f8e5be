"""Resource providers: what they tell of themselves, and how they are registered."""

from typing import Any

import pytest

from local_azure import providers
from local_azure.settings import Settings
from local_azure.testing import InProcess, in_process

COMPUTE = "/providers/Microsoft.Compute"


def call(azure: InProcess, method: str, path: str, api_version: str = "2021-04-01") -> Any:
    """Call below the subscription; status and body."""
    reply = azure.call(method, f"{azure.subscription}{path}", api_version=api_version)
    return reply.status, reply.body


def state(azure: InProcess) -> str:
    """Microsoft.Compute's state."""
    _, body = call(azure, "GET", COMPUTE)
    return str(body["registrationState"])


def test_a_provider_tells_types_versions_and_locations(azure: InProcess) -> None:
    """As Azure does: api-versions newest first, locations by their display names."""
    status, body = call(azure, "GET", COMPUTE)

    machines = body["resourceTypes"][0]
    assert status == 200
    assert set(body) == {
        "id",
        "namespace",
        "authorizations",
        "resourceTypes",
        "registrationState",
        "registrationPolicy",
    }
    assert (body["registrationState"], body["registrationPolicy"]) == (
        "Registered",
        "RegistrationRequired",
    )
    assert machines["resourceType"] == "virtualMachines"
    assert machines["apiVersions"][:2] == ["2026-04-01", "2026-03-01"]
    assert machines["locations"][:2] == ["East US", "East US 2"]
    assert machines["zoneMappings"][3] == {"location": "West US", "zones": []}


def test_registering_takes_time() -> None:
    """From NotRegistered over Registering to Registered."""
    azure = in_process(settings=Settings(bare=True))

    states = [state(azure)]
    status, body = call(azure, "POST", f"{COMPUTE}/register", "2019-12-01")
    states.append(body["registrationState"])
    azure.wait(azure.azure.durations.provider)
    states.append(state(azure))

    assert status == 200
    assert states == ["NotRegistered", "Registering", "Registered"]


def test_registering_again_counts_when_it_has_finished(azure: InProcess) -> None:
    """It is Registering once more, and can be used meanwhile; the time kept is that of its end."""
    subscription = azure.azure.settings.subscriptions[0]
    operation = "locations/eastus/operations/00000000-0000-4000-8000-0000000000f0"

    _, body = call(azure, "POST", f"{COMPUTE}/register")
    before = providers.registered_at(azure.azure, subscription, "Microsoft.Compute")
    used, _ = call(azure, "GET", f"{COMPUTE}/{operation}")
    azure.wait(60)
    again = state(azure)
    after = providers.registered_at(azure.azure, subscription, "Microsoft.Compute")

    assert (body["registrationState"], again) == ("Registering", "Registered")
    assert (before, used) == (None, 404)
    assert after is not None
    assert after.timestamp() == 1_795_000_000.0 + azure.azure.durations.provider


def test_unregistering_takes_time_and_closes_the_namespace(azure: InProcess) -> None:
    """Afterwards the namespace answers 409."""
    _, body = call(azure, "POST", f"{COMPUTE}/unregister")
    azure.wait(azure.azure.durations.provider)
    operation = "locations/eastus/operations/00000000-0000-4000-8000-0000000000f0"
    refused, _ = call(azure, "GET", f"{COMPUTE}/{operation}")

    assert body["registrationState"] == "Unregistering"
    assert state(azure) == "Unregistered"
    assert refused == 409


def test_a_provider_with_resources_cannot_be_unregistered(azure: InProcess) -> None:
    """The refusal names one of them."""
    group = f"{azure.subscription}/resourceGroups/web"
    network = f"{group}/providers/Microsoft.Network/networkSecurityGroups/open"
    azure.call("PUT", group, {"location": "eastus"})
    made = azure.call("PUT", network, {"location": "eastus"}, api_version="2024-05-01")

    status, body = call(azure, "POST", "/providers/Microsoft.Network/unregister")

    assert made.status == 201
    assert (status, body["error"]["code"]) == (409, "CannotUnregisterProvider")
    assert network in body["error"]["message"]


@pytest.mark.parametrize("namespace", ["Microsoft.Features", "Microsoft.Resources"])
def test_some_namespaces_are_always_registered(namespace: str) -> None:
    """Also in a bare subscription."""
    azure = in_process(settings=Settings(bare=True))

    _, body = call(azure, "GET", f"/providers/{namespace}")

    assert (body["registrationState"], body["registrationPolicy"]) == (
        "Registered",
        "RegistrationFree",
    )


def test_an_unknown_provider_is_not_found(azure: InProcess) -> None:
    """ARM says that the namespace is invalid."""
    assert call(azure, "GET", "/providers/Microsoft.Nothing") == (
        404,
        {
            "error": {
                "code": "InvalidResourceNamespace",
                "message": "The resource namespace 'Microsoft.Nothing' is invalid.",
            }
        },
    )


def test_providers_are_listed_in_pages(azure: InProcess) -> None:
    """$top is the length of a page; nextLink leads to the next, and the last has none."""
    names = []
    reply = azure.call("GET", f"{azure.subscription}/providers", query="$top=2")
    while True:
        body: Any = reply.body
        names.append([each["namespace"] for each in body["value"]])
        if "nextLink" not in body:
            break
        reply = azure.follow(body["nextLink"])

    assert names == [
        ["Microsoft.Authorization", "Microsoft.Compute"],
        ["Microsoft.Features", "Microsoft.Network"],
        ["Microsoft.ResourceGraph", "Microsoft.Resources"],
    ]
