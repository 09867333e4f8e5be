"""Resource groups, their long deletion, and the lists of ARM."""

from typing import Any

import pytest

from local_azure.azure import Durations
from local_azure.testing import ORIGIN, InProcess, in_process


def group_path(azure: InProcess, name: str = "web") -> str:
    """A resource group's path, which is its id."""
    return f"{azure.subscription}/resourceGroups/{name}"


def call(azure: InProcess, method: str, path: str, body: Any = None, query: str = "") -> Any:
    """Status and body."""
    reply = azure.call(method, path, body, query=query)
    return reply.status, reply.body


def test_a_group_is_made_once_and_then_updated(azure: InProcess) -> None:
    """201 the first time, 200 then; the location comes back in its short form."""
    wanted = {"location": "West Europe", "tags": {"owner": "web"}}

    first = call(azure, "PUT", group_path(azure), wanted)
    second = call(azure, "PUT", group_path(azure, "WEB"), {"location": "westeurope"})

    group = {
        "id": group_path(azure),
        "name": "web",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "tags": {"owner": "web"},
        "properties": {"provisioningState": "Succeeded"},
    }
    assert first == (201, group)
    assert second == (200, {name: value for name, value in group.items() if name != "tags"})
    assert call(azure, "HEAD", group_path(azure)) == (204, None)


def test_a_group_does_not_move(azure: InProcess) -> None:
    """Another location is refused."""
    call(azure, "PUT", group_path(azure), {"location": "eastus"})

    status, body = call(azure, "PUT", group_path(azure), {"location": "westus"})

    assert (status, body) == (
        409,
        {
            "error": {
                "code": "InvalidResourceGroupLocation",
                "message": "Invalid resource group location 'westus'. The Resource group already"
                " exists in location 'eastus'.",
            }
        },
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "LocationRequired"),
        ({"location": None}, "LocationRequired"),
        ({"location": "atlantis"}, "LocationNotAvailableForResourceGroup"),
    ],
)
def test_a_group_needs_a_location_of_azure(
    azure: InProcess, body: dict[str, Any], code: str
) -> None:
    """It answers 400."""
    status, answer = call(azure, "PUT", group_path(azure), body)

    assert (status, answer["error"]["code"]) == (400, code)


def test_tags_of_a_group_are_patched(azure: InProcess) -> None:
    """All tags are replaced by those of the request."""
    call(azure, "PUT", group_path(azure), {"location": "eastus", "tags": {"a": "1"}})

    status, body = call(azure, "PATCH", group_path(azure), {"tags": {"b": "2"}})

    assert (status, body["tags"]) == (200, {"b": "2"})


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_missing_group_is_not_found(azure: InProcess, method: str) -> None:
    """ARM's own words."""
    assert call(azure, method, group_path(azure, "none")) == (
        404,
        {
            "error": {
                "code": "ResourceGroupNotFound",
                "message": "Resource group 'none' could not be found.",
            }
        },
    )


def test_groups_are_listed_in_pages(azure: InProcess) -> None:
    """The link keeps what else was asked."""
    for name in ("a", "b", "c"):
        call(azure, "PUT", group_path(azure, name), {"location": "eastus"})
    path = f"{azure.subscription}/resourcegroups"

    _, first = call(azure, "GET", path, query="$top=2&p=kept")
    second: Any = azure.follow(first["nextLink"]).body

    assert [each["name"] for each in first["value"]] == ["a", "b"]
    assert "p=kept" in first["nextLink"]
    assert [each["name"] for each in second["value"]] == ["c"]
    assert "nextLink" not in second


@pytest.mark.parametrize("query", ["$top=0", "$top=two", "$skiptoken=%21"])
def test_a_page_that_is_none_is_refused(azure: InProcess, query: str) -> None:
    """It answers 400."""
    status, _ = call(azure, "GET", f"{azure.subscription}/resourcegroups", query=query)

    assert status == 400


def test_deleting_a_group_is_a_long_operation(azure: InProcess) -> None:
    """202 with a Location, which answers 202 until the group is gone, and 200 then."""
    call(azure, "PUT", group_path(azure), {"location": "eastus"})

    deleted = azure.call("DELETE", group_path(azure))
    location = deleted.headers["Location"]
    waiting = azure.follow(location)
    _, group = call(azure, "GET", group_path(azure))
    azure.wait(azure.azure.durations.delete)
    done = azure.follow(location)

    assert (deleted.status, deleted.body) == (202, None)
    assert location.startswith(f"{ORIGIN}{azure.subscription}/operationresults/")
    assert deleted.headers["Retry-After-Ms"] == "200"
    assert "Retry-After" not in deleted.headers
    assert (waiting.status, waiting.headers["Location"]) == (202, location)
    assert group["properties"] == {"provisioningState": "Deleting"}
    assert (done.status, call(azure, "HEAD", group_path(azure))[0]) == (200, 404)


