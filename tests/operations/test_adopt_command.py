"""The command `azure-hotpatch adopt`, on machines of a real local Azure."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi_azure_native.compute import VirtualMachineArgs

from azure_hotpatch_operations.adopting import INPUTS, inputs_of
from tests.operations.estate import SETTINGS, Estate, estate

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/g"


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


def test_it_says_what_would_change_and_changes_nothing(azure: Estate, tmp_path: Path) -> None:
    """Neither in Azure nor in the folder."""
    by_hand = {SETTINGS: {"patchMode": "AutomaticByOS"}}
    machine = azure.machine("web-1", "looks", **by_hand)
    before = azure.calls("PATCH") + azure.calls("PUT")

    done = azure.run("adopt", machine, "--cwd", str(tmp_path))

    assert done.returncode == 0, done.stderr
    settings = "osProfile.windowsConfiguration.patchSettings"
    assert done.stdout == (
        "machine web-1 of resource group looks can be adopted as AdoptedVm 'web-1', and is not"
        " replaced.\n\n"
        "The first update changes in place:\n"
        f"  {settings}.enableHotpatching: absent becomes true\n"
        f"  {settings}.patchMode: 'AutomaticByOS' becomes 'AutomaticByPlatform'\n"
        f"  {settings}.assessmentMode: 'ImageDefault' becomes 'AutomaticByPlatform'\n"
        f"  {settings}.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule: absent"
        " becomes false\n\n"
        "Nothing was written; --write writes what Pulumi needs for it.\n"
    )
    assert azure.calls("PATCH") + azure.calls("PUT") == before
    assert list(tmp_path.iterdir()) == []


def test_what_it_writes_is_what_pulumi_reads(azure: Estate, tmp_path: Path) -> None:
    """The machine without what only Azure sets, and the import with its component."""
    machine = azure.machine("web-1", "writes", tags={"a": "b"})

    done = azure.run("adopt", machine, "--name", "shop", "--write", "--cwd", str(tmp_path))

    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "shop.machine.json").read_text())
    assert sorted(written) == [
        "hardwareProfile",
        "location",
        "networkProfile",
        "osProfile",
        "resourceGroupName",
        "securityProfile",
        "storageProfile",
        "tags",
        "vmName",
    ]
    assert "exactVersion" not in written["storageProfile"]["imageReference"]
    assert json.loads((tmp_path / "shop.import.json").read_text()) == {
        "resources": [
            {"type": "azure-hotpatch:index:AdoptedVm", "name": "shop", "component": True},
            {
                "type": "azure-native:compute:VirtualMachine",
                "name": "shop-vm",
                "id": machine,
                "parent": "shop",
            },
        ]
    }
    assert "pulumi import --file shop.import.json --generate-code=false --yes" in done.stdout


IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop"


def test_a_machine_keeps_the_identities_that_it_was_given() -> None:
    """ARM shows below each what only Azure sets; azure-native takes a list of their ids."""
    shown = {
        "id": f"{GROUP}/providers/Microsoft.Compute/virtualMachines/web",
        "name": "web",
        "identity": {
            "type": "SystemAssigned, UserAssigned",
            "principalId": "00000000-0000-4000-8000-0000000000e1",
            "tenantId": "00000000-0000-4000-8000-0000000000aa",
            "userAssignedIdentities": {
                IDENTITY: {
                    "principalId": "00000000-0000-4000-8000-0000000000e2",
                    "clientId": "00000000-0000-4000-8000-0000000000c2",
                }
            },
        },
    }

    assert inputs_of(shown) == {
        "resourceGroupName": "g",
        "vmName": "web",
        "identity": {
            "type": "SystemAssigned, UserAssigned",
            "userAssignedIdentities": [IDENTITY],
        },
    }


def test_what_azure_native_has_no_input_for_is_told(azure: Estate, tmp_path: Path) -> None:
    """It is in no file: a program with it would be refused."""
    machine = azure.machine("web-1", "news", **{"properties.newsOfAzure": {"a": 1}})

    done = azure.run("adopt", machine, "--name", "shop", "--write", "--cwd", str(tmp_path))

    assert (
        "Azure shows more of it, which azure-native has no input for, and cannot keep:\n"
        "  newsOfAzure\n"
    ) in done.stdout
    assert "newsOfAzure" not in (tmp_path / "shop.machine.json").read_text()


def test_the_inputs_are_those_of_azure_native() -> None:
    """Of the installed version; the command itself does without those 350 MB."""
    parameters = inspect.signature(VirtualMachineArgs).parameters
    camel = {re.sub("_([a-z])", lambda each: each[1].upper(), name) for name in parameters}

    assert camel - {"resourceGroupName", "vmName"} == INPUTS


def test_a_name_that_is_no_name_of_a_file_is_wrong_use(azure: Estate, tmp_path: Path) -> None:
    """Nothing is written outside the project's folder."""
    machine = azure.machine("web-1", "named")
    folder = tmp_path / "project"
    folder.mkdir()

    done = azure.run("adopt", machine, "--name", "../shop", "--write", "--cwd", str(folder))

    assert (done.returncode, done.stdout) == (2, "")
    assert "--name: found '../shop'; allowed: letters, digits" in done.stderr
    assert list(tmp_path.rglob("*.json")) == []


