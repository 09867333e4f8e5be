"""Resource Graph with Microsoft's own client, over https."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions, ResultFormat

from local_azure.testing import Running

GROUPS = (
    "ResourceContainers"
    " | where type =~ 'microsoft.resources/subscriptions/resourcegroups'"
    " and location in~ ('WestEurope')"
    " | extend team = tostring(tags.team), parts = split(id, '/')"
    " | project id, name, team, last = parts[-1]"
    " | order by name asc"
)


@pytest.fixture
def client(local_azure: Running) -> Iterator[Any]:
    """The client, beside three resource groups."""
    groups: Any = local_azure.client(ResourceManagementClient).resource_groups
    for name, team in (("web", "shop"), ("data", "shop"), ("build", "tools")):
        groups.create_or_update(name, {"location": "westeurope", "tags": {"team": team}})
    with ResourceGraphClient(
        local_azure.credential(),
        base_url=local_azure.origin,
        credential_scopes=[f"{local_azure.origin}/.default"],
        connection_verify=str(local_azure.folder.bundle),
    ) as made:
        yield made


def pages(client: Any, query: str, options: QueryRequestOptions) -> Iterator[Any]:
    """Every page of an answer, as the client's documentation says to go on."""
    while True:
        page = client.resources(QueryRequest(query=query, options=options))
        yield page
        if page.skip_token is None:
            return
        options.skip_token = page.skip_token


def test_pages_of_a_query(client: Any) -> None:
    """The client reads counts, rows and the token of the next page."""
    every = list(pages(client, GROUPS, QueryRequestOptions(top=2)))

    assert [(page.count, page.total_records, page.result_truncated) for page in every] == [
        (2, 3, "false"),
        (1, 3, "false"),
    ]
    rows = [row for page in every for row in page.data]
    assert [(row["name"], row["team"], row["last"]) for row in rows] == [
        ("build", "tools", "build"),
        ("data", "shop", "data"),
        ("web", "shop", "web"),
    ]


def test_a_table(client: Any, local_azure: Running) -> None:
    """The other form of an answer."""
    options = QueryRequestOptions(result_format=ResultFormat.TABLE)
    request = QueryRequest(
        query=f"{GROUPS} | where team == 'tools' | project name",
        subscriptions=[local_azure.subscription],
        options=options,
    )

    assert client.resources(request).data == {
        "columns": [{"name": "name", "type": "string"}],
        "rows": [["build"]],
    }


def test_a_refusal_reaches_the_clients_exception(client: Any) -> None:
    """With the details that name the place."""
    with pytest.raises(HttpResponseError) as refused:
        client.resources(QueryRequest(query="ResourceContainers | where name = 'web'"))

    model: Any = refused.value.model
    error = model.error
    assert (refused.value.status_code, error.code) == (400, "BadRequest")
    assert [each.code for each in error.details] == ["InvalidQuery", "ParserFailure"]
    assert error.details[1].additional_properties == {
        "line": 1,
        "characterPositionInLine": 32,
        "token": "=",
    }


def test_a_throttled_client_waits_and_asks_again(client: Any, local_azure: Running) -> None:
    """Its own retry policy reads Retry-After."""
    fault = {"path": "*/Microsoft.ResourceGraph/resources", "action": "status", "status": 429}
    local_azure.admin("POST", "/faults", {**fault, "code": "RateLimiting", "retryAfter": 0})

    page = client.resources(QueryRequest(query=GROUPS))

    asked = [each["status"] for each in local_azure.requests() if "ResourceGraph" in each["path"]]
    assert (page.count, asked) == (3, [429, 200])
