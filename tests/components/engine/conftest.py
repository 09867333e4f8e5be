"""A stack with a network and a machine, on the real engine and a real local Azure."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.engine_stack import EngineStack

PROGRAM = Path(__file__).parent / "program"
COMPONENTS = Path(__file__).parents[3] / "components"
PASSWORD = "Canary-Pa55word!"


@dataclass(frozen=True)
class Stack(EngineStack):
    """A network and a machine; what the program makes is in a resource group of its own."""

    group: str
    azure: Running

    def configure(self, **values: object) -> None:
        """Set configuration of the program; a mapping is merged into what is there."""
        path = self.folder / "Pulumi.dev.yaml"
        written = yaml.safe_load(path.read_text())
        for name, value in values.items():
            before = written["config"].get(f"probe:{name}")
            merged = (
                {**before, **value}
                if isinstance(before, dict) and isinstance(value, dict)
                else value
            )
            written["config"][f"probe:{name}"] = merged
        path.write_text(yaml.safe_dump(written))

    def previewed(self, *arguments: str) -> dict[str, tuple[str, list[str]]]:
        """What a preview would do to each resource that changes, and the paths that differ."""
        shown = json.loads(self.pulumi("preview", "--json", *arguments))
        return {
            step["urn"].rpartition("::")[2]: (step["op"], sorted(step.get("detailedDiff") or {}))
            for step in shown["steps"]
            if step["op"] != "same"
        }


def new_stack(
    root: Path, environment: Mapping[str, str], azure: Running, program: Path = PROGRAM
) -> Stack:
    """An empty stack in `root`, whose configuration names a group, and a password as a secret."""
    folder = root / "program"
    shutil.copytree(program, folder)
    with (folder / "Pulumi.yaml").open("a") as project:
        project.write(
            f"plugins:\n  providers:\n    - name: azure-hotpatch\n      path: {COMPONENTS}\n"
        )
    install(Path(environment["PULUMI_HOME"]))
    group = f"servers-{uuid.uuid4().hex[:8]}"
    # The event log is a command for debugging.
    own = {"PULUMI_STACK": "dev", "PULUMI_DEBUG_COMMANDS": "true"}
    made = Stack(folder, {**environment, **azure.env, **own}, group, azure)
    made.pulumi("stack", "init", "dev")
    made.pulumi("config", "set", "--secret", "password", PASSWORD)
    made.pulumi("config", "set", "azure-hotpatch:pollIntervalSeconds", "0.05")
    made.pulumi("config", "set", "azure-hotpatch:stableReads", "2")
    made.configure(group=group)
    return made


@pytest.fixture(scope="session")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One local Azure for the session; tests keep apart by their resource groups."""
    with running(tmp_path_factory.mktemp("azure")) as server:
        yield server


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack."""
    return new_stack(tmp_path, engine_environment, local_azure)


@pytest.fixture
def remote_stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack whose components the plugin makes."""
    return new_stack(tmp_path, engine_environment, local_azure, PROGRAM.parent / "remote")


@pytest.fixture(scope="session")
def made_once(
    engine_environment_in: Callable[[Path], dict[str, str]],
    local_azure: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stack:
    """A stack that is up, with its event log in `events.json`, for `stack_that_is_up` to copy."""
    root = tmp_path_factory.mktemp("made")
    made = new_stack(root, engine_environment_in(root), local_azure)
    said = made.up("--diff", "--show-config", "--event-log", str(made.folder / "events.json"))
    (made.folder / "said.txt").write_text(said)
    return made


@pytest.fixture
def stack_that_is_up(made_once: Stack, tmp_path: Path) -> Stack:
    """A copy of a stack that is up, for previews; what it made belongs to the original."""
    for part in ("program", "state"):
        shutil.copytree(made_once.folder.parent / part, tmp_path / part)
    backend = {"PULUMI_BACKEND_URL": (tmp_path / "state").as_uri()}
    environment = {**made_once.environment, **backend}
    return Stack(tmp_path / "program", environment, made_once.group, made_once.azure)
