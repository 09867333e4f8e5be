"""How every command of `local-azure` speaks: its folder, JSON or text, and what went wrong."""

import errno
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from local_azure.errors import LocalAzureError
from local_azure.folder import Folder, default_folder

Step = TypeVar("Step")
Where = Annotated[
    Path | None,
    typer.Option("--folder", help="Its folder. Default: $LOCAL_AZURE_FOLDER, else ./.local/azure."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_WIDE = 400
"""Columns where no terminal sets a limit: a table that goes into a file is not folded."""


def folder_of(folder: Path | None) -> Folder:
    """The folder that was given, or the default one; what is a file, or below one, is refused."""
    path = default_folder() if folder is None else folder.resolve()
    in_the_way = next((each for each in (path, *path.parents) if each.exists()), path)
    if in_the_way.exists() and not in_the_way.is_dir():
        raise typer.BadParameter(f"{in_the_way} is no folder", param_hint="--folder")
    return Folder(path)


@contextmanager
def words(code: int = 1) -> Iterator[None]:
    """Say what went wrong, a sentence a line, and exit with the code."""
    try:
        yield
    except LocalAzureError as error:
        for line in str(error).splitlines():
            typer.echo(f"local-azure: {line}", err=True)
        raise typer.Exit(code) from error


def progress(steps: Sequence[Step], what: str) -> Iterable[Step]:
    """The steps, with a bar on a terminal's standard error while they are taken."""
    console = Console(stderr=True)
    return track(
        steps,
        what,
        console=console,
        transient=True,
        disable=len(steps) == 1 or not console.is_terminal,
    )


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Table:
    """A table of some of the fields of rows."""
    made = Table(*columns, box=None)
    for row in rows:
        made.add_row(*(str(row[column]) for column in columns))
    return made


def say(as_json: bool, data: object, text: str | Table) -> None:  # noqa: FBT001 (the flag that every command has)
    """Print the data as JSON, or the text; where it cannot be written, say so and exit with 1."""
    try:
        if as_json:
            typer.echo(json.dumps(data, indent=2))
        elif isinstance(text, Table):
            Console(markup=False, width=None if sys.stdout.isatty() else _WIDE).print(text)
        else:
            typer.echo(text)
    except OSError as error:
        if error.errno == errno.EPIPE:  # `| head`: Typer ends quietly.
            raise
        typer.echo(f"local-azure: standard output: {error.strerror}", err=True)
        raise typer.Exit(1) from error
