"""Work in the guests of the chosen machines, from the options to the answer: shown and counted."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rich.console import RenderableType

from azure_hotpatch_operations.arm_session import connected
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machine_reading import chosen
from azure_hotpatch_operations.many import Done
from azure_hotpatch_operations.patching.guest import Guests
from azure_hotpatch_operations.progress import Tell, each_shown
from azure_hotpatch_operations.selection import Selection
from azure_hotpatch_operations.speech import Answer, Speech

Work = Callable[[Guests, MachineId, Tell], Awaitable[Done]]


class StoppedError(OperationsError):
    """Somebody stopped waiting; what was begun goes on in Azure, and can be waited for again."""

    exit_code = 130


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many machines at a time, and the seconds between two reads where Azure asks for none."""

    parallel: int
    interval: float


def find(selection: Selection, speech: Speech) -> tuple[MachineId, ...]:
    """The machines of a selection, out of Azure where it names none.

    Raises:
        OperationsError: a group or a subscription is not there, or can't be read.
        CloudError: Azure can't be reached.
    """

    async def ask() -> tuple[MachineId, ...]:
        async with connected(selection.settings) as arm:
            return await chosen(arm, selection)

    with speech.working(f"Looking for the machines of {selection.words}"):
        return asyncio.run(ask())


def work_on(
    machines: Sequence[MachineId],
    selection: Selection,
    work: Work,
    speech: Speech,
    *,
    pace: Pace,
    limit: float | None = None,
    again: str = "",
) -> list[Done]:
    """What became of each machine; `limit` is the most seconds that one may take.

    `again` says how what was begun is waited for, after Ctrl-C.

    Raises:
        StoppedError: Ctrl-C, while Azure was at work on some.
        KeyboardInterrupt: Ctrl-C, before.
        CloudError: Azure can't be reached.
    """
    at_work: list[Guests] = []

    async def each() -> list[Done]:
        async with connected(selection.settings) as arm:
            guests = Guests(arm, pace.interval)
            at_work.append(guests)
            return await each_shown(
                machines,
                lambda machine, tell: work(guests, machine, tell),
                speech,
                parallel=pace.parallel,
                limit=limit,
            )

    try:
        return asyncio.run(each())
    except KeyboardInterrupt:
        begun = sorted(machine for guests in at_work for machine in guests.begun)
        if not begun or not again:
            raise
        raise StoppedError(
            f"stopped waiting; Azure goes on with {', '.join(each.name for each in begun)}."
            f" {again} {' '.join(each.path for each in begun)}"
        ) from None


def answer_of(done: Sequence[Done], selection: Selection) -> Answer:
    """What a command answers about machines: each with its state and its sentence."""
    data = {"machines": [each.as_data() for each in done]}
    if not done:
        nothing = f"{selection.words}: there is no machine; nothing to do."
        return Answer(is_well=True, data=data, words=(nothing,))
    wide = max(len(each.state) for each in done)
    words: list[RenderableType] = [f"{each.state:{wide}}  {each.sentence}" for each in done]
    wrong = sum(not each.is_well for each in done)
    if wrong and len(done) > 1:
        words += ["", f"{wrong} of {len(done)} machines did not end as wished."]
    return Answer(is_well=not wrong, data=data, words=tuple(words))
