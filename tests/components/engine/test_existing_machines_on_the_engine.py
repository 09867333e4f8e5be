"""A machine made with Microsoft's client comes under management, on the real engine."""

from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient

from local_azure.testing import Running
from tests.components.engine.by_hand import adopt, made_by_hand
from tests.components.engine.conftest import Stack, new_stack

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "adopted"


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack, whose program adopts a machine."""
    return new_stack(tmp_path, engine_environment, local_azure, PROGRAM)


def read(stack: Stack) -> dict[str, Any]:
    """The machine as Azure has it."""
    machines: Any = stack.azure.client(ComputeManagementClient).virtual_machines
    found: dict[str, Any] = machines.get(stack.group, "OLD").as_dict()
    return found


def test_a_machine_is_adopted_and_only_what_was_said_changes(stack: Stack) -> None:
    """It is never replaced; the second up finds nothing, nor does a refresh."""
    machine = made_by_hand(stack.azure, stack.group)
    before = read(stack)

    said = adopt(stack, machine.id)
    stack.pulumi("import", "--file", "old.import.json", "--generate-code=false", "--yes")
    imported = read(stack)
    previewed = stack.previewed()
    stack.up()
    after = read(stack)
    stack.up("--expect-no-changes")
    stack.pulumi("refresh", "--yes")
    stack.pulumi("preview", "--expect-no-changes")

    assert imported == before
    (name, (step, paths)) = next(iter(previewed.items()))
    assert (len(previewed), name, step) == (1, "old-vm", "update")
    assert all(any(told.startswith(path) for told in said["changes"]) for path in paths)
    assert all(any(told.startswith(path) for path in paths) for told in said["changes"])
    settings = after["properties"]["osProfile"]["windowsConfiguration"].pop("patchSettings")
    before["properties"]["osProfile"]["windowsConfiguration"].pop("patchSettings")
    assert settings == {
        "enableHotpatching": True,
        "patchMode": "AutomaticByPlatform",
        "assessmentMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {"bypassPlatformSafetyChecksOnUserSchedule": False},
    }
    for part in ("osProfile", "storageProfile", "networkProfile", "securityProfile", "vmId"):
        assert after["properties"][part] == before["properties"][part], part
    assert after["tags"] == before["tags"]
    assert after["identity"] == before["identity"]
    assert [each["rule"] for each in said["kept"]] == ["HP010", "HP005"]


def test_an_adopted_machine_is_protected_from_what_would_replace_it(stack: Stack) -> None:
    """A change in its file that only a new machine can have is refused in the preview."""
    adopt(stack, made_by_hand(stack.azure, stack.group).id)
    stack.pulumi("import", "--file", "old.import.json", "--generate-code=false", "--yes")
    file = stack.folder / "old.machine.json"
    file.write_text(file.read_text().replace("LEGACY-7", "LEGACY-8"))

    said = stack.pulumi("preview", fails=True)

    assert 'unable to replace resource "urn:pulumi:dev::probe::azure-hotpatch' in said
