"""Repairs, asked for with the enforcement level `remediate`, through the analyzer."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.values import SECRET_SIGNATURE, SIGNATURE
from tests.policies.analyzer import Analyzer, running
from tests.policies.policy_case import ABSENT, UNKNOWN_TEXT, change, happy

SETTINGS = "osProfile.windowsConfiguration.patchSettings"
MODE, ASSESSMENT = f"{SETTINGS}.patchMode", f"{SETTINGS}.assessmentMode"
NATIVE = "azure-native:compute:VirtualMachine"
CLASSIC = "azure:compute/windowsVirtualMachine:WindowsVirtualMachine"
LEVEL = analyzer_pb2.EnforcementLevel


def configure(analyzer: Analyzer, level: analyzer_pb2.EnforcementLevel.ValueType) -> None:
    """Give every policy one enforcement level, as `--policy-pack-config` does."""
    analyzer.stub.Configure(
        analyzer_pb2.ConfigureAnalyzerRequest(
            policyConfig={
                rule.policy_name: analyzer_pb2.PolicyConfig(enforcementLevel=level)
                for rule in RULES
            }
        )
    )


def repaired(analyzer: Analyzer, type_: str, inputs: dict[str, Any]) -> Any:
    """The inputs after all repairs; None where nothing was repaired."""
    properties = struct_pb2.Struct()
    properties.update(inputs)
    answer = analyzer.stub.Remediate(
        analyzer_pb2.AnalyzeRequest(
            type=type_, properties=properties, urn=f"urn:pulumi:dev::p::{type_}::web", name="web"
        )
    )
    assert [one.diagnostic for one in answer.remediations] == [""] * len(answer.remediations)
    found = [one.properties for one in answer.remediations]
    return json_format.MessageToDict(found[-1]) if found else None


@pytest.fixture(scope="module")
def repairing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyzer]:
    """A pack whose every policy has the level `remediate`."""
    with running(tmp_path_factory.mktemp("pack")) as analyzer:
        configure(analyzer, LEVEL.REMEDIATE)
        yield analyzer


def with_(source: str, path: str, value: Any) -> dict[str, Any]:
    """The inputs of a machine with one value changed."""
    inputs: dict[str, Any] = copy.deepcopy(happy(source)["inputs"])
    change(inputs, path, value)
    return inputs


@pytest.mark.parametrize("value", ["Manual", "AutomaticByOS", None, ABSENT, 7, {}])
@pytest.mark.parametrize(
    ("type_", "source", "path"),
    [
        (NATIVE, "native", MODE),
        (NATIVE, "native", ASSESSMENT),
        (CLASSIC, "classic", "patchMode"),
        (CLASSIC, "classic", "patchAssessmentMode"),
    ],
)
def test_a_mode_is_repaired_and_nothing_else(
    repairing: Analyzer, type_: str, source: str, path: str, value: Any
) -> None:
    """Whatever stood there, the machine is as it should be, and no other value differs."""
    assert repaired(repairing, type_, with_(source, path, value)) == happy(source)["inputs"]


def test_a_missing_block_is_written(repairing: Analyzer) -> None:
    """A machine without patch settings gets both modes."""
    found = repaired(repairing, NATIVE, with_("native", SETTINGS, ABSENT))

    assert found["osProfile"]["windowsConfiguration"]["patchSettings"] == {
        "patchMode": "AutomaticByPlatform",
        "assessmentMode": "AutomaticByPlatform",
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (MODE, "automaticbyplatform"),
        (MODE, UNKNOWN_TEXT),
        (SETTINGS, UNKNOWN_TEXT),
        ("osProfile.windowsConfiguration", ABSENT),
        ("osProfile.windowsConfiguration", "x"),
    ],
)
def test_what_is_right_or_not_known_yet_is_left_alone(
    repairing: Analyzer, path: str, value: Any
) -> None:
    """Nothing is overwritten that only the update knows, and no machine is made a Windows one."""
    assert repaired(repairing, NATIVE, with_("native", path, value)) is None


def test_a_secret_stays_a_secret(repairing: Analyzer) -> None:
    """What is secret beside the repaired value comes back as a secret."""
    secret = {SIGNATURE: SECRET_SIGNATURE, "value": "canary-Policy-4711"}
    inputs = with_("native", "osProfile.adminPassword", secret)
    change(inputs, MODE, "Manual")

    assert repaired(repairing, NATIVE, inputs)["osProfile"]["adminPassword"] == secret


def test_what_could_reboot_or_replace_is_not_repaired(repairing: Analyzer) -> None:
    """Neither hotpatch itself nor anything of image, agent or security."""
    inputs = with_("native", f"{SETTINGS}.enableHotpatching", value=False)
    change(inputs, "osProfile.windowsConfiguration.provisionVMAgent", value=False)
    change(inputs, "securityProfile", ABSENT)

    assert repaired(repairing, NATIVE, inputs) is None


def test_nothing_is_repaired_by_default(tmp_path: Path) -> None:
    """Repair is asked for, policy by policy."""
    with running(tmp_path) as analyzer:
        assert repaired(analyzer, NATIVE, with_("native", MODE, "Manual")) is None
