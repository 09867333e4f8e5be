"""`azure-hotpatch recover`."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_operations.recover import look, repair, words
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer

Planned = Annotated[
    bool,
    typer.Option("--planned", help="Ask Azure too for what the next up would create: orphans."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it, instead of printing it.")]


def recover(
    stack: Annotated[
        str | None, typer.Option("--stack", "-s", help="The stack. Default: the selected one.")
    ] = None,
    cwd: Annotated[
        Path | None, typer.Option("--cwd", "-C", help="The folder of the project. Default: here.")
    ] = None,
    interval: Annotated[
        float, typer.Option(min=0.01, help="Seconds between two reads of what is being created.")
    ] = 5.0,
    wait: Annotated[
        float, typer.Option(min=0, help="Minutes to wait for what Azure is still creating.")
    ] = 30.0,
    *,
    planned: Planned = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Repair a stack whose update was killed: ask Azure what exists, and tell the state.

    Exit code 0: nothing is left to do but `pulumi up`. 1: something is. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        if cwd is not None and not cwd.is_dir():
            raise UsageError(f"--cwd: {cwd} is no folder")
        pulumi = Pulumi(cwd, stack)
        with speech.working("Asking Azure what exists"):
            report = asyncio.run(
                look(pulumi, os.environ, interval=interval, patience=wait * 60, is_planned=planned)
            )
        speech.say(*words(report, is_done=False))
        if yes and report.commands:
            repair(pulumi, report, speech.notes.print, to_stderr=as_json)
            report = report.after_repair()
            speech.say(*words(report, is_done=True))
        return Answer(is_well=report.is_well, data=report.data())

    answer(work, as_json=as_json)
