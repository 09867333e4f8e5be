"""Machines out of Azure: single ones, and those of groups and subscriptions."""

from dataclasses import replace

from azure_hotpatch_cloud.arm import Answer, Arm
from azure_hotpatch_cloud.errors import CloudError
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.machine import Machine, machine_of
from azure_hotpatch_operations.machine_ids import MachineId, machine_id
from azure_hotpatch_operations.selection import Scope, Selection

API_VERSION = "2024-11-01"
"""The version of Microsoft.Compute in which machines are read and changed.

It has `etag` and takes If-Match. Source: pulumi-azure-native 3.29.0, whose `compute.VirtualMachine`
is of this version and has the output `etag`.
"""


class MachineError(OperationsError):
    """One machine could not be read, changed, assessed or patched, and what to do."""


async def read_machine(arm: Arm, wanted: MachineId) -> Machine:
    """The machine with its instance view.

    Raises:
        MachineError: there is none, or Azure does not show it.
    """
    answer = await show(arm, wanted, expand="instanceView")
    return replace(machine_of(answer.body or {}, wanted), seen=answer.date)


async def show(arm: Arm, wanted: MachineId, *, expand: str | None = None) -> Answer:
    """The machine as ARM shows it.

    Raises:
        MachineError: there is none, or Azure does not show it.
    """
    try:
        return await arm.get(wanted.path, api_version=API_VERSION, expand=expand)
    except CloudError as error:
        raise MachineError(sentence(error, wanted.words, "show it")) from error


async def chosen(arm: Arm, selection: Selection) -> tuple[MachineId, ...]:
    """The machines of a selection, each once, by subscription, group and name.

    Raises:
        MachineError: a group or a subscription is not there, or Azure does not show it.
    """
    found = set(selection.machines)
    for scope in selection.scopes:
        found.update(await _listed(arm, scope))
    return tuple(sorted(found))


async def _listed(arm: Arm, scope: Scope) -> list[MachineId]:
    path = f"{scope.path}/providers/Microsoft.Compute/virtualMachines"
    found: list[MachineId] = []
    try:
        answer = await arm.get(path, api_version=API_VERSION)
        while True:
            body = answer.body or {}
            ids = (machine_id(str(each.get("id", ""))) for each in body.get("value") or ())
            found += [each for each in ids if each is not None]
            if not body.get("nextLink"):
                return found
            answer = await arm.follow(body["nextLink"])
    except CloudError as error:
        raise MachineError(sentence(error, scope.words, "list its machines")) from error
