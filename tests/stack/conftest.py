"""Dev stacks, empty and up."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack.checkout import Checkout, checkout

EnvironmentIn = Callable[[Path], dict[str, str]]


@pytest.fixture
def dev(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Checkout]:
    """A checkout whose dev stack is empty."""
    with checkout(tmp_path, engine_environment) as made:
        yield made


@pytest.fixture(scope="module")
def dev_up(
    engine_environment_in: EnvironmentIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Checkout, str]]:
    """A checkout after one `make up`, and what that printed; for tests that change nothing."""
    folder = tmp_path_factory.mktemp("dev")
    with checkout(folder, engine_environment_in(folder / "engine")) as made:
        yield made, made.up()
