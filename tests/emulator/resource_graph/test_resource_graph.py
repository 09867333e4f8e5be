"""The operation: scope, pages, forms, refusals."""

from typing import Any

import pytest

from local_azure import faults
from local_azure.arm import Json, Reply
from local_azure.compute.testing import body_of, make_machines
from local_azure.settings import Settings
from local_azure.testing import InProcess, in_process

PATH = "/providers/Microsoft.ResourceGraph/resources"
NOBODY = "00000000-0000-4000-8000-00000000dead"
FIRST, SECOND = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))


def post(azure: InProcess, query: str, scope: Json | None = None, **options: Any) -> Reply:
    """Ask; `options` are those with a `$` by their name after it."""
    named = {name if name == "resultFormat" else f"${name}": of for name, of in options.items()}
    body = {"query": query, "options": named, **(scope or {})}
    return azure.call("POST", PATH, body, api_version="2022-10-01")


def ask(azure: InProcess, query: str, scope: Json | None = None, **options: Any) -> Json:
    """The answer."""
    return body_of(post(azure, query, scope, **options))


def make_groups(azure: InProcess, names: list[str], subscription: str = FIRST) -> None:
    """Resource groups: the rows that are cheapest to make."""
    for name in names:
        path = f"/subscriptions/{subscription}/resourceGroups/{name}"
        azure.call("PUT", path, {"location": "westeurope"})


GROUPS = "resourcecontainers | where type has 'resourcegroups'"


def test_a_machine_as_resource_graph_shows_it(azure: InProcess) -> None:
    """Every column; type and group in lower case; the power state among the properties."""
    make_machines(azure, "web")

    (row,) = ask(azure, "Resources | where type =~ 'Microsoft.Compute/virtualMachines'")["data"]

    properties = row.pop("properties")
    assert row == {
        "id": f"{azure.subscription}/resourceGroups/hotpatch/providers/Microsoft.Compute"
        "/virtualMachines/web",
        "name": "web",
        "type": "microsoft.compute/virtualmachines",
        "tenantId": "00000000-0000-4000-8000-0000000000aa",
        "kind": "",
        "location": "westeurope",
        "resourceGroup": "hotpatch",
        "subscriptionId": FIRST,
        "managedBy": "",
        "sku": None,
        "plan": None,
        "tags": None,
        "identity": None,
        "zones": None,
        "extendedLocation": None,
    }
    assert properties["storageProfile"]["osDisk"]["osType"] == "Windows"
    view = properties["extended"]["instanceView"]
    assert view["powerState"] == {
        "code": "PowerState/running",
        "level": "Info",
        "displayStatus": "VM running",
    }
    assert (view["computerName"], view["hyperVGeneration"]) == ("web", "V2")


def test_parts_of_resources_are_no_rows(azure: InProcess) -> None:
    """Disks, interfaces, networks and machines are; a subnet is not."""
    make_machines(azure, "web")

    rows = ask(azure, "resources | project type | order by type asc")["data"]

    assert [row["type"] for row in rows] == [
        "microsoft.compute/disks",
        "microsoft.compute/virtualmachines",
        "microsoft.network/networkinterfaces",
        "microsoft.network/virtualnetworks",
    ]


def test_pages_follow_each_other(azure: InProcess) -> None:
    """Each has the token of the next, the last has none, and no row is lost or comes twice."""
    make_groups(azure, [f"g{number}" for number in range(7)])
    query = f"{GROUPS} | project id, name | order by name asc"

    pages = [ask(azure, query, top=3)]
    while "$skipToken" in pages[-1]:
        pages.append(ask(azure, query, skipToken=pages[-1]["$skipToken"]))

    assert [page["count"] for page in pages] == [3, 3, 1]
    assert {(page["totalRecords"], page["resultTruncated"]) for page in pages} == {(7, "false")}
    names = [row["name"] for page in pages for row in page["data"]]
    assert names == [f"g{number}" for number in range(7)]


def test_top_and_skip_override_the_token(azure: InProcess) -> None:
    """As Azure's reference has it."""
    make_groups(azure, ["a", "b", "c", "d"])
    query = f"{GROUPS} | project id, name | order by name asc"
    token = ask(azure, query, top=1)["$skipToken"]

    page = ask(azure, query, skipToken=token, top=2, skip=2)

    assert [row["name"] for row in page["data"]] == ["c", "d"]


@pytest.mark.parametrize("query", [f"{GROUPS} | limit 3", f"{GROUPS} | project name"])
def test_an_answer_that_has_no_next_page_says_so(azure: InProcess, query: str) -> None:
    """A query with a limit, or without an id, is cut after its first page."""
    make_groups(azure, ["a", "b", "c"])

    page = ask(azure, query, top=2)

    assert (page["count"], page["totalRecords"], page["resultTruncated"]) == (2, 3, "true")
    assert "$skipToken" not in page


def test_a_page_has_a_thousand_rows_at_most(azure: InProcess) -> None:
    """Without a `$top`."""
    for number in range(1001):
        identifier = f"/subscriptions/{FIRST}/resourceGroups/g{number}"
        group = {"id": identifier, "location": "westeurope", "properties": {}}
        azure.azure.store.put("group", identifier, group)

    page = ask(azure, GROUPS)

    assert (page["count"], page["totalRecords"]) == (1000, 1001)
    assert ask(azure, GROUPS, skipToken=page["$skipToken"])["count"] == 1


