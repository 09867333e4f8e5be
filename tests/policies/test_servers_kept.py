"""HP019: what a preview may do to a machine."""

import datetime as dt

import pytest

from azure_hotpatch_policies.judging import judge_step
from azure_hotpatch_policies.machines import form_of
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rules import OF_PREVIEWS, RULES
from azure_hotpatch_policies.settings import Exemption, Settings
from azure_hotpatch_policies.steps import Step
from tests.policies.policy_case import HAPPY, happy

TODAY = dt.date(2026, 11, 23)
(RULE,) = OF_PREVIEWS
SOURCES = sorted(file.stem for file in HAPPY.glob("*.json") if "security" not in file.stem)
MACHINES = [source for source in SOURCES if form_of(happy(source)["type"]) is not None]
DELETES = ("generic", "template-stack")
"""Sources in which Azure deletes the machines with what declares them, or may."""
SETTINGS = Settings(TODAY)


def step(operation: str, type_: str, inputs: object = None, **more: object) -> Step:
    """A step about a resource `web`."""
    urn = f"urn:pulumi:dev::hotpatch::{type_}::web"
    return Step(operation, Resource(urn, type_, "web", inputs or {}), **more)  # type: ignore[arg-type]


def said(one: Step, settings: Settings = SETTINGS) -> list[str]:
    """What is found, up to what is allowed."""
    found = judge_step(RULE, one, settings)
    return [each.message.partition("; allowed: ")[0] for each in found]


REPLACED = "found a change by which the update replaces the machine"
DELETED = "type: found a machine that the update deletes"


@pytest.mark.parametrize("source", [*MACHINES, *DELETES])
@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("replace", f"location: {REPLACED}"),
        ("create-replacement", f"location: {REPLACED}"),
        ("import-replacement", f"location: {REPLACED}"),
        ("delete", DELETED),
        ("delete-replaced", DELETED),
    ],
)
def test_no_machine_is_replaced_or_deleted(source: str, operation: str, message: str) -> None:
    """Whatever provider made it, in whatever form of its token."""
    machine = happy(source)

    assert said(step(operation, machine["type"], machine["inputs"], reasons=("location",))) == [
        message
    ]


@pytest.mark.parametrize("operation", ["create", "update", "same", "read", "refresh", "import"])
def test_other_steps_keep_a_machine(operation: str) -> None:
    """An update in place is none of this rule's business."""
    machine = happy("native")

    assert said(step(operation, machine["type"], machine["inputs"])) == []


def test_every_reason_is_told() -> None:
    """The first is the place; a reason may be unknown."""
    machine = happy("native")
    reasons = ("osProfile.computerName", "location", "zones")

    several = step("replace", machine["type"], machine["inputs"], reasons=reasons)
    unknown = step("replace", machine["type"], machine["inputs"])

    assert said(several) == [
        (
            "osProfile.computerName: found a change, as location, zones would, by which the update"
            " replaces the machine"
        )
    ]
    assert said(unknown) == [f"type: {REPLACED}"]


def test_a_machine_that_nobody_understands_is_a_server_all_the_same() -> None:
    """HP018 cannot judge it; gone is gone."""
    assert said(step("delete", "azure-native:scvmm:VirtualMachine")) == [DELETED]


@pytest.mark.parametrize(
    "type_",
    [
        "azure-native:network:NetworkInterface",
        "azure-native:compute:VirtualMachineExtension",
        "azure-hotpatch:index:HotpatchVm",
        "azure-hotpatch:index:ProviderRegistration",
        "pulumi:providers:azure-native",
    ],
)
def test_what_is_no_machine_may_go(type_: str) -> None:
    """A component goes without its machine, which has a step of its own."""
    assert said(step("delete", type_)) == []


def test_a_deployment_leaves_its_machines() -> None:
    """Azure deletes the record only; the classic provider's newer type deletes what it made."""
    native, classic = happy("template"), "azure:core/resourceGroupTemplateDeployment"
    token = f"{classic}:ResourceGroupTemplateDeployment"
    template = {"templateContent": '{"resources": [{"type": "Microsoft.Compute/virtualMachines"}]}'}

    assert said(step("delete", native["type"], native["inputs"])) == []
    assert said(step("delete", token, template)) == [DELETED]


def test_a_linux_machine_counts_where_linux_is_judged() -> None:
    """As for every other rule."""
    linux = {"storageProfile": {"osDisk": {"osType": "Linux"}}}
    one = step("delete", "azure-native:compute:VirtualMachine", linux)

    assert said(one) == []
    assert said(one, Settings(TODAY, judges_linux=True)) == [DELETED]


def test_a_machine_that_is_left_in_place_is_kept() -> None:
    """With retainOnDelete the provider is not asked to delete it."""
    machine = happy("native")

    assert said(step("delete", machine["type"], machine["inputs"], is_left=True)) == []


def test_an_exemption_lets_a_machine_go() -> None:
    """As from any other rule."""
    exemption = Exemption(
        "exemptions[0]", frozenset({"HP019"}), "web", "Retired.", "team-web", dt.date(2027, 1, 31)
    )
    machine = happy("native")
    one = step("delete", machine["type"], machine["inputs"])

    (found,) = judge_step(RULE, one, Settings(TODAY, exemptions=(exemption,)))

    assert found.exemption == exemption


def test_the_pack_is_not_asked() -> None:
    """Pulumi shows a pack no steps; its other rules say nothing of them."""
    machine = happy("native")
    one = step("delete", machine["type"], machine["inputs"])

    assert RULE not in RULES
    assert [rule.id for rule in RULES if list(judge_step(rule, one, SETTINGS))] == []
