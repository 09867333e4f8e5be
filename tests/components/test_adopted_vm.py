"""An existing machine under management: nothing of it changes but its patch settings."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN
from pulumi_azure_native import resources

from azure_hotpatch.adopted_vm import AdoptedVm
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import REPLACE_ON_CHANGES
from tests.components.conftest import SUBSCRIPTION, Deployment
from tests.components.inputs import MACHINE

Deploy = Callable[..., Deployment]

CASES = sorted((Path(__file__).parent / "adopted_refusals").glob("*.json"))
SETTINGS = {
    "enableHotpatching": True,
    "patchMode": "AutomaticByPlatform",
    "assessmentMode": "AutomaticByPlatform",
    "automaticByPlatformSettings": {"bypassPlatformSafetyChecksOnUserSchedule": False},
}


def found(**changed: Any) -> dict[str, Any]:
    """The machine as it is, with another block; None takes one away."""
    machine = {**deepcopy(MACHINE), **changed}
    return {name: value for name, value in machine.items() if value is not None}


def image(**reference: str | None) -> dict[str, Any]:
    """A storage profile with another image."""
    return {**MACHINE["storageProfile"], "imageReference": reference}


def test_only_the_patch_settings_change(deploy: Deploy) -> None:
    """Everything else is sent as it was found, in its own spelling."""
    made = deploy(lambda: AdoptedVm("erp", {"machine": found()}))

    expected = found()
    expected["osProfile"]["windowsConfiguration"]["patchSettings"] = SETTINGS
    assert sorted(made.resources) == ["erp", "erp-vm"]
    assert made.resources["erp-vm"].inputs == expected
    assert "adminPassword" not in made.resources["erp-vm"].inputs["osProfile"]


def test_it_is_protected_and_no_change_goes_unseen(deploy: Deploy) -> None:
    """What only a new machine can have is a replacement in the preview."""
    request = deploy(lambda: AdoptedVm("erp", {"machine": found()})).resources["erp-vm"].request

    assert request.protect
    assert list(request.replaceOnChanges) == REPLACE_ON_CHANGES
    assert list(request.ignoreChanges) == ["osProfile.adminPassword"]


def test_it_can_be_unenrolled_and_say_when_it_reboots(deploy: Deploy) -> None:
    """The arguments of hotpatch itself."""
    made = deploy(
        lambda: AdoptedVm(
            "erp",
            {"machine": found(), "hotpatch": False, "reboot_setting": "Never"},  # type: ignore[typeddict-item]
        )
    )

    windows = made.resources["erp-vm"].inputs["osProfile"]["windowsConfiguration"]
    assert windows["patchSettings"] == {
        **SETTINGS,
        "enableHotpatching": False,
        "automaticByPlatformSettings": {
            "bypassPlatformSafetyChecksOnUserSchedule": False,
            "rebootSetting": "Never",
        },
    }


def test_what_stays_is_a_warning(deploy: Deploy, caplog: pytest.LogCaptureFixture) -> None:
    """Each with the rule that finds it."""
    deploy(lambda: AdoptedVm("erp", {"machine": found()}))

    said = sorted(record.getMessage() for record in caplog.records)
    assert [words.partition("; ")[0].rpartition(". ")[2] for words in said] == [
        "HP005 finds it",
        "HP010 finds it",
    ]
    assert [words.partition("found ")[2].partition(",")[0] for words in said] == [
        "false",
        "'Standard'",
    ]


def test_a_machine_without_the_agent_stays_as_it_is(deploy: Deploy) -> None:
    """Nobody can patch it, and Azure would refuse the settings."""
    windows = {"provisionVMAgent": False, "patchSettings": {"patchMode": "Manual"}}
    machine = found(osProfile={**MACHINE["osProfile"], "windowsConfiguration": windows})

    made = deploy(lambda: AdoptedVm("erp", {"machine": machine}))

    assert made.resources["erp-vm"].inputs == machine


def test_the_outputs_tell_how_the_machine_is_patched(deploy: Deploy) -> None:
    """Id, name, image and patch settings."""
    made = deploy(lambda: AdoptedVm("erp", {"machine": found()}))

    assert made.outputs == {
        "id": f"/subscriptions/{SUBSCRIPTION}/erp-vm",
        "name": "OLD",
        "image": "MicrosoftWindowsServer:WindowsServer:2022-Datacenter-Azure-Edition-Core:latest",
        "patch_settings": {
            "patch_mode": "AutomaticByPlatform",
            "enable_hotpatching": True,
            "assessment_mode": "AutomaticByPlatform",
        },
    }


def test_an_image_that_the_caller_vouches_for_is_taken(deploy: Deploy) -> None:
    """As HotpatchVm takes it, with a reason."""
    own = image(publisher="Contoso", offer="Windows", sku="hot")

    made = deploy(
        lambda: AdoptedVm("erp", {"machine": found(storageProfile=own), "reason": "Ours."})
    )

    assert made.outputs["image"] == "Contoso:Windows:hot:latest"


def with_later(*path: str) -> Any:
    """The machine, with a value at a place that no preview knows."""
    machine = found()
    block = machine
    for step in path[:-1]:
        block = block[step]
    block[path[-1]] = resources.ResourceGroup("later").name
    return machine


@pytest.mark.parametrize(
    "path",
    [
        ("resourceGroupName",),
        ("tags", "made"),
        ("hardwareProfile", "vmSize"),
        ("networkProfile", "networkInterfaces"),
        ("osProfile", "computerName"),
        ("storageProfile", "dataDisks"),
    ],
    ids=".".join,
)
def test_what_is_not_judged_may_be_known_later(path: tuple[str, ...], deploy: Deploy) -> None:
    """A preview shows it as unknown, and everything else as it was found."""
    made = deploy(lambda: AdoptedVm("erp", {"machine": with_later(*path)}), preview=True)

    written: Any = made.resources["erp-vm"].inputs
    for step in path:
        written = written[step]
    assert written == UNKNOWN


@pytest.mark.parametrize(
    "path",
    [
        ("storageProfile",),
        ("storageProfile", "imageReference"),
        ("storageProfile", "imageReference", "sku"),
        ("osProfile",),
        ("osProfile", "windowsConfiguration"),
        ("osProfile", "windowsConfiguration", "patchSettings"),
        ("osProfile", "windowsConfiguration", "provisionVMAgent"),
        ("securityProfile",),
    ],
    ids=".".join,
)
def test_what_is_judged_is_a_plain_value(path: tuple[str, ...], deploy: Deploy) -> None:
    """Nothing of the machine is lost in the block that hotpatch writes into."""
    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: AdoptedVm("erp", {"machine": with_later(*path)}), preview=True)

    assert str(refused.value) == (
        f"AdoptedVm 'erp': machine.{'.'.join(path)}: found an output; allowed: a plain value. It is"
        " judged before anything is created: give it as `azure-hotpatch adopt` wrote it."
    )


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_machine_is_refused(case: Path, deploy: Deploy) -> None:
    """For its image, and for being no machine; for nothing else."""
    told = json.loads(case.read_text())

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: AdoptedVm("erp", told["args"]))

    assert str(refused.value).splitlines() == [
        f"AdoptedVm 'erp': {mistake}" for mistake in told["mistakes"]
    ]
