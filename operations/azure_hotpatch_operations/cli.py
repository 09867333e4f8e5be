"""The command `azure-hotpatch`: options in, one function, words or JSON out."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from azure_hotpatch_cloud.errors import CloudError
from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_operations.recover import look, repair, words

app = typer.Typer(
    help="Day-2 operations for Azure machines that take security updates without a reboot.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


Planned = Annotated[
    bool,
    typer.Option("--planned", help="Ask Azure too for what the next up would create: orphans."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it, instead of printing it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def _command() -> None:
    """Day-2 operations for Azure machines that take security updates without a reboot."""


@app.command()
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
    notes = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    try:
        if cwd is not None and not cwd.is_dir():
            raise UsageError(f"--cwd: {cwd} is no folder")
        pulumi = Pulumi(cwd, stack)
        with notes.status("Asking Azure what exists") if notes.is_terminal else notes:
            report = asyncio.run(
                look(
                    pulumi,
                    os.environ,
                    interval=interval,
                    patience=wait * 60,
                    is_planned=planned,
                )
            )
        if not as_json:
            _say(words(report, is_done=False))
        if yes and report.commands:
            repair(pulumi, report, notes.print, to_stderr=as_json)
            report = report.after_repair()
            if not as_json:
                _say(words(report, is_done=True))
    except (OperationsError, CloudError) as error:
        _fail(error, as_json=as_json)
    except KeyboardInterrupt:
        notes.print("azure-hotpatch: stopped; it is safe to run it again")
        raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(report.data(), indent=2))
    raise typer.Exit(0 if report.is_well else 1)


def _say(lines: list[str]) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for line in lines:
        console.print(line)


def _fail(error: OperationsError | CloudError, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"error": str(error)}, indent=2))
    typer.echo(f"azure-hotpatch: {error}", err=True)
    raise typer.Exit(error.exit_code if isinstance(error, OperationsError) else 1) from error
