"""The command `azure-hotpatch history`, against a real local Azure."""

from collections.abc import Callable
from typing import Any

from azure.mgmt.compute import ComputeManagementClient
from jsonschema import Draft202012Validator, FormatChecker

from azure_hotpatch_operations.history.data import schema
from azure_hotpatch_operations.status.data import schema as status_schema
from tests.operations.status.conftest import Estate, lines


def test_installations_of_a_group(estate: Estate) -> None:
    """With what was installed, whether it rebooted, and who began it."""
    done = estate.run("history", "-g", "hotpatch")

    said = lines(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert " ".join(said[0].split()) == "Began Machine Status Reboot Started by Updates"
    assert len(said) == 5
    assert said[1].split()[2:6] == ["web-0000", "Succeeded", "NotNeeded", "User"]
    assert "installed " in said[1]
    assert "Security Hotpatch Update" in said[1]
    assert said[4].startswith("Azure keeps installations for 30 days: what came before 20")


def test_json_has_every_update(estate: Estate) -> None:
    """Those that were left alone included."""
    found = estate.data("history", estate.id(2))

    (machine,) = found["machines"]
    (run,) = machine["installations"]
    assert found["keptDays"] == 30
    assert (machine["name"], machine["resourceGroup"]) == ("web-0002", "hotpatch")
    assert (run["status"], run["rebootStatus"], run["startedBy"], run["installed"]) == (
        "Succeeded",
        "NotNeeded",
        "User",
        1,
    )
    states = [each["state"] for each in run["patches"]]
    assert (states.count("Installed"), states.count("NotSelected")) == (1, run["notSelected"])
    assert all(each["published"] for each in run["patches"])


def test_json_is_as_its_schema_says(estate: Estate) -> None:
    """For a group, a machine, and one that is not there."""
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema(), format_checker=FormatChecker())

    for words in (["-g", "hotpatch"], [estate.id(0)], [estate.id(0), estate.id(7)]):
        found = estate.data("history", *words)
        validator.validate(found)

    assert found["notFound"][0]["id"] == estate.id(7)
    assert not validator.is_valid({**found, "keptDays": "30"})


def test_an_installation_has_the_form_that_status_gives_it() -> None:
    """With its updates besides; a program reads both alike."""
    mine, others = schema()["$defs"], status_schema()["$defs"]
    installation = mine["installation"]["properties"]

    assert mine["patch"] == others["patch"]
    assert installation.pop("patches") is not None
    assert installation == others["installation"]["properties"]


def test_failures_and_what_azure_forgets(estate_of: Callable[..., Estate]) -> None:
    """The newest run comes first; after 30 days nothing is left, and that is said."""
    estate = estate_of(1)
    client: Any = estate.azure.client(ComputeManagementClient)
    fault = {"path": "*/installPatches", "method": "POST", "action": "fail-patches"}
    estate.azure.admin("POST", "/faults", fault)
    wanted = {"classificationsToInclude": ["Definition"]}
    body = {"maximumDuration": "PT1H", "rebootSetting": "Never", "windowsParameters": wanted}
    client.virtual_machines.begin_install_patches("hotpatch", "web-0000", body).result()

    (machine,) = estate.data("history", "-g", "hotpatch")["machines"]
    words = lines(estate.run("history", "-g", "hotpatch").stdout)
    client.virtual_machines.begin_deallocate("hotpatch", "web-0000").result()
    estate.azure.admin("POST", "/clock", {"advance": 31 * 86_400})
    later = lines(estate.run("history", "-g", "hotpatch").stdout)

    assert [run["status"] for run in machine["installations"]] == ["Failed", "Succeeded"]
    assert "failed Security Intelligence Update" in words[1]
    assert later[0] == "Nothing installed on record: web-0000."
    assert later[1].startswith("Azure keeps installations for 30 days")


def test_a_machine_that_is_not_there(estate: Estate) -> None:
    """Beside one that is: the exit code is 1, and why is said."""
    done = estate.run("history", estate.id(0), estate.id(9))

    assert done.returncode == 1
    assert (
        "machine web-0009 of resource group hotpatch: there is no such machine. Check its name, its"
        " resource group and its subscription."
    ) in lines(done.stdout)
