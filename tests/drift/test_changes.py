"""The engine's preview says what really happens, and the up does just that."""

import pytest

from tests.drift.conftest import CHANGES, Changed

pytestmark = pytest.mark.engine

REPLACED = ["create-replacement web-vm", "delete-replaced web-vm", "replace web-vm"]
STEPS = {
    "tags": ["update web-nic", "update web-vm"],
    "size": ["update web-vm"],
    "patch settings": ["update web-vm"],
    "password": [],
    "computer name": REPLACED,
    "image": REPLACED,
}
MACHINE = "Microsoft.Compute/virtualMachines/web"
UPDATE = [f"PUT {MACHINE}"]
REPLACE = [f"DELETE {MACHINE}", f"PUT {MACHINE}"]
ASKED = {
    "tags": ["PUT Microsoft.Network/networkInterfaces/web-nic", *UPDATE],
    "size": UPDATE,
    "patch settings": UPDATE,
    "password": [],
    "computer name": REPLACE,
    "image": REPLACE,
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_up_does_what_the_preview_said(changed: Changed, name: str) -> None:
    """Replace, update, or nothing at all."""
    found = changed.changes[name]

    assert (found.previewed, found.done) == (STEPS[name], STEPS[name])


@pytest.mark.parametrize("name", CHANGES)
def test_azure_is_asked_for_just_that(changed: Changed, name: str) -> None:
    """By the server's log, in its order: a replaced machine goes before the new one comes."""
    assert changed.changes[name].asked == ASKED[name]


def test_nothing_is_left_to_do(changed: Changed) -> None:
    """After the last replacement a preview finds no difference."""
    assert changed.left == []
