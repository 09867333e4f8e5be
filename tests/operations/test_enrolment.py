"""What has to change so that a machine is enrolled in hotpatch, or is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts import images
from azure_hotpatch_operations.enrolment import body, plan
from azure_hotpatch_operations.machine import Machine, machine_of
from azure_hotpatch_operations.machine_ids import MachineId
from local_azure.compute.testing import changed, machine_body

ID = MachineId("00000000-0000-4000-8000-000000000001", "web", "web-1")
IMAGE = "properties.storageProfile.imageReference"
WINDOWS = "properties.osProfile.windowsConfiguration"


def machine(**changes: Any) -> Machine:
    """A machine on 2025 Core that is enrolled, with other values at dotted paths."""
    return machine_of(changed(machine_body("nic"), changes), ID)


SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "patchMode": st.sampled_from(["Manual", "AutomaticByOS", "AutomaticByPlatform"]),
        "enableHotpatching": st.booleans(),
        "assessmentMode": st.sampled_from(["ImageDefault", "AutomaticByPlatform"]),
        "automaticByPlatformSettings": st.fixed_dictionaries(
            {},
            optional={
                "rebootSetting": st.sampled_from(["IfRequired", "Never", "Always"]),
                "bypassPlatformSafetyChecksOnUserSchedule": st.booleans(),
            },
        ),
    },
)


@given(SETTINGS, st.booleans())
def test_once_is_enough(settings: dict[str, Any], enrol: bool) -> None:  # noqa: FBT001 (hypothesis)
    """A machine that was changed as planned needs nothing more, and is as wished."""
    before = machine(**{f"{WINDOWS}.patchSettings": settings})

    planned = plan(before, enrol=enrol)
    after = machine(**{f"{WINDOWS}.patchSettings": planned.settings or settings})

    assert planned.refusal == ""
    assert plan(after, enrol=enrol).settings is None
    assert after.is_enrolled is enrol
    assert not (enrol and after.is_bypassing)


@given(SETTINGS)
def test_unenrolling_keeps_everything_else(settings: dict[str, Any]) -> None:
    """The mode above all, without which Azure refuses an image that can hotpatch."""
    planned = plan(machine(**{f"{WINDOWS}.patchSettings": settings}), enrol=False)

    kept = {**(planned.settings or settings)}
    assert kept.pop("enableHotpatching", None) is not True
    assert kept == {name: value for name, value in settings.items() if name in kept}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (
            {f"{IMAGE}.sku": "2022-Datacenter-Azure-Edition"},
            (
                "Windows Server 2022 Azure Edition with Desktop Experience takes hotpatches only"
                " as a"
                " '-hotpatch' image. Make it anew from an image that can hotpatch."
            ),
        ),
        (
            {f"{IMAGE}.sku": "2022-datacenter"},
            (
                "its image is MicrosoftWindowsServer:WindowsServer:2022-datacenter: it is not an"
                " image"
                " of Windows Server Azure Edition. Make it anew from an image that can hotpatch."
            ),
        ),
        (
            {f"{IMAGE}.id": "/subscriptions/1/resourceGroups/g/providers/x/galleries/y"},
            (
                "its image is a custom one, and hotpatch needs one of the marketplace. Make it anew"
                " from an image that can hotpatch."
            ),
        ),
        (
            {IMAGE: None},
            "it has no image: it was made of a disk. Make it anew from an image that can hotpatch.",
        ),
        (
            {f"{WINDOWS}.provisionVMAgent": False},
            (
                "it was made without the agent (provisionVMAgent false), which can't be changed,"
                " and"
                " without which nothing is patched. Make it anew."
            ),
        ),
        (
            {"properties.storageProfile.osDisk.osType": "Linux"},
            "it runs no Windows, and only Windows Server Azure Edition hotpatches.",
        ),
        (
            {"properties.virtualMachineScaleSet": {"id": "/subscriptions/1/x"}},
            (
                "it is an instance of a scale set, whose model says this for all of them, and"
                " hotpatch"
                " can't be off there. Change the scale set's model."
            ),
        ),
    ],
    ids=["desktop", "no azure edition", "custom", "disk", "no agent", "linux", "scale set"],
)
def test_what_cannot_be_enrolled(changes: dict[str, Any], refusal: str) -> None:
    """Why, and what to do instead."""
    assert plan(machine(**changes), enrol=True).refusal == refusal


def test_an_instance_of_a_scale_set_cannot_be_unenrolled_either() -> None:
    """Azure refuses it there."""
    instance = machine(**{"properties.virtualMachineScaleSet": {"id": "/subscriptions/1/x"}})

    assert "hotpatch can't be off there" in plan(instance, enrol=False).refusal


def test_what_cannot_hotpatch_is_unenrolled_already() -> None:
    """There is nothing to do, and nothing to refuse."""
    linux = machine(
        **{"properties.storageProfile.osDisk.osType": "Linux", f"{WINDOWS}": None},
    )

    assert plan(linux, enrol=False).refusal == ""
    assert plan(linux, enrol=False).settings is None


def test_an_image_that_the_user_vouches_for_is_enrolled() -> None:
    """As the policies let it pass."""
    mine = images.added("contoso", "windows", "hot", is_preview=False, reason="tried")
    reference = {"publisher": "contoso", "offer": "windows", "sku": "HOT"}
    found = machine(**{IMAGE: reference, f"{WINDOWS}.patchSettings.enableHotpatching": False})

    assert "it is not an image of Windows Server Azure Edition" in plan(found, enrol=True).refusal
    assert plan(found, enrol=True, added=(mine,)).settings is not None


def test_the_change_says_all_patch_settings_again() -> None:
    """Azure refuses a PATCH of a hotpatch image without them."""
    planned = plan(machine(), enrol=False)

    assert body(planned.settings or {}) == {
        "properties": {
            "osProfile": {
                "windowsConfiguration": {
                    "patchSettings": {
                        "enableHotpatching": False,
                        "patchMode": "AutomaticByPlatform",
                        "assessmentMode": "AutomaticByPlatform",
                    }
                }
            }
        }
    }
