"""What ties the pack to the components: what HotpatchVm makes passes, what it refuses does not."""

import copy
import datetime as dt
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pulumi.provider.experimental.util import camel_case

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
from tests.policies.drawn_arguments import (
    INTERFACE,
    WINDOWS,
    arguments,
    scale_set_arguments,
)
from tests.policies.policy_case import change, happy

TODAY = dt.date(2026, 11, 23)
TYPE = "azure-native:compute:VirtualMachine"
SCALE_SET = f"{TYPE}ScaleSet"
LAWFUL = ("HP001", "HP002", "HP004", "HP005", "HP006", "HP010", "HP013", "HP014")


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


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(args=scale_set_arguments())
def test_what_hotpatchscaleset_builds_passes(args: dict[str, Any]) -> None:
    """No rule over one resource refuses anything of it: a scale set is always enrolled."""
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

    added = (choice.image,) if choice.image not in images.CATALOGUE else ()
    found = broken(inputs, added, kind=SCALE_SET)

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
