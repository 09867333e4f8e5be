"""Machines of a local Azure, and the real commands that look at them."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_azure.compute.estate import Change, write_estate
from local_azure.folder import Folder
from local_azure.testing import Running, running
from tests.cloud.conftest import authority, web

__all__ = ["authority", "web"]
AT = dt.datetime(2035, 3, 20, 12, tzinfo=dt.UTC)
"""What the clock of an estate shows: a week after a release. On the day of one nothing is sure."""
GRAPH = "/providers/Microsoft.ResourceGraph/resources"


@dataclass(frozen=True)
class Estate:
    """A local Azure with machines, `web-0000` and on, all in the group `hotpatch`."""

    azure: Running

    @property
    def group(self) -> str:
        """The ARM path of the group."""
        return f"/subscriptions/{self.azure.subscription}/resourceGroups/hotpatch"

    def id(self, number: int) -> str:
        """The ARM id of a machine."""
        return f"{self.group}/providers/Microsoft.Compute/virtualMachines/web-{number:04}"

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `azure-hotpatch` with these words."""
        return subprocess.run(
            [sys.executable, "-m", "azure_hotpatch_operations", *words],
            env={**os.environ, **self.azure.env, "NO_COLOR": "1", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def data(self, *words: str) -> Any:
        """What a command says as JSON."""
        return json.loads(self.run(*words, "--json").stdout)

    def queries(self) -> list[int]:
        """The status of each answer that Resource Graph gave."""
        return [each["status"] for each in self.azure.requests() if each["path"] == GRAPH]


def lines(text: str) -> list[str]:
    """The lines, without blanks at their ends."""
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture
def estate_of(tmp_path: Path) -> Iterator[Callable[..., Estate]]:
    """Makes an estate of so many machines; `change` writes other properties into them."""
    with ExitStack() as opened:

        def make(count: int, change: Change = lambda _, __: None) -> Estate:
            folder = Folder(tmp_path / "azure")
            write_estate(folder, count, change, at=AT)
            return Estate(opened.enter_context(running(folder.path)))

        yield make


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Three machines that are as wished, for tests that change nothing."""
    folder = Folder(tmp_path_factory.mktemp("estate") / "azure")
    write_estate(folder, 3, at=AT)
    with running(folder.path) as azure:
        yield Estate(azure)
