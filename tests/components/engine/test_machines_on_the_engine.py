"""Machines and networks on the real engine, with the local Azure behind it."""

import json

import pytest

from tests.components.engine.conftest import PASSWORD, Stack

pytestmark = pytest.mark.engine

EVERYTHING = {
    "network",
    "network-vnet",
    "network-nsg",
    "network-nat-ip",
    "network-nat",
    "network-subnet",
    "web",
    "web-nic",
    "web-vm",
}


def test_a_machine_comes_up_and_stays_as_it_is(stack: Stack) -> None:
    """A preview tells of everything, an up makes it, a second finds nothing to do."""
    previewed = stack.previewed()
    stack.up()
    stack.up("--expect-no-changes")
    stack.pulumi("refresh", "--yes")
    stack.pulumi("preview", "--expect-no-changes")

    assert {name for name in previewed if name in EVERYTHING} == EVERYTHING
    arm_group = f"/subscriptions/{stack.azure.subscription}/resourceGroups/{stack.group}"
    assert stack.resources()["probe-dev"]["outputs"] == {
        "id": f"{arm_group}/providers/Microsoft.Compute/virtualMachines/web",
        "image": "MicrosoftWindowsServer:WindowsServer:2025-datacenter-azure-edition-core:latest",
        "name": "web",
        "patchSettings": {
            "patch_mode": "AutomaticByPlatform",
            "enable_hotpatching": True,
            "assessment_mode": "AutomaticByPlatform",
        },
        "privateAddress": "10.20.0.4",
        "egressAddress": stack.resources()["network-nat-ip"]["outputs"]["ipAddress"],
    }


def test_everything_that_is_wrong_is_printed_and_nothing_is_made(stack: Stack) -> None:
    """A user's mistakes come without a traceback, each once."""
    machine = {"image": "2022-datacenter-azure-edition", "size": "D2_v3", "computer_name": "web_1"}
    stack.configure(machine=machine)

    said = stack.up(fails=True)

    diagnostics = said.partition("Diagnostics:")[2]
    places = ("image", "computer_name", "size")
    assert [diagnostics.count(f"HotpatchVm 'web': {place}: found") for place in places] == [1, 1, 1]
    assert "Traceback" not in said
    assert "web-vm" not in said
    assert "web-nic" not in said


def test_a_secret_password_is_judged_and_never_printed(stack: Stack) -> None:
    """It is known inside `apply` only, and refused there in the same words."""
    weak = "canary-password"
    stack.pulumi("config", "set", "--secret", "password", weak)

    said = stack.up(fails=True)

    assert "HotpatchVm 'web': admin_password: found a password with 2 of the kinds" in said
    assert "Traceback" not in said
    assert weak not in said
    assert "web-vm" not in stack.resources()


def test_the_password_is_ciphertext_and_in_no_log(stack_that_is_up: Stack) -> None:
    """State, output and events of an up hold no plain password."""
    said = (stack_that_is_up.folder / "said.txt").read_text()
    events = (stack_that_is_up.folder / "events.json").read_text()

    exported = stack_that_is_up.pulumi("stack", "export")

    (machine,) = [
        one
        for one in json.loads(exported)["deployment"]["resources"]
        if one["type"] == "azure-native:compute:VirtualMachine"
    ]
    assert set(machine["inputs"]["osProfile"]["adminPassword"]) == {
        "4dabf18193072939515e22adb298388d",
        "ciphertext",
    }
    assert "web-vm" in said
    assert "web-vm" in events
    assert PASSWORD not in said + exported + events


def test_a_preview_tells_what_azure_would_replace(stack_that_is_up: Stack) -> None:
    """Create-only properties replace the machine, by the very paths that changed."""
    changed = {
        "replaceable": True,
        "image": "2025-datacenter-azure-edition",
        "computer_name": "shop",
        "admin_username": "keeper",
        "time_zone": "W. Europe Standard Time",
    }
    stack_that_is_up.configure(machine=changed)

    previewed = stack_that_is_up.previewed()

    assert previewed["web-vm"] == (
        "replace",
        [
            "osProfile.adminUsername",
            "osProfile.computerName",
            "osProfile.windowsConfiguration.timeZone",
            "storageProfile.imageReference.sku",
        ],
    )


def test_a_wanted_replacement_runs_to_the_end(stack: Stack) -> None:
    """The old machine goes first, as its name and interface are in use; data disks stay."""
    disks = [{"name": "data", "size_gb": 32}]
    agent = {
        "name": "monitor",
        "publisher": "Microsoft.Azure.Monitor",
        "type": "AzureMonitorWindowsAgent",
        "type_handler_version": "1.0",
    }
    stack.configure(machine={"replaceable": True, "data_disks": disks, "extensions": [agent]})
    stack.up()
    before = stack.resources()
    stack.configure(machine={"image": "2022-datacenter-azure-edition-hotpatch"})

    stack.up()

    after = stack.resources()
    assert before["web-vm"]["outputs"]["vmId"] != after["web-vm"]["outputs"]["vmId"]
    disk = "web-disk-data"
    assert before[disk]["outputs"]["uniqueId"] == after[disk]["outputs"]["uniqueId"]
    assert after["web-extension-monitor"]["outputs"]["provisioningState"] == "Succeeded"
    outputs = stack.resources()["probe-dev"]["outputs"]
    assert outputs["image"] == (
        "MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition-hotpatch:latest"
    )
    stack.pulumi("preview", "--expect-no-changes")


