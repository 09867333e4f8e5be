"""A local Azure in this process, and a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_azure.testing import InProcess, Running, in_process, running


@pytest.fixture
def azure() -> Iterator[InProcess]:
    """A local Azure without a socket, whose time only the test moves."""
    made = in_process()
    yield made
    made.azure.store.close()


@pytest.fixture
def local_azure(tmp_path: Path) -> Iterator[Running]:
    """A real `local-azure serve` on a free port."""
    with running(tmp_path / "azure") as server:
        yield server


@pytest.fixture(scope="session")
def idle_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real server for tests that change nothing in it."""
    with running(tmp_path_factory.mktemp("idle") / "azure") as server:
        yield server