def test_the_table_form(azure: InProcess) -> None:
    """Columns with their types, and rows as lists."""
    make_groups(azure, ["a"])

    page = ask(
        azure,
        f"{GROUPS} | project name, n = 1, r = 1.5, b = true, t = datetime(2026-11-25), tags",
        resultFormat="table",
    )

    assert page["data"] == {
        "columns": [
            {"name": "name", "type": "string"},
            {"name": "n", "type": "integer"},
            {"name": "r", "type": "number"},
            {"name": "b", "type": "boolean"},
            {"name": "t", "type": "datetime"},
            {"name": "tags", "type": "object"},
        ],
        "rows": [["a", 1, 1.5, True, "2026-11-25T00:00:00.0000000Z", None]],
    }


def test_a_subscription_that_is_not_there_is_left_out_without_a_word() -> None:
    """As on Azure: who asks must look whether all are among the answers."""
    azure = in_process(settings=Settings(subscriptions=(FIRST, SECOND)))
    make_groups(azure, ["a"])
    make_groups(azure, ["b"], SECOND)
    query = f"{GROUPS} | project name, subscriptionId"

    every = ask(azure, query)
    some = ask(azure, query, {"subscriptions": [SECOND.upper(), NOBODY]})
    tenant = ask(azure, query, {"managementGroups": [azure.azure.settings.tenant]})

    assert every["data"] == tenant["data"]
    assert [row["name"] for row in every["data"]] == ["a", "b"]
    assert some["data"] == [{"name": "b", "subscriptionId": SECOND}]
    azure.azure.store.close()


def test_every_answer_tells_the_quota(azure: InProcess) -> None:
    """In the two headers that Azure has for it."""
    headers = post(azure, "resources").headers

    assert headers["x-ms-user-quota-remaining"] == "14"
    assert headers["x-ms-user-quota-resets-after"] == "00:00:05"


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (
            {"query": "securityresources"},
            "DisallowedLogicalTableName",
            "Table securityresources is",
        ),
        ({"query": "resources | count"}, "InvalidQuery", "Query is invalid."),
        (
            {"subscriptions": [NOBODY]},
            "NoValidSubscriptionsInQueryRequest",
            "There must be at least one subscription that is eligible to contain resources.",
        ),
        ({"subscriptions": ["prod"]}, "SubscriptionsContainInvalidGuids", "Given: 'prod'"),
        ({"options": {"$top": 1001}}, "InvalidTop", "$top: found 1001"),
        ({"options": {"$skip": -1}}, "InvalidSkip", "$skip: found -1"),
        ({"options": {"$skipToken": "bm9uZQ=="}}, "InvalidSkipToken", "$skipToken"),
        ({"options": {"resultFormat": "csv"}}, "InvalidResultFormat", "resultFormat: found 'csv'"),
        ({"facets": [{"expression": "location"}]}, "NotEmulated", "facets"),
        ({"query": f"where {'not(' * 2000}true{')' * 2000}"}, "InvalidQuery", "Query is invalid."),
    ],
)
def test_refusals(azure: InProcess, change: Json, code: str, message: str) -> None:
    """All in Azure's frame: the reason stands in the details."""
    body = {"query": "resources", **change}

    reply = azure.call("POST", PATH, body, api_version="2022-10-01")

    error = body_of(reply)["error"]
    assert (reply.status, error["code"]) == (400, "BadRequest")
    assert error["message"].startswith("Please provide below info when asking for support:")
    assert error["details"][0]["code"] == code
    assert error["details"][0]["message"].startswith(message)


def test_a_management_group_of_others_is_denied(azure: InProcess) -> None:
    """With Azure's own words."""
    reply = post(azure, "resources", {"managementGroups": ["theirs"]})

    error = body_of(reply)["error"]
    assert (reply.status, error["code"]) == (403, "AccessDenied")
    assert error["details"] == [
        {
            "code": "AccessDenied",
            "message": "Access is denied to the requested resource. The user might not have enough"
            " permission.",
        }
    ]


def test_an_unknown_version_is_refused(azure: InProcess) -> None:
    """The versions are those of Microsoft's clients."""
    for version in ("2021-03-01", "2022-10-01", "2024-04-01"):
        assert azure.call("POST", PATH, {"query": ""}, api_version=version).status == 400
        assert azure.call("POST", PATH, {"query": "resources"}, api_version=version).status == 200
    refused = azure.call("POST", PATH, {"query": "resources"}, api_version="2020-01-01")

    assert body_of(refused)["error"]["code"] == "NoRegisteredProviderFound"


def test_a_throttled_query(azure: InProcess) -> None:
    """By order: 429 with a time to wait."""
    fault = {
        "path": PATH,
        "action": "status",
        "status": 429,
        "code": "RateLimiting",
        "retryAfter": 5,
    }
    faults.order(azure.azure, fault)
    throttled, then = post(azure, "resources"), post(azure, "resources")

    assert (throttled.status, throttled.headers["Retry-After"], then.status) == (429, "5", 200)
