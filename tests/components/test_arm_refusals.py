"""What Azure would refuse, HotpatchVm refuses at preview, as far as its arguments can say it."""

from collections.abc import Callable
from typing import Any

import pytest

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch_facts import patch_settings
from azure_hotpatch_facts.create_only import CREATE_ONLY
from tests.arm_refusals import ROWS, Row
from tests.components.conftest import Deployment, machine

Deploy = Callable[..., Deployment]

ANSWERS = ("refused", "replaces", "ignores", "server")


def rows(answer: str) -> list[Row]:
    """The rows to which HotpatchVm has this answer."""
    return [row for row in ROWS if answer in row["hotpatch_vm"]]


def situation(row: Row) -> str:
    """The name of a row's test."""
    return str(row["situation"])


def previewed(deploy: Deploy, row: Row) -> Any:
    """The machine that a preview of the row's arguments registers."""
    made = deploy(lambda: HotpatchVm("web", args_of(row)), preview=True)
    return made.resources["web-vm"]


def args_of(row: Row) -> HotpatchVmArgs:
    """The arguments that express a row; null takes one away."""
    return machine(**row["hotpatch_vm"]["args"])


def written(inputs: dict[str, Any], path: str) -> Any:
    """What the registered machine has at a path of ARM's model."""
    found: Any = inputs
    for step in path.removeprefix("properties.").split("."):
        found = found[step]
    return found


@pytest.mark.parametrize("row", rows("refused"), ids=situation)
def test_what_the_arguments_say_is_refused_at_preview(row: Row, deploy: Deploy) -> None:
    """At the very places of the mistake, and of nothing else."""
    with pytest.raises(ArgumentsError) as refused:
        previewed(deploy, row)

    mistakes = str(refused.value).splitlines()
    assert [mistake.split(": ")[1] for mistake in mistakes] == row["hotpatch_vm"]["refused"]


@pytest.mark.parametrize("row", rows("replaces"), ids=situation)
def test_what_never_changes_replaces_the_machine(row: Row, deploy: Deploy) -> None:
    """The preview says so, where azure-native would promise an update."""
    found = previewed(deploy, row)

    assert row["hotpatch_vm"]["replaces"] in found.request.replaceOnChanges
    for path, value in row["change"].items():
        assert written(found.inputs, path) == value


@pytest.mark.parametrize("row", rows("ignores"), ids=situation)
def test_what_nobody_wants_a_new_machine_for_is_ignored(row: Row, deploy: Deploy) -> None:
    """It is neither sent nor replaced."""
    found = previewed(deploy, row)

    assert row["hotpatch_vm"]["ignores"] in found.request.ignoreChanges


@pytest.mark.parametrize("row", rows("server"), ids=situation)
def test_what_only_azure_knows_is_left_to_it(row: Row, deploy: Deploy) -> None:
    """The machine is asked for as the arguments say."""
    found = previewed(deploy, row)

    for path, value in row["change"].items():
        if "imageReference" not in path:
            assert written(found.inputs, path) == value


def test_every_row_says_what_hotpatch_vm_makes_of_it() -> None:
    """One answer with arguments, or a sentence why there are none."""
    for row in ROWS:
        told = row["hotpatch_vm"]
        answers = [answer for answer in ANSWERS if answer in told]
        assert ("args" in told, len(answers)) == (True, 1) or list(told) == ["cannot"], row


def test_every_property_that_never_changes_has_a_row() -> None:
    """Azure answers 409 PropertyChangeNotAllowed, as the facts say."""
    refused = [row for row in ROWS if row["error"]["code"] == "PropertyChangeNotAllowed"]
    paths = {path for row in refused for path in row["change"]}

    for property_ in CREATE_ONLY:
        assert any(f"{path}.".startswith(f"{property_.arm}.") for path in paths), property_.arm


PATCHING = "windowsConfiguration.patchSettings"
KNOWN = (
    ("InvalidParameter", f"{PATCHING}.enableHotpatching", "EnableHotpatching cannot be set"),
    ("InvalidParameter", None, "PatchSettings must be specified for hotpatch compatible VMs."),
    ("BadRequest", None, "Hotpatch compatible VMs cannot be created or updated with an API"),
    ("InvalidParameter", None, "Hotpatch updates require platform safety checks."),
    ("InvalidParameter", f"{PATCHING}.patchMode", "The patchMode 'AutomaticByOS' is invalid."),
    ("RequestDisallowedByPolicy", None, "Resource 'web' was disallowed by policy."),
)
"""Code, target and the beginning of the text of each refusal that was seen of the real Azure."""


@pytest.mark.parametrize(("code", "target", "text"), KNOWN, ids=lambda value: str(value)[:40])
def test_every_known_refusal_of_one_machine_has_a_row(
    code: str, target: str | None, text: str
) -> None:
    """With its source."""
    found = [
        row
        for row in ROWS
        if (row["error"]["code"], row["error"].get("target")) == (code, target)
        and row["error"]["message"].startswith(text)
        and row["source"] != "assumed"
    ]

    assert found


def test_the_facts_and_the_table_have_the_same_words() -> None:
    """The facts quote ARM; so does the local Azure, from a copy of its own."""
    told = {row["error"]["message"] for row in ROWS}

    assert {rule.message for rule in patch_settings.RULES if rule.message} <= told
