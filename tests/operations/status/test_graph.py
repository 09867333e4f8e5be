"""Resource Graph as the commands ask it: pages, quota, refusals, and whose rows are whose."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.settings import Settings, read_settings
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machine_reading import read_machine
from azure_hotpatch_operations.machines import find, owner
from azure_hotpatch_operations.resource_graph import Graph, GraphError, quoted
from azure_hotpatch_operations.selection import Scope, Selection
from azure_hotpatch_operations.status.looking import look
from local_azure.resource_graph.query import Comparison, Literal, Where
from local_azure.resource_graph.syntax import parse
from tests.cloud.conftest import Web
from tests.operations.status.conftest import GRAPH, Estate

T = TypeVar("T")
ONE = "00000000-0000-4000-8000-000000000001"
ID = f"/subscriptions/{ONE}/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1"


def asked(environment: dict[str, str], question: Callable[[Arm], Coroutine[Any, Any, T]]) -> T:
    """Ask with the settings of an environment."""

    async def ask() -> T:
        arm = await Arm.connect(read_settings({}, environment))
        try:
            return await question(arm)
        finally:
            await arm.close()

    return asyncio.run(ask())


def cloud(web: Web, authority: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a cloud that a test plays itself."""
    web.be_a_cloud()
    token = {"token_type": "Bearer", "expires_in": 3600, "access_token": "t"}
    tenant = "contoso.example"
    web.answer(f"/{tenant}/oauth2/v2.0/token", token)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority[1]))
    return {
        "ARM_METADATA_HOSTNAME": web.host,
        "ARM_TENANT_ID": tenant,
        "ARM_CLIENT_ID": "00000000-0000-4000-8000-0000000000c1",
        "ARM_CLIENT_SECRET": "canary",
    }


def test_a_used_up_quota_is_waited_for(
    web: Web, authority: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as Azure says, before the next query."""
    environment = cloud(web, authority, monkeypatch)
    headers = {
        "x-ms-user-quota-remaining": "0",
        "x-ms-user-quota-resets-after": "00:01:05",
    }
    web.answer(GRAPH, {"data": [{"id": "a"}], "totalRecords": 1}, headers=headers)
    waits: list[float] = []
    seen: list[int] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def question(arm: Arm) -> list[Any]:
        graph = Graph(arm, [ONE], read=seen.append, sleep=sleep)
        return list(await graph.rows("resources | project id"))

    rows = asked(environment, question)

    assert (rows, waits, seen) == ([{"id": "a"}], [65.0], [1])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            {"data": [{"id": "a"}], "totalRecords": 7, "resultTruncated": "true"},
            "Azure Resource Graph gave 1 of 7 rows and no next page; name fewer machines",
        ),
        ({"data": "none"}, "Azure Resource Graph gave an answer without rows; run this again"),
    ],
)
def test_a_part_of_an_answer_is_not_taken_for_the_whole(
    web: Web,
    authority: tuple[Any, Path],
    monkeypatch: pytest.MonkeyPatch,
    body: dict[str, Any],
    sentence: str,
) -> None:
    """It is an error, and no shorter list."""
    environment = cloud(web, authority, monkeypatch)
    web.answer(GRAPH, body)

    with pytest.raises(GraphError, match=sentence):
        asked(environment, lambda arm: Graph(arm, [ONE]).rows("resources | project id"))


def test_a_refused_query_is_told_with_azures_reasons(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand in the details."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", estate.azure.env["REQUESTS_CA_BUNDLE"])

    with pytest.raises(GraphError) as refused:
        asked(
            estate.azure.env,
            lambda arm: Graph(arm, [estate.azure.subscription]).rows("resources | where x == 1"),
        )

    assert "Failed to resolve column or scalar expression named 'x'" in str(refused.value)


def test_what_azure_does_not_document_is_shown_when_it_comes(
    web: Web, authority: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording of 2020 has a hotPatchStatus in the instance view of one machine."""
    environment = cloud(web, authority, monkeypatch)
    status = {"hotPatchCompatibility": "Incompatible"}
    web.answer(GRAPH, {"data": [{"id": ID, "properties": {}}], "totalRecords": 1})
    view = {"patchStatus": {"hotPatchStatus": status}}
    web.answer(ID, {"properties": {"instanceView": view}})
    selection = Selection(settings=Settings(), machines=(MachineId(ONE, "web", "web-1"),))

    async def question(arm: Arm) -> Any:
        return await look(Graph(arm, [ONE]), arm, selection, ReleaseCalendar())

    report = asked(environment, question)

    assert report.machines[0].machine.patch_status == {"hotPatchStatus": status}


def test_a_row_and_arm_s_own_body_are_the_same_machine(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Resource Graph has a part of it, by other ways; what it has reads the same."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", estate.azure.env["REQUESTS_CA_BUNDLE"])
    one = MachineId(estate.azure.subscription, "hotpatch", "web-0000")
    selection = Selection(settings=Settings(), machines=(one,))

    async def question(arm: Arm) -> tuple[Machine, Machine]:
        found = await find(Graph(arm, [estate.azure.subscription]), arm, selection)
        return found.machines[0], await read_machine(arm, one)

    row, body = asked(estate.azure.env, question)

    shown = {"id", "location", "reference", "os_type", "windows", "created"}
    assert {name: getattr(row, name) for name in shown} == {
        name: getattr(body, name) for name in shown
    }
    assert (row.power, row.os, row.os_version, row.system) == (
        body.power,
        body.os,
        body.os_version,
        body.system,
    )
    assert (row.agent, body.agent) == (None, "Ready")


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(NAMES)
def test_a_name_stands_in_a_query_as_it_is(name: str) -> None:
    """Whatever is in it: it ends no text, and asks for nothing else."""
    (where,) = parse(f"resources | where name == {quoted(name)}").operators

    assert isinstance(where, Where)
    assert isinstance(where.condition, Comparison)
    assert where.condition.right == Literal(name)


@pytest.mark.parametrize(
    "question",
    [
        graph_queries.machines,
        graph_queries.assessments,
        graph_queries.urgent_patches,
        graph_queries.installations,
        graph_queries.installed_patches,
        lambda selection: graph_queries.installed_patches(selection, ["5068966"]),
    ],
)
@pytest.mark.parametrize("count", [1, 200, 201])
def test_every_question_keeps_pages_apart(question: Callable[[Selection], str], count: int) -> None:
    """It projects the id, orders by it, and has no limit; of many machines it names the groups."""
    named = tuple(MachineId(ONE, "it's", f"web-{number}") for number in range(count))
    text = question(Selection(settings=Settings(), machines=named))

    assert parse(text).operators[-1] == parse("resources | order by id asc").operators[0]
    assert "| project id," in text
    assert ("/virtualmachines/web-0'" in text) is (count <= 200)
    assert ("resourceGroup in~ ('it\\'s')" in text) is (count > 200)


def test_a_subscription_needs_no_restriction() -> None:
    """The scope of the request is enough."""
    every = Selection(settings=Settings(), scopes=(Scope(subscription=ONE),))

    assert "resourceGroup" not in graph_queries.machines(every)


@pytest.mark.parametrize(
    "row_id",
    [
        f"{ID}/patchAssessmentResults/latest",
        f"{ID.upper()}/PATCHASSESSMENTRESULTS/latest/softwarePatches/1",
        f"{ID}/patchInstallationResults/7f2b/softwarePatches/8c",
    ],
)
def test_whose_row_it_is(row_id: str) -> None:
    """Ids of records differ in case from the machine's own."""
    assert owner({"id": row_id}) == MachineId(ONE, "web", "web-1").key
