"""The command `azure-hotpatch status`, against a real local Azure."""

import datetime as dt
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from jsonschema import Draft202012Validator
from rich.console import Console

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.resource_graph import Graph, Row
from azure_hotpatch_operations.selection import select
from azure_hotpatch_operations.speech import Speech
from azure_hotpatch_operations.status.data import schema
from local_azure.arm import Json
from tests.operations.status.conftest import GRAPH, Estate
from tests.recovery.interruption import until

NOBODY = "00000000-0000-4000-8000-00000000dead"


def lines(text: str) -> list[str]:
    """The lines, without blanks at their ends."""
    return [line.rstrip() for line in text.splitlines()]


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


def test_a_thousand_machines_are_a_handful_of_calls(estate_of: Callable[..., Estate]) -> None:
    """Five questions of a page each; the words are counted too."""
    estate = estate_of(1000)

    found = estate.data("status", "--subscription", estate.azure.subscription)

    assert len(found["machines"]) == 1000
    assert found["counts"]["as wished"] == 1000
    assert estate.queries() == [200] * 5
    others = [each["path"] for each in estate.azure.requests() if each["path"] != GRAPH]
    assert [path for path in others if path.startswith("/subscriptions/")] == []


def test_more_than_a_page_is_followed(estate_of: Callable[..., Estate]) -> None:
    """The 1,001st machine is there, and no machine is twice."""
    estate = estate_of(1001)

    found = estate.data("status", "-g", "HOTPATCH")

    assert len({each["id"] for each in found["machines"]}) == 1001
    assert len(estate.queries()) == 8


def test_throttling_is_waited_for(estate_of: Callable[..., Estate]) -> None:
    """A 429 is asked again as Azure says when, and no answer is lost."""
    estate = estate_of(2)
    fault = {"path": GRAPH, "action": "status", "status": 429, "code": "RateLimiting"}
    estate.azure.admin("POST", "/faults", {**fault, "retryAfter": 0, "times": 2})

    done = estate.run("status", "-g", "hotpatch")

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(estate.queries()) == [200] * 5 + [429] * 2


def test_throttling_without_end_is_one_sentence(estate_of: Callable[..., Estate]) -> None:
    """With the exit code 1."""
    estate = estate_of(1)
    fault = {"path": GRAPH, "action": "status", "status": 429, "code": "RateLimiting"}
    estate.azure.admin("POST", "/faults", {**fault, "retryAfter": 0, "times": 99})

    done = estate.run("status", "-g", "hotpatch")

    assert done.returncode == 1
    assert done.stderr == (
        "azure-hotpatch: Azure Resource Graph still refuses more queries of this identity after"
        " several waits (429); run this again in a minute\n"
    )


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
    assert dt.datetime.fromisoformat(said["at"]) > dt.datetime.now(dt.UTC) + week
    assert (found["power"], found["enrolment"]) == ("deallocated", "Pending Evaluation")
    assert found["assessment"] is None
    assert found["lastInstallation"]["status"] == "Failed"
    assert found["needs"][0] == (
        "It is deallocated, and updates are installed only while a machine runs: start it."
    )
    assert found["needs"][1].startswith("The last installation ended Failed")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--subscription", NOBODY],
            (
                f"subscription {NOBODY}: not found, or you may not read it. `az account list"
                " -o table` shows those that you can use; the role Reader makes one readable."
            ),
        ),
        (
            ["-g", "none"],
            (
                "resource group none of subscription 00000000-0000-4000-8000-000000000001: there"
                " is no such resource group. Check its name and its subscription."
            ),
        ),
        (
            ["-g", "hotpatch", "none"],
            (
                "machine none of resource group hotpatch: there is no such machine. Check its"
                " name, its resource group and its subscription."
            ),
        ),
    ],
)
def test_what_is_not_there_is_one_sentence(estate: Estate, words: list[str], sentence: str) -> None:
    """With exit code 1; the same as data."""
    done = estate.run("status", *words, "--json")

    assert (done.returncode, done.stderr) == (1, f"azure-hotpatch: {sentence}\n")
    assert estate.data("status", *words) == {"error": sentence}


