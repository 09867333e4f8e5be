"""The table of commands, their pages, and what starting one loads."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from azure_hotpatch_operations.cli import COMMANDS, app, load
from azure_hotpatch_operations.command_pages import pages

FOLDER = Path(__file__).parents[2] / "docs/commands"
HEAVY = ("aiohttp", "azure.core", "azure.identity", "grpc", "jsonschema", "pulumi", "yaml")
"""What takes longer to import than a short command takes."""

LISTED = """
import json, sys
from azure_hotpatch_operations.cli import app
try:
    app(sys.argv[1:], prog_name="azure-hotpatch")
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("verb", COMMANDS)
def test_the_table_says_what_the_command_says_of_itself(verb: str) -> None:
    """The first sentence of its help."""
    assert (load(verb).help or "").partition("\n\n")[0].replace("\n", " ") == COMMANDS[verb]


def test_it_says_its_version() -> None:
    """For a report of a mistake."""
    said = CliRunner().invoke(app, ["--version"])

    assert (said.exit_code, said.stdout) == (
        0,
        f"azure-hotpatch {version('azure-hotpatch-operations')}\n",
    )


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_command_has_json(verb: str) -> None:
    """And every option has a help text."""
    options = {each.opts[0]: getattr(each, "help", None) for each in load(verb).params}

    assert "--json" in options
    assert all(options.values()), options


def test_the_pages_are_what_help_says() -> None:
    """After a change: `make docs`."""
    said = dict(pages(FOLDER))

    assert {path.name: path.read_text() for path in FOLDER.iterdir()} == {
        path.name: text for path, text in said.items()
    }


@pytest.mark.parametrize(
    "words", [["--help"], ["calendar"], ["calendar", "--year", "2026", "--json"]], ids=" ".join
)
def test_a_short_command_loads_nothing_that_is_slow(words: list[str]) -> None:
    """No Pulumi, no azure-native, no client of Azure."""
    done = subprocess.run(
        [sys.executable, "-c", LISTED, *words], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert [name for name in loaded if name in HEAVY] == []
