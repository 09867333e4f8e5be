"""`make up`: three features, then the provider, then machines that hotpatch."""

import re
from typing import Any

import pytest

from tests.stack.checkout import PASSWORD, Checkout

pytestmark = pytest.mark.engine

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
FEATURES = ("InGuestAutoPatchVMPreview", "InGuestHotPatchVMPreview", "InGuestPatchVMPreview")
IMAGE = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "microsoftserveroperatingsystems-previews",
    "sku": "windows-server-2019-azure-edition-preview",
    "version": "latest",
}
Up = tuple[Checkout, str]


def machines(checkout: Checkout) -> list[dict[str, Any]]:
    """The inputs of each virtual machine in the state."""
    found = [
        resource["inputs"]
        for resource in checkout.exported()
        if resource["type"] == "azure-native:compute:VirtualMachine"
    ]
    return sorted(found, key=lambda inputs: str(inputs["vmName"]))


def writes(checkout: Checkout) -> list[str]:
    """Every accepted POST, PUT, PATCH and DELETE about registrations and machines, in order."""
    return [
        f"{entry['method']} {entry['path'].removeprefix(SUBSCRIPTION)}"
        for entry in checkout.azure.requests()
        if entry["method"] not in {"GET", "HEAD"}
        and re.search(r"register$|/virtualMachines/", entry["path"])
    ]


def test_the_outputs_tell_registrations_and_machines(dev_up: Up) -> None:
    """Features and provider with their states; machines with image, settings and address."""
    outputs = dev_up[0].outputs()

    assert outputs["registrations"] == {
        "features": dict.fromkeys(FEATURES, "Registered"),
        "provider": "Registered",
    }
    assert outputs["ready"] == SUBSCRIPTION
    assert outputs["machines"].keys() == {"hotpatch-1", "hotpatch-2"}
    machine = outputs["machines"]["hotpatch-1"]
    assert machine.pop("privateAddress").startswith("10.20.")
    assert machine == {
        "id": f"{SUBSCRIPTION}/resourceGroups/hotpatch-dev/providers/Microsoft.Compute"
        "/virtualMachines/hotpatch-1",
        "image": ":".join(IMAGE.values()),
        "patchSettings": {
            "patch_mode": "AutomaticByPlatform",
            "enable_hotpatching": True,
            "assessment_mode": "AutomaticByPlatform",
        },
    }


def test_both_machines_run_the_preview_image_with_hotpatch_on(dev_up: Up) -> None:
    """Publisher, offer, sku and plan are the preview's; the platform patches, without reboots."""
    found = machines(dev_up[0])

    assert len(found) == 2
    for inputs in found:
        assert inputs["storageProfile"]["imageReference"] == IMAGE
        assert inputs["plan"] == {
            "publisher": IMAGE["publisher"],
            "product": IMAGE["offer"],
            "name": IMAGE["sku"],
        }
        settings = inputs["osProfile"]["windowsConfiguration"]["patchSettings"]
        assert settings["enableHotpatching"] is True
        assert settings["patchMode"] == "AutomaticByPlatform"


def test_machines_take_the_zones_in_turn(dev_up: Up) -> None:
    """One failing zone leaves the other machine."""
    assert [inputs["zones"] for inputs in machines(dev_up[0])] == [["1"], ["2"]]


def test_the_provider_is_registered_after_the_features_and_before_the_machines(dev_up: Up) -> None:
    """The server's log: three features in any order, the provider once, then two machines."""
    feature = "POST /providers/Microsoft.Features/providers/Microsoft.Compute/features/{}/register"
    machine = (
        "PUT /resourceGroups/hotpatch-dev/providers/Microsoft.Compute/virtualMachines/hotpatch-{}"
    )
    found = writes(dev_up[0])

    assert sorted(found[:3]) == [feature.format(name) for name in FEATURES]
    assert found[3] == "POST /providers/Microsoft.Compute/register"
    assert sorted(found[4:]) == [machine.format(1), machine.format(2)]


def test_no_machine_is_asked_for_before_the_registrations_have_finished(dev_up: Up) -> None:
    """Between the provider's registration and the first machine, the log has its stable reads."""
    log = dev_up[0].azure.requests()
    provider = f"{SUBSCRIPTION}/providers/Microsoft.Compute"
    registered = next(e["number"] for e in log if e["path"] == f"{provider}/register")
    first = next(
        e["number"] for e in log if e["method"] == "PUT" and "/virtualMachines/" in e["path"]
    )
    reads = [
        e
        for e in log
        if e["method"] == "GET" and e["path"] == provider and registered < e["number"] < first
    ]

    assert len(reads) >= 3


def test_the_stack_has_a_private_network_with_its_own_way_out(dev_up: Up) -> None:
    """The machines' subnet has no default outbound access, and a NAT gateway instead."""
    subnets = [
        resource["outputs"]
        for resource in dev_up[0].exported()
        if resource["type"] == "azure-native:network:Subnet"
    ]

    assert len(subnets) == 1
    assert subnets[0]["defaultOutboundAccess"] is False
    assert "/natGateways/" in subnets[0]["natGateway"]["id"]


def test_the_password_is_ciphertext_and_in_no_log(dev_up: Up) -> None:
    """The exported state, the command's output and the server's files never show it."""
    checkout, printed = dev_up

    assert PASSWORD not in printed
    assert PASSWORD not in checkout.pulumi("stack", "export")
    folder = checkout.azure.folder.path
    for file in folder.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes(), file.name


def test_a_second_up_changes_nothing(dev_up: Up) -> None:
    """Nothing is written to Azure, and the engine counts no change."""
    checkout, _ = dev_up
    before = writes(checkout)

    steps = checkout.steps("up", "--yes", "--skip-preview")

    assert steps.keys() == {"same"}
    assert writes(checkout) == before
