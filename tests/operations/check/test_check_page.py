"""docs/commands/check.md: every command of it is run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.blocks import ROOT, follow
from tests.operations.check.programs import UNTOLD
from tests.stack.checkout import checkout


@pytest.mark.engine
def test_every_command_of_the_page_says_what_the_page_says(
    engine_environment_in: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    """In order, in the folder of the dev stack, which is up."""
    with checkout(tmp_path, engine_environment_in(tmp_path / "engine")) as dev:
        dev.up()
        environment = {name: dev.environment[name] for name in dev.environment.keys() - {*UNTOLD}}
        follow(ROOT / "docs/commands/check.md", dev.folder, environment)

    for name in ("baseline.json", "check.sarif", "check.xml"):
        assert (dev.folder / name).exists()