def test_whole_seconds_are_said_in_retry_after_too() -> None:
    """Below a second Retry-After-Ms stands alone, as azure-core would read Retry-After first."""
    azure = in_process(durations=Durations(retry_after=10))
    call(azure, "PUT", group_path(azure), {"location": "eastus"})

    headers = azure.call("DELETE", group_path(azure)).headers

    assert (headers["Retry-After"], headers["Retry-After-Ms"]) == ("10", "10000")


def test_nothing_is_made_in_a_group_that_goes(azure: InProcess) -> None:
    """Its PUT answers 409 until it is gone."""
    call(azure, "PUT", group_path(azure), {"location": "eastus"})
    call(azure, "DELETE", group_path(azure))

    status, body = call(azure, "PUT", group_path(azure), {"location": "eastus"})

    assert (status, body["error"]["code"]) == (409, "ResourceGroupBeingDeleted")


def network(azure: InProcess, group: str, name: str, **properties: Any) -> str:
    """Make a network security group or a virtual network; its id."""
    kind = "virtualNetworks" if properties else "networkSecurityGroups"
    path = f"{group_path(azure, group)}/providers/Microsoft.Network/{kind}/{name}"
    body = {"location": "eastus", "tags": {"owner": "web"}, "properties": properties}
    assert azure.call("PUT", path, body, api_version="2024-05-01").status == 201
    return path


def test_a_group_is_deleted_with_all_that_is_in_it(azure: InProcess) -> None:
    """Whatever uses another goes first."""
    call(azure, "PUT", group_path(azure), {"location": "eastus"})
    rules = network(azure, "web", "rules")
    subnet = {
        "name": "one",
        "properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": rules}},
    }
    network(
        azure, "web", "net", addressSpace={"addressPrefixes": ["10.0.0.0/16"]}, subnets=[subnet]
    )

    location = azure.call("DELETE", group_path(azure)).headers["Location"]
    for _ in range(10):
        azure.wait(azure.azure.durations.delete)
        reply = azure.follow(location)

    assert reply.status == 200
    assert call(azure, "GET", f"{azure.subscription}/resources")[1] == {"value": []}


def test_a_group_that_others_need_stays(azure: InProcess) -> None:
    """Its deletion fails, and names what could not be deleted."""
    for name in ("web", "shared"):
        call(azure, "PUT", group_path(azure, name), {"location": "eastus"})
    rules = network(azure, "shared", "rules")
    subnet = {
        "name": "one",
        "properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": rules}},
    }
    network(
        azure, "web", "net", addressSpace={"addressPrefixes": ["10.0.0.0/16"]}, subnets=[subnet]
    )

    location = azure.call("DELETE", group_path(azure, "shared")).headers["Location"]
    azure.wait(60)
    reply = azure.follow(location)

    error: Any = reply.body
    assert (reply.status, error["error"]["code"]) == (409, "ResourceGroupDeletionBlocked")
    assert "Microsoft.Network/networkSecurityGroups/rules" in error["error"]["message"]
    assert call(azure, "GET", rules.partition("/providers/")[0])[0] == 200


def test_resources_are_listed_as_arm_keeps_them(azure: InProcess) -> None:
    """Without their properties, by group or subscription, filtered by type on request."""
    call(azure, "PUT", group_path(azure), {"location": "eastus"})
    rules = network(azure, "web", "rules")
    expected = {
        "value": [
            {
                "id": rules,
                "name": "rules",
                "type": "Microsoft.Network/networkSecurityGroups",
                "location": "eastus",
                "tags": {"owner": "web"},
            }
        ]
    }
    every = f"{azure.subscription}/resources"

    assert call(azure, "GET", f"{group_path(azure)}/resources") == (200, expected)
    assert call(azure, "GET", every) == (200, expected)
    assert call(azure, "GET", every, query="$filter=resourceType eq 'Microsoft.Compute/disks'") == (
        200,
        {"value": []},
    )
    assert call(azure, "GET", every, query="$filter=name eq 'rules'")[0] == 400


def test_subscriptions_tenants_and_locations_are_listed(azure: InProcess) -> None:
    """The ids are those of the settings, and nobody's."""
    settings = azure.azure.settings

    _, subscriptions = call(azure, "GET", "/subscriptions")
    _, tenants = call(azure, "GET", "/tenants")
    _, one = call(azure, "GET", azure.subscription)
    _, locations = call(azure, "GET", f"{azure.subscription}/locations")

    assert subscriptions["value"] == [one]
    assert (one["subscriptionId"], one["tenantId"], one["state"]) == (
        settings.subscriptions[0],
        settings.tenant,
        "Enabled",
    )
    assert tenants["value"][0]["tenantId"] == settings.tenant
    assert locations["value"][0]["regionalDisplayName"] == "(US) East US"
