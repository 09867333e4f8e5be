"""A stack whose changes are previewed, made, and looked up in the server's log."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_azure.testing import Running, running
from tests.arm_refusals import ROWS
from tests.components.engine.conftest import Stack, new_stack

EnvironmentIn = Callable[[Path], dict[str, str]]
DENIAL = next(row for row in ROWS if row["error"]["code"] == "RequestDisallowedByPolicy")


def steps(stack: Stack, *command: str, fails: bool = False) -> list[str]:
    """What a command changes, `update web-vm`, sorted; what stays or is read is left out."""
    events = stack.folder / "events.json"
    events.unlink(missing_ok=True)
    stack.pulumi(*command, "--event-log", str(events), fails=fails)
    found = (json.loads(line).get("resourcePreEvent") for line in events.read_text().splitlines())
    done = [each["metadata"] for each in found if each is not None]
    return sorted(
        f"{each['op']} {each['urn'].rpartition('::')[2]}"
        for each in done
        if each["op"] not in {"same", "refresh"}
    )


def preview(stack: Stack, *options: str) -> list[str]:
    """The steps of a preview."""
    return steps(stack, "preview", *options)


def up(stack: Stack, *options: str) -> list[str]:
    """The steps of an up."""
    return steps(stack, "up", "--yes", "--skip-preview", *options)


def writes(stack: Stack, after: int = 0) -> list[str]:
    """What Azure was asked to change in the stack's group, since so many requests, in order."""
    return [
        f"{entry['method']} {entry['path'].rpartition('/providers/')[2]}"
        for entry in stack.azure.requests()[after:]
        if entry["method"] not in {"GET", "HEAD"} and f"/{stack.group}/" in entry["path"]
    ]


@pytest.fixture(scope="session")
def drift_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A local Azure whose clock these tests move."""
    with running(tmp_path_factory.mktemp("drift-azure")) as server:
        yield server


@dataclass(frozen=True)
class Made:
    """A stack that is up, and what its first up said, which a policy denied the machine."""

    stack: Stack
    denied: str


@pytest.fixture(scope="session")
def made(
    engine_environment_in: EnvironmentIn,
    drift_azure: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> Made:
    """A stack with a protected machine; each test leaves it up and without differences."""
    root = tmp_path_factory.mktemp("made")
    stack = new_stack(root, engine_environment_in(root), drift_azure)
    drift_azure.admin("POST", "/faults", DENIAL["fault"])
    denied = stack.up(fails=True)
    stack.up()
    return Made(stack, denied)


CHANGES: Mapping[str, Mapping[str, object]] = {
    "tags": {"tags": {"ring": "1"}},
    "size": {"size": "Standard_D4s_v5"},
    "patch settings": {"hotpatch": False, "reboot_setting": "Never"},
    "password": {"admin_password": "Another-Pa55word!"},
    "computer name": {"computer_name": "shop"},
    "image": {"image": "2022-datacenter-azure-edition-hotpatch"},
}


@dataclass(frozen=True)
class Change:
    """What a preview of one change said, what the up did, and what Azure was asked."""

    previewed: list[str]
    done: list[str]
    asked: list[str]


@dataclass(frozen=True)
class Changed:
    """Every change by its name, and what a preview found after the last."""

    changes: Mapping[str, Change]
    left: list[str]


@pytest.fixture(scope="session")
def changed(
    engine_environment_in: EnvironmentIn,
    drift_azure: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> Changed:
    """Each of CHANGES, made to one machine that may be replaced, one after the other."""
    root = tmp_path_factory.mktemp("changed")
    stack = new_stack(root, engine_environment_in(root), drift_azure)
    stack.configure(machine={"replaceable": True})
    stack.up()
    found = {}
    for name, machine in CHANGES.items():
        stack.configure(machine=machine)
        previewed = preview(stack)
        before = len(drift_azure.requests())
        done = up(stack)
        found[name] = Change(previewed, done, writes(stack, before))
    return Changed(found, preview(stack))
