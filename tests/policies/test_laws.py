"""What ties the pack to the components: what HotpatchVm makes passes, what it refuses does not."""

import copy
import datetime as dt
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch.hotpatch_scale_set_model import scale_set_model
from azure_hotpatch.hotpatch_scale_set_refusals import judge_scale_set
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.hotpatch_vm_model import vm_model
from azure_hotpatch.hotpatch_vm_refusals import judge
from azure_hotpatch.image_choice import choose
from azure_hotpatch_facts import adoption, images, patch_settings
from azure_hotpatch_policies.judging import judge_resource
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Exemption, Settings
from tests.policies.policy_case import change, happy

TODAY = dt.date(2026, 11, 23)
TYPE = "azure-native:compute:VirtualMachine"
SCALE_SET = f"{TYPE}ScaleSet"
LAWFUL = ("HP001", "HP002", "HP004", "HP005", "HP006", "HP010", "HP013", "HP014")
SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
INTERFACE = f"{SUBSCRIPTION}/resourceGroups/s/providers/Microsoft.Network/networkInterfaces/n"
REFERENCE = {"publisher": "Contoso", "offer": "Windows", "sku": "hot"}
WINDOWS = "osProfile.windowsConfiguration"


def broken(
    inputs: dict[str, Any], added: tuple[images.Image, ...] = (), *, kind: str = TYPE
) -> dict[str, list[str]]:
    """What each rule over one resource says of a machine, or of a scale set."""
    resource = Resource(f"urn:pulumi:dev::p::{kind}::web", kind, "web", inputs)
    found: dict[str, list[str]] = {}
    for rule in RULES:
        for finding in judge_resource(rule, resource, Settings(TODAY, added_images=added)):
            found.setdefault(rule.id, []).append(finding.message)
    return found


values: st.SearchStrategy[Any] = st.sampled_from(
    [True, False, None, "", "x", "Manual", "Standard", {}, {"id": "x"}, []]
)
places = st.sampled_from(
    [
        f"{WINDOWS}.patchSettings.patchMode",
        f"{WINDOWS}.patchSettings.enableHotpatching",
        f"{WINDOWS}.patchSettings",
        f"{WINDOWS}.provisionVMAgent",
        f"{WINDOWS}.enableAutomaticUpdates",
        WINDOWS,
        "osProfile.linuxConfiguration",
        "securityProfile.securityType",
        "securityProfile.uefiSettings.vTpmEnabled",
        "securityProfile",
        "storageProfile.imageReference.id",
        "storageProfile.imageReference.sharedGalleryImageId",
        "storageProfile.imageReference",
        "storageProfile.osDisk.createOption",
        "storageProfile.osDisk.image",
        "storageProfile.osDisk.osType",
        "plan",
        "plan.name",
        "userData",
    ]
)


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of HotpatchVm, of which it may refuse some."""
    args: dict[str, Any] = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "network_interface_id": INTERFACE,
        "hotpatch": draw(st.booleans()),
        "size": draw(st.sampled_from(["Standard_D2s_v5", "standard_b2MS", "Standard_A2_v2"])),
    }
    if draw(st.booleans()):
        args["reboot_setting"] = draw(st.sampled_from(["IfRequired", "Never", "Always", "x"]))
    kind = draw(st.sampled_from(["default", "named", "reference", "added"]))
    image = images.DEFAULT
    if kind == "named":
        image = images.named(draw(st.sampled_from(HotpatchImage)).value) or image
        args["image"] = image.sku
    elif kind == "reference":
        image = draw(st.sampled_from(images.CATALOGUE))
        case = draw(st.sampled_from([str.upper, str.lower, str.title]))
        spelled = (image.publisher, image.offer, image.sku)
        args["image_reference"] = dict(zip(REFERENCE, map(case, spelled), strict=True))
    elif kind == "added":
        args["image_reference"] = {**REFERENCE, "reason": "Ours.", "preview": draw(st.booleans())}
    wants_access = image.is_preview or args.get("image_reference", {}).get("preview", False)
    if wants_access:
        args["access"] = SUBSCRIPTION
    extra: dict[str, Any] = {}
    for place in draw(st.lists(places, max_size=2, unique=True)):
        if not any(place.startswith(other) or other.startswith(place) for other in extra):
            change(extra, place, draw(values))
    args["extra"] = extra
    return args


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(args=arguments())
def test_what_hotpatchvm_builds_passes(args: dict[str, Any]) -> None:
    """HP003 refuses it with `hotpatch: false` only; of the others, none refuses anything."""
    sound, choice, mistakes = judge("web", cast("HotpatchVmArgs", args), environment=None)
    assume(not mistakes and choice is not None)
    assert choice is not None
    inputs = vm_model(
        "web",
        sound,
        choice,
        admin_password="Sunny-Day-42",
        plan=choice.plan,
        network_interface_id=INTERFACE,
        data_disk_ids=[],
    )

    added = (choice.image,) if choice.image not in images.CATALOGUE else ()
    found = broken(inputs, added)

    assert [(rule, found[rule]) for rule in LAWFUL if rule in found] == []
    assert "HP003" not in found or not sound["hotpatch"]
    assert "HP017" not in found


@st.composite
def scale_set_arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of HotpatchScaleSet, of which it may refuse some."""
    args: dict[str, Any] = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "subnet_id": f"{INTERFACE.rpartition('/networkInterfaces')[0]}/virtualNetworks/n/subnets/m",
        "health": draw(
            st.sampled_from(
                [{"protocol": "tcp", "port": 80}, {"protocol": "http", "request_path": "/"}]
            )
        ),
        "location": "westeurope",
        "capacity": draw(st.integers(0, 1001)),
        "zones": draw(st.lists(st.sampled_from(["1", "2", "3"]), max_size=3)),
        "size": draw(st.sampled_from(["Standard_D2s_v5", "standard_b2MS", "Standard_A2_v2"])),
        "encryption_at_host": draw(st.booleans()),
    }
    image = images.named(draw(st.sampled_from(HotpatchImage)).value) or images.DEFAULT
    args["image"] = image.sku
    if image.is_preview:
        args["access"] = SUBSCRIPTION
    if draw(st.booleans()):
        args["reboot_setting"] = draw(st.sampled_from(["IfRequired", "Never", "Always"]))
    return args


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(args=scale_set_arguments())
def test_what_hotpatchscaleset_builds_passes(args: dict[str, Any]) -> None:
    """No rule over one resource refuses anything of it."""
    sound, choice, mistakes = judge_scale_set("web", args, environment=None)
    assume(not mistakes and choice is not None)
    assert choice is not None
    model = scale_set_model(
        "web",
        sound,
        choice,
        admin_password="Sunny-Day-42",
        plan=choice.plan,
        subnet_id=args["subnet_id"],
    )
    inputs = {camel_case(name): value for name, value in model.items()}

    found = broken(inputs, kind=SCALE_SET)

    assert found == {}


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        ({"securityProfile": {"securityType": "Standard"}}, ["HP010"]),
        ({"securityProfile": None}, ["HP010"]),
        ({f"{WINDOWS}.enableAutomaticUpdates": False}, ["HP005"]),
    ],
)
def test_what_an_adopted_machine_keeps_is_found_and_can_be_exempted(
    changes: dict[str, Any], rules: list[str]
) -> None:
    """By the very rules that the adoption names; nothing else of the machine is found."""
    machine = {**copy.deepcopy(happy("native")["inputs"])}
    change(machine, f"{WINDOWS}.patchSettings", {"patchMode": "Manual"})
    for path, value in changes.items():
        change(machine, path, value)
    adopted = adoption.with_hotpatch(machine)
    resource = Resource(f"urn:pulumi:dev::p::{TYPE}::erp-vm", TYPE, "erp-vm", adopted)
    exemption = Exemption("e", frozenset(rules), "*::erp-vm", "Kept.", "erp-team", None)

    found = [
        finding
        for rule in RULES
        for finding in judge_resource(rule, resource, Settings(TODAY, exemptions=(exemption,)))
    ]

    assert sorted({each.rule for each in adoption.kept(machine)}) == rules
    assert sorted({finding.rule.id for finding in found}) == rules
    assert all(finding.exemption is exemption for finding in found)


