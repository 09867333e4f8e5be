"""The commands `azure-hotpatch enroll` and `unenroll`, on machines of a real local Azure."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from azure_hotpatch_operations.enrolling import program_lines
from tests.operations.estate import SETTINGS, Estate, estate

NOBODYS = "00000000-0000-4000-8000-0000000000ff"
BYPASS = {"bypassPlatformSafetyChecksOnUserSchedule": True, "rebootSetting": "IfRequired"}


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


def test_a_machine_is_unenrolled_and_enrolled_again_in_place(azure: Estate) -> None:
    """The mode stays the platform's; only enableHotpatching changes."""
    machine = azure.machine("web-1", "twice")
    before = azure.settings(machine)

    away = azure.run("unenroll", machine)
    between = azure.settings(machine)
    back = azure.run("enroll", machine)

    assert (away.returncode, back.returncode) == (0, 0), away.stderr + back.stderr
    assert between == {**before, "enableHotpatching": False}
    assert between["patchMode"] == "AutomaticByPlatform"
    assert azure.settings(machine) == before
    assert away.stdout.startswith(
        "unenrolled          machine web-1 of resource group twice: enableHotpatching true → false."
        " From now on it takes cumulative updates, each with a reboot; enrolled again, it gets"
        " hotpatches after the next baseline.\n"
    )
    assert "It gets hotpatches after the next baseline, planned for 20" in back.stdout


def test_the_program_s_lines_are_told(azure: Estate) -> None:
    """Of HotpatchVm, and of azure-native: without them the next update undoes the change."""
    machine = azure.machine("web-1", "lines")

    done = azure.run("unenroll", machine)

    component, native = program_lines(enrol=False)
    assert component == '"hotpatch": False'
    assert f"  HotpatchVm: {component}\n  azure-native's VirtualMachine: {native}\n" in done.stdout


def test_what_is_so_already_costs_no_change(azure: Estate) -> None:
    """Exit code 0, and no request but reads."""
    machine = azure.machine("web-1", "already")
    before = azure.calls("PATCH") + azure.calls("PUT")

    done = azure.run("enroll", machine)

    assert done.returncode == 0
    assert (
        done.stdout
        == "already enrolled    machine web-1 of resource group already: nothing to do.\n"
    )
    assert azure.calls("PATCH") + azure.calls("PUT") == before


def test_a_dry_run_says_what_would_change(azure: Estate) -> None:
    """And changes nothing; as JSON each setting has its values before and after."""
    machine = azure.machine("web-1", "dry", **{f"{SETTINGS}.enableHotpatching": False})

    found = azure.json("enroll", "--resource-group", "dry", "--dry-run")

    assert azure.settings(machine)["enableHotpatching"] is False
    assert found["dryRun"] is True
    (only,) = found["machines"]
    assert (only["state"], only["changes"]) == (
        "would be enrolled",
        {"enableHotpatching": {"from": False, "to": True}},
    )


def test_what_hotpatch_does_not_go_with_is_put_right(azure: Estate) -> None:
    """A machine on the user's own schedule, in another mode."""
    machine = azure.machine(
        "web-1",
        "bypass",
        **{
            f"{SETTINGS}.enableHotpatching": False,
            f"{SETTINGS}.automaticByPlatformSettings": BYPASS,
        },
    )

    done = azure.run("enroll", machine)

    assert done.returncode == 0, done.stdout
    assert azure.settings(machine) == {
        "enableHotpatching": True,
        "patchMode": "AutomaticByPlatform",
        "assessmentMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {
            "bypassPlatformSafetyChecksOnUserSchedule": False,
            "rebootSetting": "IfRequired",
        },
    }


def test_one_refusal_does_not_stop_the_others(azure: Estate) -> None:
    """The exit code is 1, and each has its sentence."""
    off = {f"{SETTINGS}.enableHotpatching": False}
    good = azure.machine("good", "mixed", **off)
    azure.machine("desktop", "mixed", sku="2022-datacenter-azure-edition", **off)

    found = azure.json("enroll", "-g", "mixed", code=1)

    assert azure.settings(good)["enableHotpatching"] is True
    assert {each["id"].rpartition("/")[2]: each["state"] for each in found["machines"]} == {
        "desktop": "refused",
        "good": "enrolled",
    }
    assert found["machines"][0]["message"] == (
        "machine desktop of resource group mixed: Windows Server 2022 Azure Edition with Desktop"
        " Experience takes hotpatches only as a '-hotpatch' image. Make it anew from an image that"
        " can hotpatch."
    )


