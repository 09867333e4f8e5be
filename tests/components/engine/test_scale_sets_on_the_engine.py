"""Scale sets on the real engine, with the local Azure behind it."""

import json
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient

from local_azure.testing import Running
from tests.components.engine.conftest import Stack, new_stack

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "scale_set"


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack, whose program makes a scale set."""
    return new_stack(tmp_path, engine_environment, local_azure, PROGRAM)


def machines(stack: Stack) -> list[Any]:
    """The machines of the group, as Microsoft's client reads them."""
    client: Any = stack.azure.client(ComputeManagementClient)
    return list(client.virtual_machines.list(stack.group))


def planned(stack: Stack) -> dict[str, Any]:
    """The inputs of the scale set that a preview would make."""
    steps = json.loads(stack.pulumi("preview", "--json"))["steps"]
    (found,) = [step for step in steps if step["urn"].endswith("::web-vmss")]
    inputs: dict[str, Any] = found["newState"]["inputs"]
    return inputs


def test_a_scale_set_comes_up_changes_in_place_and_stays(stack: Stack) -> None:
    """Two machines, then three of another image among them; refresh finds nothing."""
    stack.up()
    stack.up("--expect-no-changes")
    stack.pulumi("refresh", "--yes")
    stack.pulumi("preview", "--expect-no-changes")
    first = machines(stack)
    stack.configure(changed={"capacity": 3, "image": "2022-datacenter-azure-edition-core"})

    changes = stack.previewed()
    said = stack.up()

    assert changes["web-vmss"] == (
        "update",
        [
            "sku.capacity",
            "virtualMachineProfile.storageProfile.imageReference.sku",
        ],
    )
    assert "~ 1 updated" in said
    assert stack.outputs()["patchSettings"] == {
        "patch_mode": "AutomaticByPlatform",
        "enable_hotpatching": True,
        "assessment_mode": "AutomaticByPlatform",
    }
    assert sorted(machine.zones[0] for machine in machines(stack)) == ["1", "2", "3"]
    assert {machine.vm_id for machine in first} < {machine.vm_id for machine in machines(stack)}
    settings = [one.os_profile.windows_configuration.patch_settings for one in machines(stack)]
    assert all(each.enable_hotpatching for each in settings)


def test_what_is_set_once_is_a_replacement_in_the_preview(stack: Stack) -> None:
    """The engine refuses it, as the scale set is protected."""
    stack.up()
    stack.configure(changed={"zones": ["1", "2"]})

    said = stack.pulumi("preview", fails=True)

    assert 'unable to replace resource "urn:pulumi:dev::probe::azure-hotpatch' in said


def test_the_plugin_makes_the_same_scale_set(stack: Stack) -> None:
    """In another language names are written otherwise, and whole numbers arrive as floats."""
    stack.configure(changed={"capacity": 1, "replaceable": True})
    here = planned(stack)
    stack.configure(remote=True)

    there = planned(stack)
    stack.up()
    stack.up("--expect-no-changes")
    stack.destroy()

    assert there == here
    assert stack.exported() == []


def test_the_plugin_refuses_a_scale_set_in_the_same_words(stack: Stack) -> None:
    """All at once, without a line of the plugin's own stack."""
    wrong = {"hotpatch": False, "capacity": 2000, "health": {"protocol": "tcp"}}
    stack.configure(remote=True, changed=wrong)

    said = stack.pulumi("preview", fails=True)

    diagnostics = said.partition("Diagnostics:")[2]
    for mistake in (
        "hotpatch: found a value; allowed: absent.",
        "capacity: found 2000; allowed: 0-1000.",
        "health.port: found absent; allowed: 1-65535.",
    ):
        assert f"HotpatchScaleSet 'web': {mistake}" in diagnostics
    assert "hotpatch_scale_set.py" not in said
