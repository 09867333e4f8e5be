"""`azure-hotpatch enroll`."""

import asyncio
import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import RenderableType

from azure_hotpatch_operations.arm_session import connected
from azure_hotpatch_operations.enrolling import Wish, enrol, program_lines
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.machine_reading import chosen
from azure_hotpatch_operations.many import Done
from azure_hotpatch_operations.progress import each_shown
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Selection,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_policies import settings_file
from azure_hotpatch_policies.errors import PoliciesError

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")]
Parallel = Annotated[
    int, typer.Option("--parallel", min=1, max=100, help="How many machines at the same time.")
]
Interval = Annotated[
    float, typer.Option(min=0.01, help="Seconds between two reads, where Azure asks for none.")
]


_DRIFT = (
    "A program that declares these machines says otherwise, and its next update would undo this."
    " Change it too:"
)


def enroll(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    parallel: Parallel = 10,
    interval: Interval = 5.0,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Enroll machines in hotpatch, in place: security updates without a reboot.

    Sets enableHotpatching, and the settings that it needs: patch mode AutomaticByPlatform, no
    bypass of the platform's safety checks. What is enrolled already is left as it is. A machine
    whose image can't hotpatch, or that is a scale set's, is refused; the others are enrolled all
    the same.

    Exit code 0: all are enrolled. 1: some are not. 2: wrong use.
    """
    change(
        lambda: select(machines, resource_group, subscription, stack, cwd, os.environ),
        lambda: wish_of(enrol_them=True, is_dry=dry_run, interval=interval, folder=cwd),
        parallel=parallel,
        as_json=as_json,
    )


def change(
    choose: Callable[[], Selection], wanting: Callable[[], Wish], *, parallel: int, as_json: bool
) -> NoReturn:
    """Bring the chosen machines to what is wished, and say what became of each."""

    def work(speech: Speech) -> Answer:
        selection, wish = choose(), wanting()
        done = asyncio.run(_each(selection, wish, speech, parallel))
        if not done:
            return Answer(is_well=True, data=_data((), wish), words=(_none(selection),))
        return Answer(
            is_well=all(each.is_well for each in done),
            data=_data(done, wish),
            words=_words(done, selection, wish),
        )

    answer(work, as_json=as_json)


def wish_of(*, enrol_them: bool, is_dry: bool, interval: float, folder: Path | None) -> Wish:
    """What is wanted, with the images that the user vouches for in hotpatch-policies.yaml.

    Raises:
        UsageError: that file is there, and something in it is wrong.
    """
    today = dt.datetime.now(tz=dt.UTC).date()
    try:
        settings = settings_file.read(os.environ, folder or Path.cwd(), today)
    except PoliciesError as error:
        raise UsageError(str(error)) from error
    return Wish(
        enrol=enrol_them,
        is_dry=is_dry,
        added=settings.added_images,
        interval=interval,
    )


async def _each(selection: Selection, wish: Wish, speech: Speech, parallel: int) -> list[Done]:
    async with connected(selection.settings) as arm:
        with speech.working(f"Looking for the machines of {selection.words}"):
            machines = await chosen(arm, selection)
        return await each_shown(
            machines,
            lambda machine, tell: enrol(arm, machine, wish, tell),
            speech,
            parallel=parallel,
        )


def _none(selection: Selection) -> str:
    return f"{selection.words}: there is no machine; nothing to do."


def _data(done: Sequence[Done], wish: Wish) -> dict[str, Any]:
    component, native = program_lines(enrol=wish.enrol)
    return {
        "wanted": wish.state,
        "dryRun": wish.is_dry,
        "machines": [each.as_data() for each in done],
        "program": {"HotpatchVm": component, "VirtualMachine": native},
    }


def _words(done: Sequence[Done], selection: Selection, wish: Wish) -> tuple[RenderableType, ...]:
    words: list[RenderableType] = [f"{each.state:18}  {each.sentence}" for each in done]
    changed = [each for each in done if each.data.get("changes")]
    if not changed:
        return tuple(words)
    component, native = program_lines(enrol=wish.enrol)
    keys = [each.machine.key for each in changed]
    names = sorted({selection.components[key] for key in keys if key in selection.components})
    of = f" of {', '.join(names)}" if names else ""
    return (
        *words,
        "",
        _DRIFT,
        f"  HotpatchVm{of}: {component}",
        f"  azure-native's VirtualMachine: {native}",
    )
