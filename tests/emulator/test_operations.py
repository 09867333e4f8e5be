"""Long operations: what a client sees while it waits, and in the end."""

from dataclasses import replace
from typing import Any

import pytest

from local_azure import faults, operations, resources
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.store import Event
from local_azure.testing import ORIGIN, InProcess

LAMP = "/resourceGroups/web/providers/Microsoft.Compute/lamps/one"


def light(azure: Azure, request: Request) -> Reply:
    """A handler of a resource that takes ten seconds to light up, or burns out."""
    lamp: Json = {"id": request.path, "properties": {"provisioningState": "Creating"}}
    resources.put(azure, lamp)
    headers = operations.begin(
        azure,
        request,
        namespace="Microsoft.Compute",
        location="eastus",
        seconds=10,
        effect="lit",
        target=request.path,
        data=request.body,
    )
    return Reply(status=202, body=lamp, headers=headers)


def lit(azure: Azure, event: Event) -> None:
    """What happens after ten seconds."""
    lamp = resources.get(azure, event.target)
    lamp["properties"] = {"provisioningState": "Succeeded", "colour": event.data["colour"]}
    resources.put(azure, lamp)
    if event.data["colour"] == "black":
        raise ArmError(409, "BurntOut", "The lamp burnt out.")
    event.data["output"] = {"colour": event.data["colour"]}


@pytest.fixture
def azure(azure: InProcess) -> InProcess:
    """A local Azure with one more resource type."""
    path = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    route = Route(
        method="POST",
        path=f"{path}/providers/Microsoft.Compute/lamps/{{lampName}}",
        operation="Lamps_Light",
        handler=light,
    )
    more = replace(
        azure.azure,
        routes=(*azure.azure.routes, route),
        effects={**azure.azure.effects, "lit": lit},
    )
    return InProcess(more, azure.hand)


def start(azure: InProcess, colour: str) -> Reply:
    """Light the lamp."""
    path = f"{azure.subscription}{LAMP}"
    return azure.call("POST", path, {"colour": colour}, api_version="2024-07-01")


def lamp(azure: InProcess) -> Json:
    """The lamp's properties."""
    properties: Json = resources.get(azure.azure, f"{azure.subscription}{LAMP}")["properties"]
    return properties


def test_it_is_accepted_with_two_links(azure: InProcess) -> None:
    """One to the operation's status, one to its result, and when to ask."""
    reply = start(azure, "red")

    base = f"{ORIGIN}{azure.subscription}/providers/Microsoft.Compute/locations/eastus/operations/"
    status, result = reply.headers["Azure-AsyncOperation"], reply.headers["Location"]
    number = status.removeprefix(base).removesuffix("?api-version=2024-07-01")
    assert reply.status == 202
    assert status == f"{base}{number}?api-version=2024-07-01"
    assert result == f"{base}{number}?monitor=true&api-version=2024-07-01"
    assert reply.headers["Retry-After-Ms"] == "200"


def test_its_status_and_its_result_change_when_it_ends(azure: InProcess) -> None:
    """InProgress and 202, then Succeeded and the output."""
    headers = start(azure, "red").headers

    during = [azure.follow(headers[name]) for name in ("Azure-AsyncOperation", "Location")]
    azure.wait(10)
    after = [azure.follow(headers[name]) for name in ("Azure-AsyncOperation", "Location")]

    first, last = during[0].body, after[0].body
    assert isinstance(first, dict)
    assert [reply.status for reply in during] == [200, 202]
    assert during[1].headers["Location"] == headers["Location"]
    assert first == {
        "startTime": "2026-11-18T11:06:40.0000000Z",
        "status": "InProgress",
        "name": first["name"],
    }
    assert last == {
        "startTime": "2026-11-18T11:06:40.0000000Z",
        "endTime": "2026-11-18T11:06:50.0000000Z",
        "status": "Succeeded",
        "name": first["name"],
        "properties": {"output": {"colour": "red"}},
    }
    assert (after[1].status, after[1].body) == (200, {"colour": "red"})


def test_an_effect_that_fails_is_undone(azure: InProcess) -> None:
    """The operation ends Failed with its error, the resource is Failed and otherwise as before."""
    headers = start(azure, "black").headers
    azure.wait(10)

    status: Any = azure.follow(headers["Azure-AsyncOperation"]).body
    result = azure.follow(headers["Location"])

    error = {"code": "BurntOut", "message": "The lamp burnt out."}
    assert (status["status"], status["error"]) == ("Failed", error)
    assert (result.status, result.body) == (409, {"error": error})
    assert lamp(azure) == {"provisioningState": "Failed"}


def test_a_failure_on_order_comes_in_place_of_the_effect(azure: InProcess) -> None:
    """The call itself was accepted."""
    fault = {"action": "fail-operation", "path": "*", "code": "NoPower", "message": "No power."}
    faults.order(azure.azure, fault)

    reply = start(azure, "red")
    azure.wait(10)
    status: Any = azure.follow(reply.headers["Azure-AsyncOperation"]).body

    assert reply.status == 202
    assert status["error"] == {"code": "NoPower", "message": "No power."}
    assert lamp(azure) == {"provisioningState": "Failed"}


def test_an_operation_is_found_in_its_own_subscription_only(azure: InProcess) -> None:
    """Elsewhere there is none of that name."""
    azure.azure.store.put("subscription", second := "00000000-0000-4000-8000-000000000002", {})
    link = start(azure, "red").headers["Azure-AsyncOperation"]

    reply = azure.follow(link.replace(azure.azure.settings.subscriptions[0], second))

    assert reply.status == 404


def test_events_happen_in_order_each_at_its_own_time(azure: InProcess) -> None:
    """However far the clock is moved at once."""
    first = start(azure, "red").headers["Azure-AsyncOperation"]
    azure.wait(4)
    second = start(azure, "blue").headers["Azure-AsyncOperation"]
    azure.wait(86_400)

    ends = [azure.follow(link).body for link in (first, second)]

    assert [end["endTime"] for end in ends if isinstance(end, dict)] == [
        "2026-11-18T11:06:50.0000000Z",
        "2026-11-18T11:06:54.0000000Z",
    ]
    assert lamp(azure)["colour"] == "blue"
