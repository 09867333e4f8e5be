"""Hours after a machine's enrolment, the platform brings extensions of its own."""

import pytest

from local_azure.arm import Json
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    body_of,
    delete_machine,
    finish,
    machine,
    machine_path,
    make_machines,
    patch_machine,
    put_machine,
)
from local_azure.testing import InProcess

PATCHING = "properties.osProfile.windowsConfiguration.patchSettings"
UNENROLLED = {f"{PATCHING}.enableHotpatching": False}
BY_OS = {**UNENROLLED, f"{PATCHING}.patchMode": "AutomaticByOS"}


def brought(azure: InProcess) -> list[str]:
    """The names of the machine's extensions."""
    return [extension["name"] for extension in machine(azure).get("resources", [])]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["WindowsPatchExtension", "WindowsHotpatch"]),
        (UNENROLLED, ["WindowsPatchExtension"]),
    ],
    ids=["enrolled", "unenrolled"],
)
def test_the_platform_brings_its_extensions(
    azure: InProcess, changes: Json, expected: list[str]
) -> None:
    """After three hours they are there, and not a moment before."""
    make_machines(azure, "web", changes=changes)

    azure.wait(azure.azure.durations.enrolment - 1)
    before = brought(azure)
    azure.wait(1)

    assert (before, brought(azure)) == ([], expected)


def test_a_machine_that_is_patched_by_windows_itself_gets_none(azure: InProcess) -> None:
    """They belong to patches by the platform."""
    image = "properties.storageProfile.imageReference.sku"
    make_machines(azure, "web", changes={**BY_OS, image: "2022-datacenter-g2"})

    azure.wait(2 * azure.azure.durations.enrolment)

    assert brought(azure) == []


def test_they_show_as_extensions_show(azure: InProcess) -> None:
    """In the machine, by themselves, and in the instance view."""
    make_machines(azure, "web")
    azure.wait(azure.azure.durations.enrolment)

    one = f"{machine_path(azure, 'web')}/extensions/WindowsPatchExtension"
    alone = body_of(azure.call("GET", one, api_version=COMPUTE_VERSION))
    view = machine(azure, query="$expand=instanceView")["properties"]["instanceView"]

    assert alone["properties"] == {
        "autoUpgradeMinorVersion": True,
        "publisher": "Microsoft.CPlat.Core",
        "type": "WindowsPatchExtension",
        "typeHandlerVersion": "1.5",
        "provisioningState": "Succeeded",
    }
    assert [extension["type"] for extension in view["extensions"]] == [
        "Microsoft.CPlat.Core.WindowsPatchExtension",
        "Microsoft.CPlat.Core.WindowsHotpatch",
    ]


def test_a_machine_that_is_off_gets_them_when_it_runs(azure: InProcess) -> None:
    """The agent in it installs them."""
    make_machines(azure, "web")
    power = f"{machine_path(azure, 'web')}/"
    azure.call("POST", f"{power}deallocate", api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.enrolment)
    off = brought(azure)

    azure.call("POST", f"{power}start", api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.enrolment)

    assert (off, len(brought(azure))) == ([], 2)


def test_an_enrolment_brings_what_is_missing(azure: InProcess) -> None:
    """Once each, however often a machine changes."""
    make_machines(azure, "web", changes=UNENROLLED)
    azure.wait(azure.azure.durations.enrolment)

    for enrolled in (True, False, True):
        patch = {"patchSettings": {"enableHotpatching": enrolled}}
        patch_machine(azure, {"properties": {"osProfile": {"windowsConfiguration": patch}}})
        finish(azure)
    azure.wait(azure.azure.durations.enrolment)

    assert brought(azure) == ["WindowsPatchExtension", "WindowsHotpatch"]


def test_a_new_machine_of_the_same_name_waits_anew(azure: InProcess) -> None:
    """What was on its way to the old one does not come to it."""
    make_machines(azure, "web")
    azure.wait(azure.azure.durations.enrolment / 2)
    delete_machine(azure)
    finish(azure)
    put_machine(azure)
    finish(azure)

    azure.wait(azure.azure.durations.enrolment / 2)

    assert brought(azure) == []
