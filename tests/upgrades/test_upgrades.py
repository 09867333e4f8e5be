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
from tests.schema.golden import is_released
from tests.upgrades.record import ADOPTED, PROGRAMS, STATES, SUBSCRIPTION, new_stack

pytestmark = pytest.mark.engine

RECORDED = {f"{path.parent.name}-{path.stem}": path for path in sorted(STATES.glob("*/*.json"))}
HARMLESS = {"same", "create", "update", "read", "refresh"}
REPLACED = {name: ("replace", name) for name in ("cache-vm", "spare-vmss")}
EnvironmentIn = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An empty Azure with the subscription of the recorded states."""
    with running(tmp_path_factory.mktemp("azure"), "--subscription", SUBSCRIPTION) as server:
        yield server


def previewed(stack: EngineStack) -> list[tuple[str, str]]:
    """What a preview would do to each resource, `("replace", "web-vm")`; providers hold nothing."""
    shown = json.loads(stack.pulumi("preview", "--json"))
    return [
        (step["op"], step["urn"].rpartition("::")[2])
        for step in shown["steps"]
        if "::pulumi:providers:" not in step["urn"]
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


@pytest.fixture(scope="module", params=RECORDED)
def upgrade(
    request: pytest.FixtureRequest,
    engine_environment_in: EnvironmentIn,
    azure: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, list[tuple[str, str]]]:
    """The name of a recorded state, and what a preview of it with today's code would do."""
    folder = tmp_path_factory.mktemp("upgrade")
    stack = upgraded(request.param, engine_environment_in(folder), azure, folder, ("", ""))
    return request.param, previewed(stack)


def test_an_upgrade_replaces_nothing(upgrade: tuple[str, list[tuple[str, str]]]) -> None:
    """Not a machine, nor anything else; without an option, an alias, or a change of the program."""
    _, steps = upgrade

    assert [step for step in steps if step[0] not in HARMLESS] == []


def test_what_the_version_to_be_released_records_is_as_its_code_would_have_it(
    upgrade: tuple[str, list[tuple[str, str]]],
) -> None:
    """Nobody's first preview shows a change. Once it is released, a later version may change."""
    name, steps = upgrade
    number = version.current(ROOT)
    if name.startswith(f"{number}-") and not is_released(number):
        assert [step for step in steps if step[0] != "same"] == []


@pytest.mark.parametrize(
    ("name", "change", "wanted"),
    [
        ("machine", ("::cache-vm", "::cache-server"), ("delete", "cache-server")),
        ("machine", ('"computerName": "cache"', '"computerName": "store"'), REPLACED["cache-vm"]),
        (
            "scale_set",
            ('"computerNamePrefix": "spare"', '"computerNamePrefix": "other"'),
            REPLACED["spare-vmss"],
        ),
    ],
)
def test_what_would_be_lost_is_seen(
    name: str,
    change: tuple[str, str],
    wanted: tuple[str, str],
    engine_environment: dict[str, str],
    azure: Running,
    tmp_path: Path,
) -> None:
    """A name that no alias tells of, or a value of the state that is set once, is a loss here."""
    recorded = f"{version.current(ROOT)}-{name}"
    stack = upgraded(recorded, engine_environment, azure, tmp_path, change)

    assert [step for step in previewed(stack) if step[0] not in HARMLESS] == [wanted]


def test_a_protected_machine_would_stop_the_preview(
    engine_environment: dict[str, str], azure: Running, tmp_path: Path
) -> None:
    """An adopted one too: what is set once in it differs from the state."""
    name = f"{version.current(ROOT)}-{ADOPTED}"
    stack = upgraded(name, engine_environment, azure, tmp_path, ("LEGACY-7", "LEGACY-8"))

    assert "unable to replace resource" in stack.pulumi("preview", fails=True)


def test_the_version_to_be_released_has_its_states() -> None:
    """A release keeps what its programs recorded: `python -m tests.upgrades.record`."""
    recorded = {path.stem for path in (STATES / version.current(ROOT)).glob("*.json")}

    assert recorded == {path.stem for path in PROGRAMS}