def test_an_image_that_cannot_hotpatch_is_refused(azure: Estate, tmp_path: Path) -> None:
    """Exit code 1, and nothing is written even when asked for."""
    windows = {"patchMode": "AutomaticByPlatform"}
    machine = azure.machine(
        "web-1", "refused", sku="2022-datacenter-azure-edition", **{SETTINGS: windows}
    )

    done = azure.run("adopt", machine, "--write", "--cwd", str(tmp_path))
    data = azure.json("adopt", machine, code=1)

    assert done.returncode == 1
    assert done.stdout.startswith(
        "machine web-1 of resource group refused cannot be adopted:"
        " storageProfile.imageReference: found"
        " 'MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition'; allowed: "
    )
    assert data["refusal"] in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_image_that_the_settings_vouch_for_is_taken(azure: Estate, tmp_path: Path) -> None:
    """AddedImages of hotpatch-policies.yaml counts here as for the policies."""
    machine = azure.machine(
        "web-1",
        "vouched",
        sku="2019-datacenter",
        **{
            SETTINGS: {"patchMode": "AutomaticByOS"},
            "properties.securityProfile": None,
            "properties.hardwareProfile.vmSize": "Standard_D2s_v3",
        },
    )
    (tmp_path / "hotpatch-policies.yaml").write_text(
        "addedImages:\n- publisher: MicrosoftWindowsServer\n  offer: WindowsServer\n"
        "  sku: 2019-datacenter\n  reason: For this test.\n"
    )

    refused = azure.run("adopt", machine)
    taken = azure.run("adopt", machine, "--cwd", str(tmp_path))

    assert (refused.returncode, taken.returncode) == (1, 0), taken.stdout + taken.stderr


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        ("web-1", "MACHINE: found 'web-1'; allowed: /subscriptions/{id}/resourceGroups/"),
        (
            f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/s",
            "a scale set or a part of one; allowed: the ARM id of a machine of its own.",
        ),
    ],
)
def test_what_is_no_machine_is_wrong_use(azure: Estate, machine: str, said: str) -> None:
    """Exit code 2, and what to give instead."""
    done = azure.run("adopt", machine)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_machine_that_is_not_there_is_named(azure: Estate) -> None:
    """Exit code 1."""
    machine = azure.machine("web-1", "gone")

    done = azure.run("adopt", f"{machine}-other")

    assert done.returncode == 1
    assert "web-1-other" in done.stderr
    assert "Traceback" not in done.stderr
