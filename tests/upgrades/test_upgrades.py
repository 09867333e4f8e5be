"""What earlier versions recorded, previewed by the code of today: no machine is replaced.

The states and their programs are those of `record.py`, one folder a version. A preview asks Azure
for nothing that it would change, so the machines need not be there.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local_azure.testing import Running, running
from release import version
from tests.engine_stack import ROOT, EngineStack
from tests.upgrades.record import PROGRAMS, STATES, SUBSCRIPTION, new_stack

pytestmark = pytest.mark.engine

RECORDED = {f"{path.parent.name}-{path.stem}": path for path in sorted(STATES.glob("*/*.json"))}
HARMLESS = {"same", "create", "update", "read", "refresh"}
EnvironmentIn = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An empty Azure with the subscription of the recorded states."""
    with running(tmp_path_factory.mktemp("azure"), "--subscription", SUBSCRIPTION) as server:
        yield server


def lost(stack: EngineStack) -> list[str]:
    """What a preview would replace or delete, `replace web-vm`; providers hold nothing."""
    shown = json.loads(stack.pulumi("preview", "--json"))
    return [
        f"{step['op']} {step['urn'].rpartition('::')[2]}"
        for step in shown["steps"]
        if step["op"] not in HARMLESS and "::pulumi:providers:" not in step["urn"]
    ]


def upgraded(
    name: str, environment: dict[str, str], azure: Running, folder: Path, change: tuple[str, str]
) -> EngineStack:
    """A stack with a recorded state, in which one text stands for another, and its program."""
    path = RECORDED[name]
    stack = new_stack(folder / "program", path.with_suffix(".py"), environment, azure)
    text = path.read_text()
    assert change[0] in text
    state: dict[str, Any] = json.loads(text.replace(*change))
    stack.take_in(state)
    return stack


@pytest.mark.parametrize("name", RECORDED)
def test_an_upgrade_replaces_nothing(
    name: str, engine_environment: dict[str, str], azure: Running, tmp_path: Path
) -> None:
    """Not a machine, nor anything else; without an option, an alias, or a change of the program."""
    stack = upgraded(name, engine_environment, azure, tmp_path, ("", ""))

    assert lost(stack) == []


def test_a_replacement_would_be_seen(
    engine_environment: dict[str, str], azure: Running, tmp_path: Path
) -> None:
    """A machine that may be replaced, under a name that no alias tells of, would be gone."""
    name = f"{version.current(ROOT)}-machine"
    stack = upgraded(name, engine_environment, azure, tmp_path, ("::cache-vm", "::cache-server"))

    assert lost(stack) == ["delete cache-server"]


def test_the_version_to_be_released_has_its_states() -> None:
    """A release keeps what its programs recorded: `python -m tests.upgrades.record`."""
    recorded = {path.stem for path in (STATES / version.current(ROOT)).glob("*.json")}

    assert recorded == {path.stem for path in PROGRAMS}
