"""Machines as Resource Graph has them, and what is said of those that it has not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_facts import images
from azure_hotpatch_facts.patch_settings import flattened
from azure_hotpatch_facts.releases import Os
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.arm_ids import arm_type
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.graph_values import parts, text, time
from azure_hotpatch_operations.machine_ids import MachineId, machine_id
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
class Machine:
    """One machine, as Azure describes it; None is unknown.

    Attributes:
        id: Its id, which compares without case.
        location: Its region.
        power: `running`, `deallocated`, `stopped`.
        reference: Its marketplace image as `publisher:offer:sku`; None for any other image.
        image: What the catalogue knows of that image.
        settings: Its patch settings, as azure_hotpatch_facts.patch_settings has them.
        system: Its system for people, `Windows Server 2025`.
        os: The version of the release calendar, where it has one.
        os_version: Its build as the agent says it, `10.0.26100.7092`.
        is_windows: Whether it has Windows, as far as Azure says.
        created: When it was made.
        hotpatch_status: What Azure once showed without documenting it; None as a rule.
    """

    id: MachineId
    location: str
    power: str | None
    reference: str | None
    image: images.Image | None
    settings: Mapping[str, object]
    system: str
    os: Os | None
    os_version: str | None
    is_windows: bool
    created: dt.datetime | None
    hotpatch_status: Any = None


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
    """The machine that a row is."""
    reference = _reference(parts(row.get("image")))
    image = None if reference is None else images.find(*reference)
    os = _os(image, text(row.get("osName")))
    return Machine(
        id=_id(row),
        location=text(row.get("location")) or "unknown",
        power=(text(row.get("power")) or "").rpartition("/")[2] or None,
        reference=None if reference is None else ":".join(reference),
        image=image,
        settings=flattened(parts(row.get("windows"))),
        system=_system(image, os, row),
        os=os,
        os_version=text(row.get("osVersion")),
        is_windows=(text(row.get("osType")) or "Windows").lower() == "windows",
        created=time(row.get("created")),
    )


def _reference(block: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Publisher, offer and sku; None for an image that is no marketplace's."""
    publisher, offer, sku = (text(block.get(name)) for name in ("publisher", "offer", "sku"))
    if block.get("id") or not (publisher and offer and sku):
        return None
    return publisher, offer, sku


def owner(row: Row) -> str:
    """The key of the machine whose assessment, installation or update a row is."""
    before, _, _ = str(row["id"]).lower().partition("/patchassessmentresults/")
    before, _, _ = before.partition("/patchinstallationresults/")
    found = machine_id(before)
    return before if found is None else found.key


async def _why_absent(arm: Arm, machine: MachineId) -> str:
    try:
        version = arm_type("azure-native:compute:VirtualMachine").api_version
        await arm.get(machine.path, api_version=version)
    except ArmError as error:
        return sentence(error, machine.words, "show it")
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


def _os(image: images.Image | None, name: str | None) -> Os | None:
    if image is not None:
        return Os.of_build(image.build)
    return next((each for each in Os if name is not None and each.title in name), None)


def _system(image: images.Image | None, os: Os | None, row: Row) -> str:
    if image is not None:
        return image.windows
    return os.title if os else text(row.get("osName")) or text(row.get("osType")) or "unknown"
