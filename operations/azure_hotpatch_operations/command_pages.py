"""Writes a page a command from its --help: `python -m azure_hotpatch_operations.command_pages DIR`.

What stands between `<!-- help -->` and `<!-- /help -->` is generated; what follows is written by
hand and kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from azure_hotpatch_operations.cli import COMMANDS, load

_BEGIN, _END = "<!-- help -->", "<!-- /help -->"

_INDEX = """\
# `azure-hotpatch`

The command is the distribution `azure-hotpatch-operations`
([how to install it](../../README.md#use-it-on-azure)).

Every command has `--json` and `--help`, and ends with 0 when all is as wished, 1 when it is not,
2 when it was called in a way that can't work, 130 after Ctrl-C. This page and the head of each of
the others are generated from `--help`: `make docs`.

| Command | What it does |
|---|---|"""


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every page, with what it should say."""
    yield folder / "README.md", _index()
    for verb in COMMANDS:
        page = folder / f"{verb}.md"
        yield page, _page(verb, page.read_text() if page.exists() else "")


def _index() -> str:
    rows = [f"| [`{verb}`]({verb}.md) | {said} |" for verb, said in sorted(COMMANDS.items())]
    return "\n".join([_INDEX, *rows, ""])


def _page(verb: str, text: str) -> str:
    command = load(verb)
    context = typer.Context(command, info_name=verb, **command.context_settings)
    shown = get_docs_for_click(obj=command, ctx=context, call_prefix="azure-hotpatch")
    return f"{_BEGIN}\n{shown.rstrip()}\n{_END}{text.partition(_END)[2] or chr(10)}"


if __name__ == "__main__":
    for path, said in pages(Path(sys.argv[1])):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said)
