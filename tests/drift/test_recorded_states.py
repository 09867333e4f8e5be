"""What an older stack recorded, under other names and types, is taken over as it is.

`states/machine.json` is what `pulumi stack export --show-secrets` said of the program on the local
Azure, without times and source positions.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from local_azure.testing import Running
from tests.components.engine.conftest import Stack, new_stack
from tests.drift.conftest import preview

pytestmark = pytest.mark.engine

HERE = Path(__file__).parent
RECORDED = (HERE / "states/machine.json").read_text()
Recorded = Callable[[str, str], Stack]


@pytest.fixture
def recorded(engine_environment: dict[str, str], drift_azure: Running, tmp_path: Path) -> Recorded:
    """A function that makes a stack of the recorded state, with one text put for another."""

    def make(now: str, before: str) -> Stack:
        stack = new_stack(tmp_path, engine_environment, drift_azure, HERE / "program")
        stack.configure(group="recorded")
        stack.take_in(json.loads(RECORDED.replace(now, before)))
        return stack

    return make


MACHINE = "azure-native:compute:VirtualMachine"
VERSIONED = "azure-native:compute/v20240701:VirtualMachine"
RENAMED = ("::web-vm", "::web-server")


def test_a_renamed_child_with_an_alias_is_the_same_machine(recorded: Recorded) -> None:
    """Aliases of the user's own reach the engine, though those for API versions are dropped."""
    stack = recorded(*RENAMED)
    stack.configure(oldName="web-server")

    assert preview(stack) == []


def test_a_renamed_child_without_an_alias_is_another_machine(recorded: Recorded) -> None:
    """The old one would be deleted, which its protection prevents."""
    stack = recorded(*RENAMED)

    assert "cannot be deleted" in stack.pulumi("preview", fails=True)


def test_a_machine_of_a_versioned_type_is_adopted_with_its_aliases(recorded: Recorded) -> None:
    """`keep_version_aliases` finds what a program with `azure_native.compute.v…` made."""
    stack = recorded(MACHINE, VERSIONED)
    stack.configure(keepVersionAliases=True)

    assert preview(stack) == []


def test_a_machine_of_a_versioned_type_is_not_lost_without_them(recorded: Recorded) -> None:
    """Nothing is replaced in silence: the preview ends with an error."""
    stack = recorded(MACHINE, VERSIONED)

    assert "cannot be deleted" in stack.pulumi("preview", fails=True)


def test_the_recorded_resources_have_no_aliases() -> None:
    """Those for API versions are gone before the engine sees them."""
    resources = json.loads(RECORDED)["deployment"]["resources"]

    assert [one["urn"] for one in resources if one.get("aliases")] == []
