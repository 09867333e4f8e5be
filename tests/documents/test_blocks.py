"""Code in documents is code: it type-checks, and the run through a guide can fail."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.documents.blocks import ROOT, Block, blocks, documents, follow

ALL = [block for page in documents() for block in blocks(page)]


def of(*languages: str) -> list[Block]:
    """The blocks in these languages."""
    return [block for block in ALL if block.language in languages]


def test_every_program_type_checks(tmp_path: Path) -> None:
    """All Python blocks, by mypy in strict mode; an error names the page and its line."""
    programs = of("python")
    for number, block in enumerate(programs):
        lines = "\n" * block.line
        (tmp_path / f"block_{number}.py").write_text(lines + block.text)

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--strict",
         "--no-error-summary", *map(str, sorted(tmp_path.glob("*.py")))],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    said = done.stdout
    for number, block in enumerate(programs):
        said = said.replace(str(tmp_path / f"block_{number}.py"), block.page)
    assert programs
    assert (said, done.stderr, done.returncode) == ("", "", 0)


def test_every_yaml_block_is_yaml() -> None:
    """A fence that says so is read without a mistake."""
    for block in of("yaml"):
        assert yaml.safe_load(block.text) is not None, block.place


def test_every_fence_says_its_language() -> None:
    """What is in none of them is `text`."""
    known = {"console", "diff", "json", "lark", "python", "sh", "text", "toml", "typescript",
             "yaml"}  # fmt: skip

    assert [block.place for block in ALL if block.language not in known] == []


def guide(tmp_path: Path, text: str) -> Path:
    """A guide with this text."""
    page = tmp_path / "guide.md"
    page.write_text(text)
    return page


def test_a_command_that_fails_ends_the_run_at_its_line(tmp_path: Path) -> None:
    """A guide whose command fails is a guide that is wrong."""
    page = guide(tmp_path, "Do:\n\n```sh\necho begun; false; echo not reached\n```\n")

    with pytest.raises(AssertionError, match=r"guide.md:3: exit code 1\nbegun\n$"):
        follow(page, tmp_path, {"PATH": "/usr/bin:/bin"})


@pytest.mark.parametrize(
    ("shown", "fits"),
    [
        ("one\ntwo\n", True),
        ("…\ntwo\n", True),
        ("one\n…\n", True),
        ("one\n", False),
        ("…\n3\n", False),
    ],
)
def test_what_a_command_says_is_compared(tmp_path: Path, shown: str, *, fits: bool) -> None:
    """Word for word, where no line of dots stands for any."""
    page = guide(
        tmp_path, f"```text file\none\ntwo\n```\n\n```sh\ncat file\n```\n\n```text\n{shown}```\n"
    )

    if fits:
        follow(page, tmp_path, {"PATH": "/usr/bin:/bin"})
    else:
        with pytest.raises(AssertionError, match="the command said\none\ntwo"):
            follow(page, tmp_path, {"PATH": "/usr/bin:/bin"})
