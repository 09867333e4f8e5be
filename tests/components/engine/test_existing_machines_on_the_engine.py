"""A machine made with Microsoft's client comes under management, on the real engine."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import LOCATION, changed, machine_body
from local_azure.testing import Running
from tests.components.engine.conftest import Stack, new_stack

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "adopted"
WINDOWS = "properties.osProfile.windowsConfiguration"
ODD: dict[str, Any] = {
    "tags": {"made": "by hand"},
    "identity": {"type": "SystemAssigned"},
    "properties.osProfile.computerName": "LEGACY-7",
    "properties.osProfile.adminUsername": "erpadmin",
    "properties.storageProfile.osDisk.name": "OLD_OsDisk_1_5f2c",
    "properties.storageProfile.dataDisks": [
        {"lun": 3, "name": "OLD_Data", "createOption": "Empty", "diskSizeGB": 32}
    ],
    "properties.storageProfile.imageReference.sku": "2022-Datacenter-Azure-Edition-Core",
    "properties.securityProfile": {"securityType": "Standard"},
    f"{WINDOWS}.enableAutomaticUpdates": False,
    f"{WINDOWS}.timeZone": "W. Europe Standard Time",
    f"{WINDOWS}.patchSettings": {"patchMode": "Manual", "assessmentMode": "ImageDefault"},
}
"""What no component of ours would make."""


@pytest.fixture
def stack(engine_environment: dict[str, str], local_azure: Running, tmp_path: Path) -> Stack:
    """An empty stack, whose program adopts a machine."""
    return new_stack(tmp_path, engine_environment, local_azure, PROGRAM)


def made_by_hand(stack: Stack) -> Any:
    """A machine of two interfaces that Pulumi knows nothing of."""
    groups: Any = stack.azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(stack.group, {"location": LOCATION})
    network: Any = stack.azure.client(NetworkManagementClient)
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    body = {"location": LOCATION, "properties": {"addressSpace": space, "subnets": [subnet]}}
    made = network.virtual_networks.begin_create_or_update(stack.group, "net", body).result()
    cards = []
    for name in ("main", "backup"):
        card = {"name": "main", "properties": {"subnet": {"id": made.subnets[0].id}}}
        wanted = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
        interfaces: Any = network.network_interfaces
        one = interfaces.begin_create_or_update(stack.group, name, wanted).result()
        cards.append({"id": one.id, "properties": {"primary": name == "main"}})
    machine = changed(
        machine_body(cards[0]["id"]), {**ODD, "properties.networkProfile.networkInterfaces": cards}
    )
    machines: Any = stack.azure.client(ComputeManagementClient).virtual_machines
    return machines.begin_create_or_update(stack.group, "OLD", machine).result()


def adopt(stack: Stack, machine: str) -> Any:
    """What the command says, and the files that it writes."""
    done = subprocess.run(
        ["azure-hotpatch", "adopt", machine, "--name", "old", "--write", "--json"],
        cwd=stack.folder,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def read(stack: Stack) -> dict[str, Any]:
    """The machine as Azure has it."""
    machines: Any = stack.azure.client(ComputeManagementClient).virtual_machines
    found: dict[str, Any] = machines.get(stack.group, "OLD").as_dict()
    return found


def test_a_machine_is_adopted_and_only_what_was_said_changes(stack: Stack) -> None:
    """It is never replaced; the second up finds nothing, nor does a refresh."""
    machine = made_by_hand(stack)
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
    adopt(stack, made_by_hand(stack).id)
    stack.pulumi("import", "--file", "old.import.json", "--generate-code=false", "--yes")
    file = stack.folder / "old.machine.json"
    file.write_text(file.read_text().replace("LEGACY-7", "LEGACY-8"))

    said = stack.pulumi("preview", fails=True)

    assert 'unable to replace resource "urn:pulumi:dev::probe::azure-hotpatch' in said
