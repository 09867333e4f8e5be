"""Two stacks that register with one subscription, at the same time and one after the other."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from azure.mgmt.resource.features import FeatureClient

from local_azure.testing import Running, running
from tests.plugin.stack import Stack, new_stack

pytestmark = pytest.mark.engine

SHARED = ("InGuestAutoPatchVMPreview", "InGuestHotPatchVMPreview", "InGuestPatchVMPreview")
OWN = "EncryptionAtHost"
PROGRAM = """\
import pulumi

from azure_hotpatch import PreviewAccess

access = PreviewAccess("access", {arguments})
pulumi.export("ready", access.ready)
"""
EVERYTHING = f'{{"features": {[*SHARED, OWN]!r}, "unregister_on_delete": True}}'


@dataclass(frozen=True)
class Told:
    """What two stacks lived through, in order."""

    at_once: tuple[list[str], list[str]]
    """Of each stack, after an up of both at the same time, what it registered itself."""

    after_destroy: dict[str, str]
    """Azure's states after one of them was destroyed."""

    other_after_destroy: dict[str, int]
    """What an up of the other changed then."""

    adopted: list[str]
    """What the first registered itself when it came back, with one feature more."""

    after_unregister: dict[str, str]
    """Azure's states after it was destroyed with unregisterOnDelete."""

    other_after_unregister: dict[str, int]
    """What a refresh and an up of the other changed then."""


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A local Azure for the two."""
    with running(tmp_path_factory.mktemp("shared") / "azure") as server:
        yield server


@pytest.fixture(scope="module")
def told(
    local_azure: Running,
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Told:
    """Two real engines: up at once, one destroyed, back again with one more, destroyed again."""
    first, second = (
        new_stack(folder / "project", {**engine_environment_in(folder), **local_azure.env}, PROGRAM)
        for folder in (tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second"))
    )
    runs = [begin(stack, "up") for stack in (first, second)]
    for run in runs:
        said = run.communicate()[0]
        assert run.returncode == 0, said
    at_once = (first.registered_here(), second.registered_here())

    first.update("destroy")
    after_destroy = states(local_azure)
    other_after_destroy = second.update("up", "--refresh")

    first.write(PROGRAM, EVERYTHING)
    first.update("up")
    adopted = first.registered_here()
    first.update("destroy")
    return Told(
        at_once=at_once,
        after_destroy=after_destroy,
        other_after_destroy=other_after_destroy,
        adopted=adopted,
        after_unregister=states(local_azure),
        other_after_unregister=second.update("up", "--refresh"),
    )


def test_both_finish_and_every_feature_has_a_stack_that_registered_it(told: Told) -> None:
    """Who finds a feature absent registers it; the provider was Registered, and is nobody's."""
    assert {*told.at_once[0], *told.at_once[1]} == set(SHARED)


def test_destroying_one_leaves_the_other_whole(told: Told) -> None:
    """By default nothing is unregistered, and the other stack has nothing to do."""
    assert told.after_destroy == {**dict.fromkeys(SHARED, "Registered"), OWN: "NotRegistered"}
    assert told.other_after_destroy == {"same": 6}


def test_unregister_on_delete_takes_away_only_what_this_stack_registered(told: Told) -> None:
    """What it adopted stays for the other stack; what it registered itself is gone."""
    assert told.adopted == [OWN]
    assert told.after_unregister == {**dict.fromkeys(SHARED, "Registered"), OWN: "Unregistered"}
    assert told.other_after_unregister == {"same": 6}


def begin(stack: Stack, *words: str) -> subprocess.Popen[str]:
    """Start a command, and do not wait for it."""
    return subprocess.Popen(
        ["pulumi", *words, "--yes", "--skip-preview", "--non-interactive"],
        cwd=stack.folder,
        env=dict(stack.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def states(local_azure: Running) -> dict[str, str]:
    """Azure's state of each feature."""
    azure = local_azure.client(FeatureClient)
    found = {name: azure.features.get("Microsoft.Compute", name) for name in (*SHARED, OWN)}
    azure.close()
    return {name: str(one.properties and one.properties.state) for name, one in found.items()}
