"""Fleets on the real engine: each change touches only what it must, by the engine's own counts."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local_azure.testing import Running
from tests.components.engine.conftest import Stack, new_stack

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "fleet"
A_MACHINE = 3
"""HotpatchVm, network interface, virtual machine."""


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack, whose program makes a fleet."""
    return new_stack(tmp_path, engine_environment, local_azure, PROGRAM)


def applied(stack: Stack) -> tuple[dict[str, int], set[str]]:
    """How many steps of each kind an up took, and the resources that it touched."""
    log = stack.folder / "events.json"
    log.unlink(missing_ok=True)
    stack.up("--event-log", str(log))
    steps: Counter[str] = Counter()
    touched = set()
    for line in log.read_text().splitlines():
        event = json.loads(line).get("resOutputsEvent")
        if event:
            steps[event["metadata"]["op"]] += 1
            if event["metadata"]["op"] != "same":
                touched.add(event["metadata"]["urn"].rpartition("::")[2])
    return dict(steps), touched


def planned(stack: Stack) -> dict[str, dict[str, Any]]:
    """The inputs of every resource that a preview would make, by its name."""
    steps = json.loads(stack.pulumi("preview", "--json"))["steps"]
    return {step["urn"].rpartition("::")[2]: step["newState"].get("inputs", {}) for step in steps}


def test_each_change_touches_only_the_machine_that_it_is_about(stack: Stack) -> None:
    """One more, another size, another image, one less: the rest stays, zones included."""
    stack.configure(machines=9)
    created, _ = applied(stack)
    everything = created["create"]
    before = stack.outputs()["zones"]

    stack.configure(own={"mail": {}})
    assert applied(stack) == (
        {"same": everything, "create": A_MACHINE},
        {"web-mail", "web-mail-nic", "web-mail-vm"},
    )
    stack.configure(own={"web-002": {"size": "Standard_D4s_v5"}})
    assert applied(stack) == (
        {"same": everything + A_MACHINE - 1, "update": 1},
        {"web-web-002-vm"},
    )
    stack.configure(own={"web-003": {"image": "2022-datacenter-azure-edition-core"}})
    assert applied(stack) == (
        {
            "same": everything + A_MACHINE - 1,
            "delete-replaced": 1,
            "replace": 1,
            "create-replacement": 1,
        },
        {"web-web-003-vm"},
    )
    stack.configure(own={"web-001": None})
    assert applied(stack) == (
        {"same": everything, "delete": A_MACHINE},
        {"web-web-001", "web-web-001-nic", "web-web-001-vm"},
    )
    assert applied(stack) == ({"same": everything}, set())
    assert {**before, "mail": "2"}.items() - stack.outputs()["zones"].items() == {("web-001", "1")}


def test_the_plugin_makes_the_same_fleet(stack: Stack) -> None:
    """In another language names are written otherwise, and whole numbers arrive as floats."""
    disk = {"name": "data", "lun": 3}
    stack.configure(machines=3, own={"web-002": {"data_disks": [{**disk, "size_gb": 32}]}})
    here = planned(stack)
    stack.configure(remote=True, own={"web-002": None})
    stack.configure(own={"web-002": {"dataDisks": [{**disk, "sizeGb": 32}]}})

    there = planned(stack)
    stack.up()
    stack.up("--expect-no-changes")

    machines = {name for name in here if name.startswith("web-")}
    assert len(machines) == 3 * A_MACHINE + 1
    assert {name: there[name] for name in machines} == {name: here[name] for name in machines}
    assert stack.outputs()["zones"] == {"web-001": "1", "web-002": "2", "web-003": "3"}


def test_the_plugin_refuses_a_fleet_in_the_same_words(stack: Stack) -> None:
    """The shared mistake once, the machine's own with its name."""
    stack.configure(remote=True, machines=2, own={"web_3": {"size": "Standard_D2_v3", "zone": 3}})

    said = stack.pulumi("preview", fails=True)

    diagnostics = said.partition("Diagnostics:")[2]
    assert (
        "error: azure-hotpatch:index:HotpatchFleet resource 'web' has a problem: HotpatchFleet "
        "'web': machines.web_3.zone: found 3; allowed: text."
    ) in diagnostics
    for mistake in ("computer_name (by default the vm_name): found 'web_3'", "size: found 'Stand"):
        assert f"\n    HotpatchFleet 'web': machines.web_3.{mistake}" in diagnostics
