"""How every command speaks and ends: words or JSON, notes on stderr, and the exit code."""

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console, RenderableType

from azure_hotpatch_cloud.errors import CloudError
from azure_hotpatch_operations.errors import OperationsError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command found: whether all is as wished, for a program, and for a person."""

    is_well: bool
    data: Any
    words: tuple[RenderableType, ...] = ()


_WIDE = 400
"""Columns where nobody's terminal sets a limit: a table that goes into a file is not folded."""


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(stderr=stderr, highlight=False, soft_wrap=True, markup=False, width=width)


@dataclass(frozen=True)
class Speech:
    """Where a command speaks while it is at work.

    Attributes:
        as_json: Whether stdout is for one JSON document only.
        out: The words for the user; silent with JSON.
        notes: Progress and remarks, on stderr.
    """

    as_json: bool
    out: Console = field(default_factory=lambda: _console(stderr=False))
    notes: Console = field(default_factory=lambda: _console(stderr=True))

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer a question."""
        return sys.stdin.isatty() and self.notes.is_terminal

    def say(self, *words: RenderableType) -> None:
        """Print words, unless the user wants JSON."""
        if not self.as_json:
            for each in words:
                self.out.print(each)

    def working(self, sentence: str) -> Any:
        """A context in which a terminal shows that something is going on."""
        return self.notes.status(sentence) if self.notes.is_terminal else self.notes


def answer(work: Callable[[Speech], Answer], *, as_json: bool) -> NoReturn:
    """Do the work, print what it found, and end: 0 as wished, 1 not as wished, 2 wrong use.

    An error is one sentence on stderr, and with JSON `{"error": …}` on stdout as well.
    """
    logging.getLogger("azure").addHandler(logging.NullHandler())  # Its warnings are our errors.
    speech = Speech(as_json)
    try:
        with _room():
            found = work(speech)
    except (OperationsError, CloudError) as error:
        _fail(error, as_json=as_json)
    except KeyboardInterrupt:
        speech.notes.print("azure-hotpatch: stopped; it is safe to run it again")
        raise typer.Exit(130) from None
    with _room():
        speech.say(*found.words)
        if as_json:
            typer.echo(json.dumps(found.data, indent=2))
    raise typer.Exit(0 if found.is_well else 1)


@contextmanager
def _room() -> Iterator[None]:
    """Say in a sentence where a disk is full, that of standard output included."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        with suppress(OSError):  # What is left unwritten would fail once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo(f"azure-hotpatch: {error}. Make room, and run it again.", err=True)
        raise typer.Exit(1) from error


def _fail(error: OperationsError | CloudError, *, as_json: bool) -> NoReturn:
    if as_json:
        typer.echo(json.dumps({"error": str(error)}, indent=2))
    typer.echo(f"azure-hotpatch: {error}", err=True)
    raise typer.Exit(error.exit_code if isinstance(error, OperationsError) else 1) from error