parts = {
    "publisher": ["MicrosoftWindowsServer", "Contoso", "MICROSOFTWINDOWSSERVER "],
    "offer": ["WindowsServer", "microsoftserveroperatingsystems-previews", "windows11"],
    "sku": [*(image.sku for image in images.CATALOGUE), "2019-datacenter-azure-edition", "2022"],
}


@settings(max_examples=100, deadline=None)
@given(reference=st.fixed_dictionaries({key: st.sampled_from(parts[key]) for key in parts}))
def test_an_image_that_hotpatchvm_refuses_is_refused(reference: dict[str, str]) -> None:
    """And one that it takes is not."""
    refused = choose({"image_reference": reference})[0] is None
    inputs = {**happy("native")["inputs"]}
    inputs["storageProfile"] = {**inputs["storageProfile"], "imageReference": reference}

    found = broken(inputs)

    assert bool({"HP001", "HP002"} & found.keys()) is refused


options = {
    path: st.sampled_from([*allowed, "x", None])
    for path, allowed in patch_settings.SETTINGS.items()
}


@settings(max_examples=200, deadline=None)
@given(chosen=st.fixed_dictionaries({}, optional=cast("dict[str, Any]", options)))
def test_patch_settings_that_hotpatchvm_refuses_are_refused(chosen: dict[str, Any]) -> None:
    """Every combination that Azure refuses, or that a single value makes wrong, gets a finding."""
    inputs: dict[str, Any] = {**happy("native")["inputs"]}
    inputs["osProfile"] = {"windowsConfiguration": {"provisionVMAgent": None}}
    for path, value in chosen.items():
        change(inputs, f"{WINDOWS}.{path}", value)
    given_settings = patch_settings.flattened(inputs["osProfile"]["windowsConfiguration"])
    assume(patch_settings.violations(given_settings, image_takes_hotpatches=True))

    found = broken(inputs)

    assert {"HP003", "HP004", "HP005", "HP006", "HP014"} & found.keys()


@pytest.mark.parametrize("image", images.CATALOGUE, ids=lambda image: image.name)
def test_the_image_rules_agree_with_the_catalogue(image: images.Image) -> None:
    """Every image of the catalogue is Azure Edition, and HP002 refuses those that cannot."""
    inputs: dict[str, Any] = {**happy("native")["inputs"]}
    reference = {"publisher": image.publisher, "offer": image.offer, "sku": image.sku.upper()}
    inputs["storageProfile"] = {**inputs["storageProfile"], "imageReference": reference}

    found = broken(inputs)

    assert "HP001" not in found
    assert ("HP002" in found) is not image.can_hotpatch
