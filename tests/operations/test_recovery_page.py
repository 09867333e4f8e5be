"""docs/recovery.md says what the command has."""

import re
from pathlib import Path

from azure_hotpatch_operations.cli import load
from azure_hotpatch_operations.decisions import Decision

PAGE = (Path(__file__).parents[2] / "docs/recovery.md").read_text()


def test_the_page_names_each_option() -> None:
    """In its synopsis, and no other."""
    options = {each.opts[0] for each in load("recover").params}
    synopsis = PAGE.partition("## `azure-hotpatch recover`")[2].partition("It reads")[0]

    assert set(re.findall(r"--[a-z]+", synopsis)) == options


def test_the_page_explains_each_decision() -> None:
    """In a row of its table."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert rows == [each.value for each in Decision]
