"""Operations in the guest of one machine: asked for, watched to their end, and judged."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError, CloudError
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.long_operations import result
from azure_hotpatch_operations.machine import CHECK_AGENT, Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machine_reading import API_VERSION, MachineError, read_machine
from azure_hotpatch_operations.many import Done
from azure_hotpatch_operations.patching import verdicts
from azure_hotpatch_operations.patching.request import InstallRequest
from azure_hotpatch_operations.patching.verdicts import Verdict
from azure_hotpatch_operations.progress import Tell

_DOING = {
    "assessPatches": ("assess it", "assessing"),
    "installPatches": ("install on it", "installing"),
}
"""By operation: what Azure can't do, and what the machine is at."""

AGAIN = "`azure-hotpatch install --resume` waits for it"


@dataclass
class Guests:
    """Asks the guests of machines through one connection.

    Attributes:
        arm: The connection.
        interval: Seconds between two reads, where Azure asks for none.
        sleep: Waits.
        begun: Machines on which Azure may be at work: asked, and not seen to end.
    """

    arm: Arm
    interval: float
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    begun: dict[MachineId, None] = field(default_factory=dict)

    async def assess(self, wanted: MachineId, tell: Tell) -> Done:
        """Look which updates a machine lacks, now."""
        return await self._ask(wanted, "assessPatches", None, verdicts.of_assessment, tell)

    async def install(self, wanted: MachineId, request: InstallRequest, tell: Tell) -> Done:
        """Install on a machine, now."""
        body = request.body()
        return await self._ask(wanted, "installPatches", body, verdicts.of_installation, tell)

    async def resume(self, wanted: MachineId, tell: Tell) -> Done:
        """Wait for the installation that is under way, and judge the last one.

        It is found in the machine's instance view, so that any shell can wait for it, and nothing
        of it has to be kept.
        """
        try:
            while True:
                machine = await read_machine(self.arm, wanted)
                last = machine.patch_status.get("lastPatchInstallationSummary")
                if last is None:
                    return _done(
                        wanted,
                        Verdict(
                            is_well=True,
                            state="nothing to wait for",
                            sentence="No installation is on record of the last 30 days.",
                        ),
                    )
                if last.get("status") != verdicts.IN_PROGRESS:
                    return _done(wanted, verdicts.of_installation(last), last)
                tell("installing")
                await self.sleep(self.interval)
        except MachineError as error:
            return Done(machine=wanted, is_well=False, state="failed", sentence=str(error))

    async def _ask(
        self,
        wanted: MachineId,
        operation: str,
        body: Any,
        judge: Callable[[verdicts.Result], Verdict],
        tell: Tell,
    ) -> Done:
        tell("looking")
        try:
            machine = await read_machine(self.arm, wanted)
        except MachineError as error:
            return Done(machine=wanted, is_well=False, state="failed", sentence=str(error))
        refusal = why_not(machine, operation)
        if refusal:
            said = f"{wanted.words}: {refusal}"
            return Done(machine=wanted, is_well=False, state="refused", sentence=said)
        doing, at_it = _DOING[operation]
        tell(at_it)
        self.begun[wanted] = None
        try:
            path = f"{wanted.path}/{operation}"
            first = await self.arm.post(path, api_version=API_VERSION, body=body)
            answered = await result(
                self.arm,
                first,
                interval=self.interval,
                sleep=self.sleep,
                seen=lambda: tell(at_it),
            )
        except CloudError as error:
            return self._failed(wanted, error, doing)
        self.begun.pop(wanted, None)
        return _done(wanted, judge(answered or {}), answered)

    def _failed(self, wanted: MachineId, error: CloudError, doing: str) -> Done:
        said = sentence(error, wanted.words, doing)
        if isinstance(error, ArmError) and error.may_have_acted:
            return Done(
                machine=wanted,
                is_well=False,
                state="out of sight",
                sentence=f"{said} It may go on there: {AGAIN}.",
            )
        self.begun.pop(wanted, None)
        return Done(machine=wanted, is_well=False, state="failed", sentence=said)


def why_not(machine: Machine, operation: str) -> str:
    """Why nothing can be done in a machine's guest now, and what to do; empty where it can.

    Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching, on
    demand: the machine must be running, and its agent ready.
    """
    if operation == "installPatches" and not machine.is_windows:
        return "it runs no Windows; this command installs Windows updates only."
    if machine.power not in {None, "running"}:
        return (
            f"it is not running ({machine.power}). Start it (`az vm start`), then run this again."
        )
    if not machine.has_agent:
        return "it was made without the agent (provisionVMAgent false), which this needs."
    if machine.is_silent:
        return f"its agent does not answer ({machine.agent}). {CHECK_AGENT}, then run this again."
    last = machine.patch_status.get("lastPatchInstallationSummary") or {}
    if last.get("status") == verdicts.IN_PROGRESS:
        return f"an installation is under way since {last.get('startTime')}; {AGAIN}."
    return ""


def _done(wanted: MachineId, verdict: Verdict, answered: Any = None) -> Done:
    return Done(
        machine=wanted,
        is_well=verdict.is_well,
        state=verdict.state,
        sentence=f"{wanted.words}: {verdict.sentence}",
        data={"result": answered},
    )
