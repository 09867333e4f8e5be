"""The command `azure-hotpatch status`, against a real local Azure."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from azure.mgmt.compute import ComputeManagementClient
from jsonschema import Draft202012Validator

from azure_hotpatch_operations.status.data import schema
from local_azure.arm import Json
from tests.operations.status.conftest import AT, Estate, lines


def test_a_group_whose_machines_are_as_wished(estate: Estate) -> None:
    """The exit code is 0, and a terminal's progress is not in a file."""
    done = estate.run("status", "-g", "hotpatch")

    assert (done.returncode, done.stderr) == (0, "")
    said = lines(done.stdout)
    titles = "Machine Hotpatch Patches by Assessed Pending Reboot Last installation Current"
    assert " ".join(said[0].split()) == f"{titles} Baseline planned Verdict"
    assert [line.split()[0] for line in said[1:4]] == ["web-0000", "web-0001", "web-0002"]
    assert said[1].startswith("web-0000 Enabled  Azure Managed - Safe Deployment 20")
    assert " not pending " in said[1]
    assert said[1].endswith("as wished")
    assert "no reboot" not in said[-2] or "no reboot planned" in said[-2]
    assert said[-1] == (
        f"resource group hotpatch of subscription {estate.azure.subscription}: 3 as wished."
    )


def test_one_machine_line_by_line(estate: Estate) -> None:
    """By its id, in whatever case."""
    done = estate.run("status", estate.id(1).upper())

    said = dict(line.split("  ", 1) for line in lines(done.stdout) if "  " in line)
    assert (done.returncode, done.stderr) == (0, "")
    assert said["System"].strip() == (
        "Windows Server 2025, MicrosoftWindowsServer:WindowsServer"
        ":2025-datacenter-azure-edition-core"
    )
    assert said["Hotpatch"].strip() == "Enabled"
    assert said["Patches by"].strip() == "Azure Managed - Safe Deployment"
    assert said["Last installation"].strip().endswith("Succeeded, reboot NotNeeded")
    assert said["Current"].strip().startswith("yes: Azure assessed it on ")
    assert said["Verdict"].strip() == "as wished"


def test_json_is_as_its_schema_says(estate: Estate) -> None:
    """For a group, a machine, and one that is not there."""
    validator = Draft202012Validator(schema())

    for words in (["-g", "hotpatch"], [estate.id(0)], [estate.id(0), estate.id(7)]):
        found = estate.data("status", *words)
        validator.validate(found)

    assert found["notFound"][0]["id"] == estate.id(7)


def _changes(number: int, machine: Json) -> None:
    """Machines of every kind: a group as it is found."""
    properties = machine["properties"]
    settings = properties["osProfile"]["windowsConfiguration"]["patchSettings"]
    reference = properties["storageProfile"]["imageReference"]
    match number:
        case 1:
            settings["enableHotpatching"] = False
        case 2:
            settings["automaticByPlatformSettings"] = {
                "bypassPlatformSafetyChecksOnUserSchedule": True
            }
        case 3:
            reference["sku"] = "2022-datacenter-azure-edition"
        case 4:
            properties["storageProfile"]["imageReference"] = {
                "id": f"{machine['id']}/providers/Microsoft.Compute/galleries/g/images/i"
            }
        case 5:
            properties["storageProfile"]["osDisk"]["osType"] = "Linux"
        case _:
            pass


def test_each_kind_of_machine(estate_of: Callable[..., Estate]) -> None:
    """Those that need a person come first; machines without Windows are counted only."""
    estate = estate_of(6, _changes)

    found = estate.data("status", "-g", "hotpatch")

    assert {
        each["name"]: (each["enrolment"], each["orchestration"], each["verdict"])
        for each in found["machines"]
    } == {
        "web-0001": ("Disabled", "Azure Managed - Safe Deployment", "needs a person"),
        "web-0002": ("Enabled", "Customer Managed Schedules", "needs a person"),
        "web-0000": ("Enabled", "Azure Managed - Safe Deployment", "as wished"),
        "web-0003": ("Not Available", "Azure Managed - Safe Deployment", "not eligible"),
        "web-0004": ("Not Available", "Azure Managed - Safe Deployment", "not eligible"),
    }
    assert [each["verdict"] for each in found["machines"]][:2] == ["needs a person"] * 2
    assert found["withoutWindows"] == 1
    assert found["machines"][0]["needs"] == [
        f"Hotpatch is off: `azure-hotpatch enroll {estate.id(1)}` turns it on."
    ]
    done = estate.run("status", "-g", "hotpatch")
    assert done.returncode == 1
    assert lines(done.stdout)[-1].endswith(
        ": 2 need a person, 1 as wished, 2 not eligible. 1 without Windows left out."
    )


def test_a_machine_through_its_day(estate_of: Callable[..., Estate]) -> None:
    """Off, it is not patched and says so; failed updates need a person; Azure's clock counts."""
    estate = estate_of(1)
    client: Any = estate.azure.client(ComputeManagementClient)
    machines = client.virtual_machines
    fault = {"path": "*/installPatches", "method": "POST", "action": "fail-patches"}
    estate.azure.admin("POST", "/faults", fault)
    security = {"classificationsToInclude": ["Definition"]}
    body = {"maximumDuration": "PT1H", "rebootSetting": "Never", "windowsParameters": security}
    machines.begin_install_patches("hotpatch", "web-0000", body).result()
    machines.begin_deallocate("hotpatch", "web-0000").result()
    estate.azure.admin("POST", "/clock", {"advance": 8 * 86_400})

    said = estate.data("status", "-g", "hotpatch")

    (found,) = said["machines"]
    week = dt.timedelta(days=7)
    assert dt.datetime.fromisoformat(said["at"]) > AT + week
    assert (found["power"], found["enrolment"]) == ("deallocated", "Pending Evaluation")
    assert found["assessment"] is None
    assert found["lastInstallation"]["status"] == "Failed"
    assert found["needs"][0] == (
        "It is deallocated, and updates are installed only while a machine runs: start it."
    )
    assert found["needs"][1].startswith("The last installation ended Failed")


def test_the_schema_is_one() -> None:
    """Programs can use it."""
    Draft202012Validator.check_schema(schema())
