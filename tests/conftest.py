"""Fixtures for tests that start the real Pulumi engine: mark those `@pytest.mark.engine`."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.engine_stack import environment_in, find_pulumi

# A red run is due to the change that it tests, never to luck: the same examples every time, no
# memory of earlier runs, no stopwatch on a busy machine. New examples are looked for on purpose:
# `HYPOTHESIS_PROFILE=search pytest tests/emulator/properties`; what that finds becomes a test.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("search", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_configure() -> None:
    """Let Ctrl-C reach the commands under test, also where the run itself is in the background.

    A shell starts a background command with SIGINT ignored, and its children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def pulumi_bin() -> Path:
    """The folder of the Pulumi command: built by `make test`, or installed. It never skips."""
    found = find_pulumi()
    if found is None:
        pytest.fail("there is no Pulumi engine: run `make engine`, which `make test` does first")
    return found


@pytest.fixture(scope="session")
def engine_environment_in(pulumi_bin: Path) -> Callable[[Path], dict[str, str]]:
    """A function that makes an environment for `pulumi`, alone in the folder that it is given."""
    return partial(environment_in, pulumi_bin=pulumi_bin)


@pytest.fixture
def engine_environment(
    engine_environment_in: Callable[[Path], dict[str, str]], tmp_path: Path
) -> dict[str, str]:
    """An environment for `pulumi` in which a test is alone, for `subprocess.run(env=...)`.

    It has a PULUMI_HOME and a file backend of its own, in `tmp_path`, and downloads nothing.
    Commands of this checkout's `.venv` are on PATH.
    """
    return engine_environment_in(tmp_path)
