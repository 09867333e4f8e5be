"""The command `azure-hotpatch`: a table of its verbs, each loaded when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: Mapping[str, str] = {
    "adopt": (
        "Show what would change if an existing machine came under management; change nothing."
    ),
    "access": "Show what subscriptions are registered for, what is missing, and who can get it.",
    "assess": (
        "Assess now which updates machines lack, instead of waiting for the next assessment."
    ),
    "calendar": "Show which months bring a hotpatch and which a baseline, with its reboot.",
    "cells": (
        "Write a stack file for each subscription and region of a fleet, and the matrix of a"
        " workflow."
    ),
    "check": "Check a program, a stack or an exported state for machines that cannot hotpatch.",
    "enroll": "Enroll machines in hotpatch, in place: security updates without a reboot.",
    "history": (
        "Show what was installed on each machine in the last 30 days, and whether it rebooted."
    ),
    "install": "Install updates now, instead of waiting for the platform.",
    "recover": "Repair a stack whose update was killed: ask Azure what exists, and tell the state.",
    "report": (
        "Write one HTML page: who is enrolled and current, what the year brought, who rebooted."
    ),
    "status": "Show how each machine stands: enrolled, assessed, patched, due for a reboot.",
    "unenroll": (
        "Take machines out of hotpatch, in place: cumulative updates from now on, with reboots."
    ),
}
"""Each verb with its first sentence: a function of that name in commands/ of that name."""


def load(verb: str) -> TyperCommand:
    """The command with its options, out of its module."""
    single = typer.Typer(
        add_completion=False,
        rich_markup_mode="markdown",  # Paragraphs are folded to the terminal.
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    module = import_module(f"azure_hotpatch_operations.commands.{verb}")
    single.command(verb)(getattr(module, verb))
    command = typer.main.get_command(single)
    assert isinstance(command, TyperCommand)  # noqa: S101 (tells the type)
    return command


class _Later(TyperCommand):
    """A command that is only named yet; when it is called, its module is loaded."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> Any:
        """The context of the command itself."""
        return load(str(self.name)).make_context(info_name, args, *rest, **more)


class _Table(TyperGroup):
    """The group of the table's commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {
            verb: _Later(name=verb, help=sentence) for verb, sentence in COMMANDS.items()
        }


app = typer.Typer(
    cls=_Table,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(wanted: bool) -> None:  # noqa: FBT001 (Typer's signature)
    if wanted:
        typer.echo(f"azure-hotpatch {version('azure-hotpatch-operations')}")
        raise typer.Exit


@app.callback()
def _command(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Say the version.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Day-2 operations for Azure machines that take security updates without a reboot."""
