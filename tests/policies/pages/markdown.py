"""Blocks of a page in Markdown, as lines."""

import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 100


def wrapped(text: str, indent: str = "") -> list[str]:
    """A text in lines that are not too long; no word is broken."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def quoted(message: str) -> Iterator[str]:
    """What somebody says, as it is said."""
    yield from wrapped(message, "    ")
    yield ""


def fence(language: str, lines: Iterable[str]) -> Iterator[str]:
    """Code."""
    yield f"```{language}"
    yield from lines
    yield "```"
    yield ""