def test_no_rights_are_one_sentence(estate_of: Callable[..., Estate]) -> None:
    """It names the role that helps."""
    estate = estate_of(1)
    denied = {"action": "status", "status": 403, "code": "AccessDenied", "message": "Denied."}
    estate.azure.admin("POST", "/faults", {"path": GRAPH, **denied})

    done = estate.run("status", "-g", "hotpatch")

    assert done.returncode == 1
    assert done.stderr == (
        f"azure-hotpatch: subscription {estate.azure.subscription}: not found, or you may not read"
        " it. `az account list -o table` shows those that you can use; the role Reader makes one"
        " readable.\n"
    )


def test_a_machine_that_may_not_be_read(estate_of: Callable[..., Estate]) -> None:
    """Resource Graph leaves it out without a word; ARM is asked why."""
    estate = estate_of(1)
    said = "does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read'"
    denied = {"action": "status", "status": 403, "code": "AuthorizationFailed", "message": said}
    estate.azure.admin("POST", "/faults", {"path": "*/virtualMachines/hidden", **denied})

    done = estate.run("status", "-g", "hotpatch", "hidden", "web-0000")

    assert done.returncode == 1
    assert (
        "machine hidden of resource group hotpatch: no rights: it takes the permission"
        " Microsoft.Compute/virtualMachines/read. Ask for a role that has it, such as Reader, or"
        " sign in as somebody else."
    ) in lines(done.stdout)


def test_one_of_several_subscriptions_that_is_not_there(estate: Estate) -> None:
    """Azure would leave it out without a word; it is not taken for one without machines."""
    words = ["--subscription", estate.azure.subscription, "--subscription", NOBODY]

    done = estate.run("status", *words)

    assert done.returncode == 1
    assert done.stderr.startswith(f"azure-hotpatch: subscription {NOBODY}: not found, or")


def test_an_empty_group_is_not_well(estate: Estate) -> None:
    """Nothing was looked at, so nothing is good."""
    groups: Any = estate.azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("empty", {"location": "westeurope"})

    done = estate.run("status", "-g", "empty")

    assert done.returncode == 1
    assert done.stderr.endswith(
        "has no virtual machine that you may read; nothing was looked at.\n"
    )


def test_wrong_use_is_exit_code_2(estate: Estate) -> None:
    """Nothing named, and a corrections file that is not there."""
    nothing = estate.run("status")
    no_file = estate.run("status", "-g", "hotpatch", "--corrections", "none.yaml")

    assert (nothing.returncode, no_file.returncode) == (2, 2)
    assert nothing.stderr.startswith("azure-hotpatch: no machine is named: give the ARM id")


def test_the_schema_is_one() -> None:
    """Programs can use it."""
    Draft202012Validator.check_schema(schema())


def test_progress_is_shown_on_a_terminal(estate: Estate) -> None:
    """Whose machines are asked for, and how many rows came; the answer is not mixed with it."""
    terminal = io.StringIO()
    notes = Console(file=terminal, force_terminal=True, width=200)
    where = {**estate.azure.env, "ARM_SUBSCRIPTION_ID": estate.azure.subscription}
    chosen = select(None, ["hotpatch"], None, None, None, where)

    async def question(graph: Graph, _: Arm) -> list[Row]:
        return list(await graph.rows(graph_queries.machines(chosen)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", where["REQUESTS_CA_BUNDLE"])
        rows = ask(chosen, Speech(as_json=True, notes=notes), question)

    assert len(rows) == 3
    assert "Asking Azure Resource Graph for resource group hotpatch" in terminal.getvalue()
    assert ": 3 rows" in terminal.getvalue()


def test_ctrl_c_ends_it(estate_of: Callable[..., Estate]) -> None:
    """With exit code 130 and a sentence; nothing is left to clean."""
    estate = estate_of(1)
    fault = {"path": GRAPH, "action": "hold-before", "times": 9}
    estate.azure.admin("POST", "/faults", fault)
    process = subprocess.Popen(
        [sys.executable, "-m", "azure_hotpatch_operations", "status", "-g", "hotpatch"],
        env={**os.environ, **estate.azure.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: any(each["path"] == GRAPH for each in estate.azure.requests()), "a query")

    process.send_signal(signal.SIGINT)
    out, words = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "")
    assert words == "azure-hotpatch: stopped; it is safe to run it again\n"
