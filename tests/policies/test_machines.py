"""What a machine is, whoever declares it: its system, its source, its unreadable parts."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from azure_hotpatch_policies.judging import judge_resource
from azure_hotpatch_policies.machine import Kind, Machine, System
from azure_hotpatch_policies.machines import machines_of
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import SECRET_SIGNATURE, SIGNATURE, Mark, plain
from tests.policies.policy_case import ABSENT, HAPPY, UNKNOWN_TEXT, change, happy

SETTINGS = Settings(dt.date(2026, 11, 23))
MACHINES = sorted(file.stem for file in HAPPY.glob("*.json") if "security" not in file.stem)
PUBLISHER = "storageProfile.imageReference.publisher"
OS_TYPE = "storageProfile.osDisk.osType"
WINDOWS = "osProfile.windowsConfiguration"
LINUX = "osProfile.linuxConfiguration"


def resource(source: str, **changed: Any) -> Resource:
    """The happy machine of a source with some values changed."""
    base = happy(source)
    inputs = plain(base["inputs"])
    for path, value in changed.items():
        change(inputs, path, value)
    urn = f"urn:pulumi:dev::hotpatch::{base['type']}::web"
    return Resource(urn, base["type"], "web", inputs)


def only(found: Resource) -> Machine:
    """The one machine of a resource."""
    (machine,) = machines_of(found).machines
    return machine


@pytest.mark.parametrize("source", MACHINES)
def test_every_source_gives_the_same_machine(source: str) -> None:
    """Image, agent and region are read from wherever the source has them."""
    machine = only(resource(source))

    assert machine.system is System.WINDOWS
    assert machine.kind is (
        Kind.SCALE_SET if "set" in source or source[8:] in ("uniform", "flexible") else Kind.VM
    )
    assert [machine.publisher.text, machine.offer.text, machine.sku.text] == [
        "microsoftwindowsserver",
        "windowsserver",
        "2025-datacenter-azure-edition-core",
    ]
    assert (machine.agent.effective, machine.location.text) == (True, "westeurope")


NO_SIGN = {PUBLISHER: "Contoso", OS_TYPE: ABSENT, WINDOWS: ABSENT}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, System.UNTOLD),
        ({OS_TYPE: "Windows"}, System.WINDOWS),
        ({OS_TYPE: "LINUX"}, System.LINUX),
        ({WINDOWS: {}}, System.WINDOWS),
        ({LINUX: {}}, System.LINUX),
        ({PUBLISHER: "microsoftWINDOWSserver"}, System.WINDOWS),
        ({PUBLISHER: "canonical"}, System.LINUX),
        ({PUBLISHER: "MicrosoftWindowsServer", LINUX: {}, OS_TYPE: "Linux"}, System.WINDOWS),
        ({WINDOWS: None, LINUX: None}, System.UNTOLD),
        ({OS_TYPE: UNKNOWN_TEXT}, System.UNTOLD),
        ({OS_TYPE: " Windows"}, System.UNTOLD),
    ],
)
def test_one_sign_of_windows_outweighs_all_of_linux(
    changed: dict[str, Any], expected: System
) -> None:
    """A Windows machine cannot hide behind a block for Linux; no sign leaves it untold."""
    found = resource("native", **{**NO_SIGN, **changed})

    assert only(replace(found, properties=plain(found.properties))).system is expected


def test_linux_machines_are_judged_only_where_the_settings_say_so() -> None:
    """They cannot hotpatch, so every rule about images refuses them then."""
    linux = resource("native", **{PUBLISHER: "Canonical", OS_TYPE: "Linux", WINDOWS: ABSENT})
    rule = next(rule for rule in RULES if rule.id == "HP001")

    assert list(judge_resource(rule, linux, SETTINGS)) == []
    judged = list(judge_resource(rule, linux, replace(SETTINGS, judges_linux=True)))
    assert [one.answer.path for one in judged] == ["storageProfile.imageReference"]


def test_a_template_may_have_many_machines() -> None:
    """Each is judged by itself, and none hides another."""
    base = resource("template")
    template = base.properties["properties"]["template"]
    good, bad = template["resources"][0], plain(template["resources"][0])
    change(bad, "properties.storageProfile.imageReference.sku", "2019-datacenter")
    template["resources"] = [good, bad, bad]
    rule = next(rule for rule in RULES if rule.id == "HP001")

    found = [one.answer.path for one in judge_resource(rule, base, SETTINGS)]

    assert found == [
        f"properties.template.resources[{index}].properties.storageProfile.imageReference"
        for index in (1, 2)
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({SIGNATURE: SECRET_SIGNATURE, "value": {"a": 1}}, {"a": 1}),
        ({SIGNATURE: SECRET_SIGNATURE, "plaintext": '{"a": 1}'}, {"a": 1}),
        ({SIGNATURE: SECRET_SIGNATURE, "plaintext": "{"}, Mark.SECRET),
        ({SIGNATURE: SECRET_SIGNATURE, "ciphertext": "djE6"}, Mark.SECRET),
        ({SIGNATURE: SECRET_SIGNATURE}, Mark.SECRET),
        ("[secret]", Mark.SECRET),
        (UNKNOWN_TEXT, Mark.UNKNOWN),
        ({"a": [UNKNOWN_TEXT]}, {"a": [Mark.UNKNOWN]}),
    ],
)
def test_a_secret_is_read_where_it_can_be(raw: Any, expected: Any) -> None:
    """As the engine sends it, and as `pulumi stack export` writes it with and without secrets."""
    assert plain(raw) == expected