def test_what_azure_changes_in_place_is_updated(stack: Stack) -> None:
    """Unenrolling, reboots, tags; a bastion comes beside it."""
    stack.up()
    changed = {"hotpatch": False, "reboot_setting": "Never", "tags": {"a": "b"}}
    stack.configure(machine=changed, bastion=True)

    said = stack.up()

    machine = stack.resources()["web-vm"]["outputs"]
    assert machine["osProfile"]["windowsConfiguration"]["patchSettings"] == {
        "enableHotpatching": False,
        "patchMode": "AutomaticByPlatform",
        "assessmentMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {
            "bypassPlatformSafetyChecksOnUserSchedule": False,
            "rebootSetting": "Never",
        },
    }
    assert "~ 2 updated" in said
    assert "+ 3 created" in said


def test_a_protected_machine_is_not_replaced_by_accident(stack_that_is_up: Stack) -> None:
    """The preview stops, and so does that of a destroy."""
    stack_that_is_up.configure(machine={"computer_name": "shop"})

    replaced = stack_that_is_up.pulumi("preview", fails=True)
    destroyed = stack_that_is_up.pulumi("destroy", "--preview-only", fails=True)

    assert 'unable to replace resource "urn:pulumi:dev::probe::azure-hotpatch' in replaced
    assert "cannot be deleted" in destroyed


def test_a_renamed_component_replaces_nothing(stack_that_is_up: Stack) -> None:
    """Its alias reaches the children, though the aliases for API versions are dropped."""
    stack_that_is_up.configure(name="www")

    assert stack_that_is_up.previewed() == {}


def test_a_new_password_changes_nothing(stack_that_is_up: Stack) -> None:
    """Azure refuses one, and a new server is no answer to it."""
    stack_that_is_up.pulumi("config", "set", "--secret", "password", "Another-Pa55word!")

    assert stack_that_is_up.previewed() == {}


def test_a_machine_of_a_preview_image_waits_for_its_registrations(stack: Stack) -> None:
    """The state holds the dependency at the machine itself, and its plan is known at preview."""
    stack.configure(register=True, machine={"image": "windows-server-2019-azure-edition-preview"})

    previewed = stack.pulumi("preview", "--diff")
    stack.up()

    assert 'product  : "microsoftserveroperatingsystems-previews"' in previewed
    machine = stack.resources()["web-vm"]
    assert [urn.rpartition("::")[2] for urn in machine["propertyDependencies"]["plan"]] == [
        "access-provider"
    ]
    assert machine["inputs"]["plan"] == {
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": "windows-server-2019-azure-edition-preview",
    }


def test_the_plugin_makes_the_same_machine(remote_stack: Stack) -> None:
    """In another language names are written otherwise, and whole numbers arrive as floats."""
    remote_stack.configure(
        machine={
            "image": "2025-datacenter-azure-edition-core-smalldisk",
            "osDiskSizeGb": 64,
            "dataDisks": [{"name": "data", "sizeGb": 32, "lun": 3}],
            "extra": {"userData": "aGk="},
        }
    )

    remote_stack.up()

    found = remote_stack.resources()
    assert found["probe-dev"]["outputs"] == {
        "image": (
            "MicrosoftWindowsServer:WindowsServer:2025-datacenter-azure-edition-core-smalldisk"
            ":latest"
        ),
        "patchSettings": {
            "patchMode": "AutomaticByPlatform",
            "enableHotpatching": True,
            "assessmentMode": "AutomaticByPlatform",
        },
        "privateAddress": "10.20.0.4",
    }
    profile = found["web-vm"]["outputs"]["storageProfile"]
    assert profile["osDisk"]["diskSizeGB"] == 64
    assert [disk["lun"] for disk in profile["dataDisks"]] == [3]
    assert found["web-vm"]["protect"] is True
    assert found["web-vm"]["inputs"]["userData"] == "aGk="


def test_the_plugin_refuses_in_the_same_words(remote_stack: Stack) -> None:
    """All at once, and without a line of the plugin's own stack.

    What Python's SDK prints of a calling program that the engine ended is not the plugin's.
    """
    remote_stack.configure(machine={"size": "Standard_D2_v3", "computerName": "web_1"})

    said = remote_stack.pulumi("preview", fails=True)

    diagnostics = said.partition("Diagnostics:")[2]
    assert (
        "error: azure-hotpatch:index:HotpatchVm resource 'web' has a problem: HotpatchVm 'web': "
        "computer_name: found 'web_1'; allowed: letters, digits and hyphens."
    ) in diagnostics
    assert "\n    HotpatchVm 'web': size: found 'Standard_D2_v3' of the Dv3-series;" in diagnostics
    assert "hotpatch_vm.py" not in said
