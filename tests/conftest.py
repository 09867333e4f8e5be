"""Fixtures for tests that start the real Pulumi engine: mark those `@pytest.mark.engine`."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
FOREIGN = ("ARM_", "AZURE_", "HOTPATCH_", "LOCAL_AZURE_", "PULUMI_", "VIRTUAL_ENV")
"""What a developer's shell may hold, and a test must not see."""

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
    path = os.pathsep.join([str(ROOT / ".local/bin"), os.environ["PATH"]])
    found = shutil.which("pulumi", path=path)
    if found is None:
        pytest.fail("there is no Pulumi engine: run `make engine`, which `make test` does first")
    return Path(found).parent


@pytest.fixture(scope="session")
def engine_environment_in(pulumi_bin: Path) -> Callable[[Path], dict[str, str]]:
    """A function that makes an environment for `pulumi`, alone in the folder that it is given."""

    def environment_in(folder: Path) -> dict[str, str]:
        inherited = {
            name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)
        }
        state = folder / "state"
        state.mkdir(parents=True)
        path = [str(pulumi_bin), str(ROOT / ".venv/bin"), os.environ["PATH"]]
        return {
            **inherited,
            "PATH": os.pathsep.join(path),
            "PULUMI_HOME": str(folder / "pulumi"),
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_PYTHON_CMD": str(ROOT / ".venv/bin/python"),
        }

    return environment_in


@pytest.fixture
def engine_environment(
    engine_environment_in: Callable[[Path], dict[str, str]], tmp_path: Path
) -> dict[str, str]:
    """An environment for `pulumi` in which a test is alone, for `subprocess.run(env=...)`.

    It has a PULUMI_HOME and a file backend of its own, in `tmp_path`, and downloads nothing.
    Commands of this checkout's `.venv` are on PATH.
    """
    return engine_environment_in(tmp_path)