def test_wrong_settings_of_the_repository_are_told(azure: Estate) -> None:
    """hotpatch-policies.yaml names images that the user vouches for; a wrong one stops."""
    file = azure.folder / "wrong.yaml"
    file.write_text("addedImage: []\n")

    done = azure.run("enroll", "-g", "any", AZURE_HOTPATCH_POLICIES=str(file))

    assert done.returncode == 2
    assert "found addedImage" in done.stderr


def test_a_change_that_somebody_else_made_meanwhile_is_not_lost(azure: Estate) -> None:
    """The machine is changed as it was read, or not at all."""
    machine = azure.machine("web-1", "meanwhile")
    azure.fault(action="status", status=412, code="ConditionNotMet", method="PATCH", path="*web-1")

    done = azure.run("unenroll", machine)

    assert done.returncode == 1
    assert done.stdout == (
        "failed              machine web-1 of resource group meanwhile: somebody changed it"
        " meanwhile; nothing was changed. Look at it, then run this again.\n"
    )


def test_an_answer_that_is_lost_is_no_failure(azure: Estate) -> None:
    """When the change was made all the same."""
    machine = azure.machine("web-1", "lost")
    azure.fault(action="drop-after", method="PATCH", path="*web-1")

    done = azure.run("unenroll", machine)

    assert (done.returncode, azure.settings(machine)["enableHotpatching"]) == (0, False)


def test_a_zonal_machine_keeps_its_zone(azure: Estate) -> None:
    """A PATCH says only what changes."""
    machine = azure.machine("zonal", "zonal", zones=["2"])

    done = azure.run("unenroll", machine)

    assert done.returncode == 0, done.stdout
    assert azure.read(machine)["zones"] == ["2"]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (
            {"status": 403, "code": "AuthorizationFailed", "method": "PATCH",
             "message": "The client 'x' does not have authorization to perform action"
             " 'Microsoft.Compute/virtualMachines/write' over scope '/'."},
            ("no rights: it takes the permission Microsoft.Compute/virtualMachines/write. Ask for a"
            " role that has it, such as Virtual Machine Contributor, or sign in as somebody else."),
        ),
        (
            {"status": 409, "code": "Conflict", "method": "PATCH"},
            "another operation is under way. Wait until it ends, then run this again.",
        ),
    ],
    ids=["no rights", "busy"],
)  # fmt: skip
def test_a_refusal_of_azure_is_one_sentence(
    azure: Estate, order: dict[str, object], sentence: str
) -> None:
    """With what to do about it."""
    machine = azure.machine("web-1", "refused")
    azure.fault(action="status", path="*/web-1", **order)

    done = azure.json("unenroll", machine, code=1)
    azure.json("enroll", machine)

    assert done["machines"][0]["message"] == f"machine web-1 of resource group refused: {sentence}"


def test_throttling_is_waited_out(azure: Estate) -> None:
    """As long as Azure asks for."""
    machine = azure.machine("web-1", "throttled")
    azure.fault(action="status", status=429, retryAfter=1, path="*/web-1", times=2)

    assert azure.run("unenroll", machine).returncode == 0


def test_a_machine_that_is_not_there_is_one_sentence(azure: Estate) -> None:
    """Among others that are."""
    azure.machine("web-1", "among")

    found = azure.json("enroll", "web-1", "nobody", "-g", "among", code=1)

    assert [each["state"] for each in found["machines"]] == ["failed", "already enrolled"]
    assert found["machines"][0]["message"] == (
        "machine nobody of resource group among: there is no such machine. Check its name, its"
        " resource group and its subscription."
    )


PLACES = {
    "-g nowhere": "resource group nowhere of subscription {}: there is no such resource group."
    " Check its name and its subscription.",
    f"--subscription {NOBODYS}": f"subscription {NOBODYS}: this subscription is not there for you."
    " `az account list -o table` shows those that are; check the GUID, the tenant, and as whom you"
    " sign in.",
}


@pytest.mark.parametrize("words", PLACES)
def test_a_place_that_is_not_there_is_one_sentence(azure: Estate, words: str) -> None:
    """The exit code is 1, and JSON says the same."""
    found = azure.json("enroll", *words.split(), code=1)

    assert found == {"error": PLACES[words].format(azure.azure.subscription)}


def test_a_group_without_machines_is_well(azure: Estate) -> None:
    """There is nothing to do."""
    groups: Any = azure.azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("bare", {"location": "westeurope"})

    done = azure.run("enroll", "-g", "bare")

    assert done.returncode == 0
    assert done.stdout == (
        f"resource group bare of subscription {azure.azure.subscription}: there is no machine;"
        " nothing to do.\n"
    )
