"""Every example in a docstring does what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("facts", "cloud", "components", "policies/hotpatch", "operations", "emulator")
FILES = [
    (room, file)
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if ">>> " in file.read_text()
]


@pytest.mark.parametrize(
    ("room", "file"), FILES, ids=[str(file.relative_to(ROOT)) for _, file in FILES]
)
def test_an_example_in_a_docstring_holds(room: str, file: Path) -> None:
    """In every module that has one."""
    name = ".".join(file.relative_to(ROOT / room).with_suffix("").parts)

    failed, tried = doctest.testmod(importlib.import_module(name))

    assert tried > 0
    assert failed == 0
