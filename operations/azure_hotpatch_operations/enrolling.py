"""Enrolling and unenrolling machines on Azure: in place, and only where it changes something."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError, CloudError
from azure_hotpatch_facts.images import Image
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations import enrolment
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.long_operations import result
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machine_reading import API_VERSION, MachineError, read_machine
from azure_hotpatch_operations.many import Done
from azure_hotpatch_operations.progress import Tell


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted of the machines.

    Attributes:
        enrol: Whether they are to be enrolled, or not.
        is_dry: Whether to look only.
        added: Images that the user vouches for.
        interval: Seconds between two reads, where Azure asks for none.
    """

    enrol: bool
    is_dry: bool
    added: tuple[Image, ...]
    interval: float

    @property
    def state(self) -> str:
        """How a machine is called that is as wished."""
        return "enrolled" if self.enrol else "unenrolled"


async def enrol(arm: Arm, wanted: MachineId, wish: Wish, tell: Tell) -> Done:
    """Bring one machine to what is wished; `tell` is told what is going on."""
    try:
        machine = await read_machine(arm, wanted)
    except MachineError as error:
        return Done(machine=wanted, is_well=False, state="failed", sentence=str(error))
    planned = enrolment.plan(machine, enrol=wish.enrol, added=wish.added)
    if planned.refusal:
        refused = f"{wanted.words}: {planned.refusal}"
        return Done(machine=wanted, is_well=False, state="refused", sentence=refused)
    if planned.settings is None:
        return Done(
            machine=wanted,
            is_well=True,
            state=f"already {wish.state}",
            sentence=f"{wanted.words}: nothing to do.",
            data={"changes": {}},
        )
    changes = planned.changes(machine)
    data = {"changes": {name: {"from": a, "to": b} for name, (a, b) in changes.items()}}
    said = f"{wanted.words}: {_shown(changes)}. {consequence(machine, wish)}"
    if wish.is_dry:
        state = f"would be {wish.state}"
        return Done(machine=wanted, is_well=True, state=state, sentence=said, data=data)
    tell(f"being {wish.state}")
    try:
        await _change(arm, machine, planned, wish)
    except CloudError as error:
        told = sentence(error, wanted.words, "change it")
        return Done(machine=wanted, is_well=False, state="failed", sentence=told)
    return Done(machine=wanted, is_well=True, state=wish.state, sentence=said, data=data)


async def _change(arm: Arm, machine: Machine, planned: enrolment.Plan, wish: Wish) -> None:
    try:
        answer = await arm.patch(
            machine.id.path,
            api_version=API_VERSION,
            body=enrolment.body(planned.settings or {}),
            if_match=machine.etag,
        )
        await result(arm, answer, interval=wish.interval)
    except ArmError as error:
        # The change may have been made all the same: then all is well.
        if not error.may_have_acted or not await _is_as_planned(arm, machine.id, planned):
            raise


async def _is_as_planned(arm: Arm, wanted: MachineId, planned: enrolment.Plan) -> bool:
    try:
        return (await read_machine(arm, wanted)).patch_settings == planned.settings
    except MachineError:
        return False


def consequence(machine: Machine, wish: Wish) -> str:
    """What follows from the change, and when.

    Source: Microsoft's preview page of 2021-02-22 ("Hotpatch for new virtual machines"), on
    unenrolling: it is enrolled again after the next baseline.
    """
    if not wish.enrol:
        return (
            "From now on it takes cumulative updates, each with a reboot; enrolled again, it gets"
            " hotpatches after the next baseline."
        )
    os = machine.os
    today = (machine.seen or dt.datetime.now(dt.UTC)).date()
    baseline = None if os is None else ReleaseCalendar().next_planned_baseline(os, today)
    when = f", planned for {baseline.date}" if baseline is not None else ""
    return (
        f"It gets hotpatches after the next baseline{when}; until then cumulative updates, each"
        " with a reboot. It takes hours until Azure shows that it is enrolled."
    )


def program_lines(*, enrol: bool) -> tuple[str, str]:
    """What a program must say: of a HotpatchVm, and of azure-native's VirtualMachine."""
    return (
        f'"hotpatch": {enrol}',
        f"os_profile.windows_configuration.patch_settings.enable_hotpatching={enrol}",
    )


def _shown(changes: dict[str, tuple[Any, Any]]) -> str:
    return ", ".join(
        f"{name} {json.dumps(before)} → {json.dumps(after)}"
        for name, (before, after) in changes.items()
    )
