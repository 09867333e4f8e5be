"""The code blocks of the documents, and a run through those of a guide.

A fence says its language, and after it the file that the block is: ```` ```python __main__.py ````.
A block of `sh` is run as it stands; a block of `text` after it is what it prints, where a line `…`
stands for any lines.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w+)?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One code block.

    Attributes:
        page: The page, relative to the repository where it is in it.
        line: The line of its fence, from 1.
        language: Its language, empty where the fence says none.
        file: The file that it is; empty where it is none.
        text: What stands in it.
    """

    page: str
    line: int
    language: str
    file: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page}:{self.line}"


def documents() -> list[Path]:
    """Every page that people read."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "policies/hotpatch/README.md")]
    return [
        *top,
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "examples").rglob("*.md")),
    ]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, from top to bottom."""
    text = page.read_text()
    name = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name
    for found in _FENCE.finditer(text):
        language, file, body = found.groups(default="")
        line = text.count("\n", 0, found.start()) + 1
        yield Block(name, line, language, file, body)


def follow(page: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """Do what a guide says, in a folder: write its files, run its commands, compare their words."""
    said: str | None = None
    for block in blocks(page):
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.text)
        elif block.language == "sh":
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", block.text],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            said = done.stdout
            assert done.returncode == 0, f"{block.place}: exit code {done.returncode}\n{said}"
        elif block.language == "text":
            assert said is not None, f"{block.place}: output of no command"
            assert _fits(block.text, said), f"{block.place}: the command said\n{said}"


def _fits(wanted: str, said: str) -> bool:
    parts = [re.escape(part) for part in re.split(r"^…\n", wanted, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), said) is not None
