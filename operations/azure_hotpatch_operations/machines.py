"""Machines as Resource Graph has them, and what is said of those that it has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.arm_ids import arm_type
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.machine import Machine, machine_of
from azure_hotpatch_operations.machine_ids import MachineId, machine_id
from azure_hotpatch_operations.machine_reading import MachineError, read_machine
from azure_hotpatch_operations.resource_graph import Graph, Row, UnreadableError
from azure_hotpatch_operations.selection import Scope, Selection

_ASKED = 20
"""Machines of which ARM is asked why Resource Graph has them not; of more, nothing is said."""


class NotFoundError(OperationsError):
    """Nothing of what was asked for can be shown, and why, a sentence each."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, kw_only=True)
class Found:
    """The machines that a command is about.

    Attributes:
        machines: Those with Windows, by id.
        others: How many there are without Windows, which hotpatch does not concern.
        missing: By machine that was named and is not here: a sentence that says why.
    """

    machines: tuple[Machine, ...]
    others: int
    missing: Mapping[MachineId, str]


async def find(graph: Graph, arm: Arm, selection: Selection) -> Found:
    """The machines that were chosen.

    Raises:
        UnreadableError: a subscription is not there, or can't be read.
        NotFoundError: none of the machines is there; a resource group is not; or none has Windows.
        CloudError: Azure gives no answer.
    """
    await _refuse_unreadable(graph, selection.subscriptions)
    every = [read(row) for row in await graph.rows(graph_queries.machines(selection))]
    wanted = {each.key for each in selection.machines}
    known = [each for each in every if not wanted or each.id.key in wanted]
    there = {each.id.key for each in known}
    absent = [each for each in selection.machines if each.key not in there]
    missing = {each: await _why_absent(arm, each) for each in absent[:_ASKED]} | {
        each: f"{each.words}: Resource Graph does not have it." for each in absent[_ASKED:]
    }
    if not known:
        raise NotFoundError([*missing.values(), *await _empty(arm, selection.scopes)])
    shown = [each for each in known if wanted or each.is_windows]
    if not shown:
        raise NotFoundError([f"{selection.words}: none of its {len(known)} machines has Windows."])
    return Found(
        machines=tuple(sorted(shown, key=lambda each: each.id)),
        others=len(known) - len(shown),
        missing=missing,
    )


async def _refuse_unreadable(graph: Graph, subscriptions: Sequence[str]) -> None:
    """Of several subscriptions, those that can't be read are left out without a word."""
    if len(subscriptions) > 1:
        rows = await graph.rows(graph_queries.SUBSCRIPTIONS)
        readable = {str(row["subscriptionId"]).lower() for row in rows}
        unreadable = [each for each in subscriptions if each not in readable]
        if unreadable:
            raise UnreadableError(unreadable)


def read(row: Row) -> Machine:
    """The machine that a row is: what ARM says of it, and some of its instance view."""
    view = {
        "statuses": [{"code": row.get("power")}],
        "osName": row.get("osName"),
        "osVersion": row.get("osVersion"),
    }
    storage = {"imageReference": row.get("image"), "osDisk": {"osType": row.get("osType")}}
    properties = {
        "storageProfile": storage,
        "osProfile": {"windowsConfiguration": row.get("windows")},
        "timeCreated": row.get("created"),
        "instanceView": view,
    }
    return machine_of({"location": row.get("location"), "properties": properties}, _id(row))


def owner(row: Row) -> str:
    """The key of the machine whose assessment, installation or update a row is."""
    before, _, _ = str(row["id"]).lower().partition("/patchassessmentresults/")
    before, _, _ = before.partition("/patchinstallationresults/")
    found = machine_id(before)
    return before if found is None else found.key


async def _why_absent(arm: Arm, machine: MachineId) -> str:
    try:
        await read_machine(arm, machine)
    except MachineError as error:
        return str(error)
    return (
        f"{machine.words}: is in Azure, but Resource Graph does not have it yet; run this again in"
        " a few minutes."
    )


async def _empty(arm: Arm, scopes: Sequence[Scope]) -> list[str]:
    """Why each scope has no machine."""
    return [await _why_empty(arm, scope) for scope in scopes]


async def _why_empty(arm: Arm, scope: Scope) -> str:
    if scope.group is not None:
        try:
            version = arm_type("azure-native:resources:ResourceGroup").api_version
            await arm.get(scope.path, api_version=version)
        except ArmError as error:
            return sentence(error, scope.words, "show it")
    return f"{scope.words}: has no virtual machine that you may read; nothing was looked at."


def _id(row: Row) -> MachineId:
    found = machine_id(str(row["id"]))
    if found is None:
        raise OperationsError(f"Azure Resource Graph gave {row['id']!r} as a machine's id")
    return found
