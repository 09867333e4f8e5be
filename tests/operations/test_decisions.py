"""What becomes of each operation that was cut off."""

import asyncio
from typing import Any

import pytest

from azure_hotpatch_cloud.settings import Settings
from azure_hotpatch_operations.decisions import Decision, Finding, decide, import_arguments
from azure_hotpatch_operations.stack_state import read_state, with_planned
from tests.operations.exports import (
    GROUP,
    GROUP_ID,
    PROVIDER,
    STACK,
    SUBSCRIPTION,
    Json,
    export,
    pending,
    recorded,
    urn,
)

REGISTRATION = "azure-hotpatch:index:FeatureRegistration"
OTHER_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/web-old"
DELETE = f"delete it (az resource delete --ids {GROUP_ID}), then run this again"
NO_PARENT = (
    "is in Azure, and the state has not its parent or provider, which an import needs: run"
    " `pulumi up`, which stops at it, then this again"
)
CREATING = pending("creating", GROUP, "group")

CASES: dict[str, tuple[Json, dict[str, str], str, str]] = {
    "it exists": (
        *(export(CREATING), {GROUP_ID: "Succeeded"}, "import"),
        "is in Azure, and not in the state; its import makes it this stack's",
    ),
    "it exists, and says nothing of its state": (
        *(export(CREATING), {GROUP_ID: ""}, "import"),
        "is in Azure, and not in the state; its import makes it this stack's",
    ),
    "it does not exist": (
        *(export(CREATING), {}, "clear"),
        "is not in Azure; the next up creates it",
    ),
    "it exists, and the state has it": (
        export(CREATING, resources=(recorded(GROUP, "group", GROUP_ID.upper()),)),
        {GROUP_ID: "Succeeded"},
        "clear",
        "is in Azure and in the state already",
    ),
    "it exists, and the state has another in its place": (
        export(CREATING, resources=(recorded(GROUP, "group", OTHER_ID),)),
        {GROUP_ID: "Succeeded"},
        "undecided",
        f"is in Azure, and the state has {OTHER_ID} in its place; one of the two must go",
    ),
    "it ended as a failure": (
        export(CREATING),
        {GROUP_ID: "Failed"},
        "undecided",
        f"is in Azure with provisioningState Failed, which no up would repair; {DELETE}",
    ),
    "its parent is unknown": (
        export(pending("creating", GROUP, "group", parent=urn("my:index:Web", "web"))),
        {GROUP_ID: "Succeeded"},
        "undecided",
        NO_PARENT,
    ),
    "no subscription is known": (
        *(export(CREATING, subscriptionId=""), {}, "undecided"),
        "neither its provider nor ARM_SUBSCRIPTION_ID says in which subscription",
    ),
    "another package": (
        *(export(pending("creating", "random:index:RandomId", "id")), {}, "undecided"),
        "random:index:RandomId is no type that this command knows",
    ),
    "a registration": (
        *(export(pending("creating", REGISTRATION, "feature")), {}, "clear"),
        "is a registration; the next up adopts what there is",
    ),
    "a component": (
        *(export(pending("creating", "my:index:Web", "web", custom=False)), {}, "clear"),
        "is the engine's own and nothing in Azure",
    ),
    "a provider": (
        *(export(pending("creating", "pulumi:providers:azure-native", "p")), {}, "clear"),
        "is the engine's own and nothing in Azure",
    ),
    "an update": (
        *(export(pending("updating", GROUP, "group")), {}, "refresh"),
        "was updating; a refresh reads what Azure has, the next up does the rest",
    ),
    "a deletion": (
        *(export(pending("deleting", GROUP, "group")), {}, "refresh"),
        "was deleting; a refresh reads what Azure has, the next up does the rest",
    ),
}


def decided(
    state: Json, azure: dict[str, str], preview: Json | None = None, **environment: str
) -> list[Finding]:
    """The findings, where Azure has these ids with these provisioning states."""

    async def ask(_: Settings, arm_id: str, __: str) -> str | None:
        return azure.get(arm_id)

    return asyncio.run(decide(with_planned(read_state(state), preview or {}), environment, ask))


@pytest.mark.parametrize(("state", "azure", "decision", "reason"), CASES.values(), ids=CASES.keys())
def test_each_operation_has_one_decision_and_a_reason(
    state: Json, azure: dict[str, str], decision: str, reason: str
) -> None:
    """By what the state and Azure say; nothing is guessed."""
    (finding,) = decided(state, azure)

    assert (finding.decision.value, finding.reason) == (decision, reason)


def test_the_environment_stands_in_for_what_the_provider_does_not_say() -> None:
    """As for azure-native itself."""
    state = export(CREATING, subscriptionId="")

    (finding,) = decided(state, {GROUP_ID: "Succeeded"}, ARM_SUBSCRIPTION_ID=SUBSCRIPTION)

    assert (finding.decision, finding.arm_id) == (Decision.IMPORT, GROUP_ID)


def test_an_operation_that_is_recorded_twice_is_decided_once() -> None:
    """Two updates, both killed, leave the same create twice."""
    assert len(decided(export(CREATING, CREATING), {})) == 1


def test_a_repair_that_was_cut_itself_is_repaired() -> None:
    """A killed import stands beside the create that it was to end, and both are looked at."""
    found = decided(export(CREATING, pending("importing", GROUP, "group")), {GROUP_ID: "Succeeded"})

    assert [each.decision for each in found] == [Decision.IMPORT, Decision.REFRESH]


def planned(name: str, token: str = GROUP, **fields: Any) -> Json:
    """A step of `pulumi preview --json` that creates."""
    step: Json = pending("planned", token, name, **fields)["resource"]
    return {"op": "create", "urn": step["urn"], "newState": step}


def test_what_is_planned_and_exists_is_an_orphan() -> None:
    """What does not exist, or is of a type that nobody can ask for, is a plain create."""
    preview = {
        "steps": [
            planned("group"),
            planned("new", inputs={"resourceGroupName": "new"}),
            planned("sql", "azure-native:sql:Server"),
            planned("id", "random:index:RandomId"),
            {"op": "same", "urn": STACK},
        ]
    }

    found = decided(export(), {GROUP_ID: "Succeeded"}, preview)

    assert [(each.operation.name, each.decision) for each in found] == [("group", Decision.IMPORT)]


def test_an_import_names_parent_provider_and_protection() -> None:
    """So that the URN is the one that the program will register, and nothing stays unprotected."""
    (finding,) = decided(
        export(pending("creating", GROUP, "group", protect=True)), {GROUP_ID: "Succeeded"}
    )

    assert import_arguments(finding) == (
        *("import", GROUP, "group", GROUP_ID),
        *("--parent", f"parent={STACK}"),
        *("--provider", f"provider={PROVIDER}"),
        *("--protect=true", "--generate-code=false", "--yes", "--skip-preview"),
    )
