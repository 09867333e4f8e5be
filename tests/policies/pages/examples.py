"""The two programs of each rule's page: one that the rule speaks of, and one that it lets pass."""

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from azure_hotpatch_policies.judging import Finding, judge_resource, judge_stack
from azure_hotpatch_policies.notes import note
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings_file import parse
from tests.policies.pages.python_source import ALONE, Code, Marked, declaration
from tests.policies.pages.stack_programs import INTERFACES, OPTIONS, PROGRAMS
from tests.policies.policy_case import Case, cases, happy
from tests.policies.stack_case import StackCase, stack_cases

TODAY = dt.date(2026, 11, 23)
PASSWORD = Code('config.require_secret("adminPassword")')
INTERFACE = 'config.require("networkInterfaceId")'


def _of_machine(interface: str) -> dict[str, Any]:
    return {"networkInterfaces": [{"id": Code(interface)}]}


def _of_scale_set(_interface: str) -> dict[str, Any]:
    subnet = {"id": Code('config.require("subnetId")')}
    configuration = {
        "name": "web",
        "primary": True,
        "ipConfigurations": [{"name": "web", "subnet": subnet}],
    }
    return {"networkApiVersion": "2022-11-01", "networkInterfaceConfigurations": [configuration]}


NETWORKS: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "native": ("", _of_machine),
    "native-scale-set": ("virtualMachineProfile", _of_scale_set),
}
"""By source, where the profile of a machine is, and the network that a real one needs there."""

CASES: Mapping[str, tuple[str, str]] = {
    "HP000": ("HP011/native-missing", "HP011/native-pass"),
    "HP001": ("HP001/native-fail-sku", "HP001/native-pass"),
    "HP002": ("HP002/native-fail", "HP002/native-pass"),
    "HP003": ("HP003/native-fail", "HP003/native-pass"),
    "HP004": ("HP004/native-fail-manual", "HP004/native-pass"),
    "HP005": ("HP005/native-fail", "HP005/native-pass"),
    "HP006": ("HP006/native-fail", "HP006/native-pass"),
    "HP007": ("HP007/fail", "HP007/pass-host"),
    "HP008": ("HP008/fail-access-not-awaited", "HP008/pass-access-awaited"),
    "HP009": ("HP009/native-fail", "HP009/native-pass"),
    "HP010": ("HP010/native-type-fail-standard", "HP010/native-pass"),
    "HP011": ("HP011/native-fail", "HP011/native-pass"),
    "HP012": ("HP012/native-scale-set-fail-uniform", "HP012/native-scale-set-pass"),
    "HP013": ("HP013/native-fail-released-with-plan", "HP013/native-pass"),
    "HP014": ("HP014/native-fail", "HP014/native-pass"),
    "HP015": ("HP015/fail-default-outbound", "HP015/pass"),
    "HP016": ("HP016/native-security-group-fail", "HP016/native-security-group-pass"),
    "HP017": ("HP017/native-fail", "HP017/native-pass"),
    "HP018": ("HP018/native-undecided-system", "HP018/native-pass"),
}
"""By rule, the case of each program. A rule that is not here has none."""


@dataclass(frozen=True)
class Example:
    """A program, and what a rule says of it.

    Attributes:
        case: The case that it shows, `HP004/native-fail-manual`.
        program: The program.
        stack: Name of the stack.
        settings: The content of hotpatch-policies.yaml; None for no file.
        is_of_stack: Whether the program has to be alone in its stack.
        said: What is said of each resource, with the resource's name.
    """

    case: str
    program: str
    stack: str
    settings: dict[str, Any] | None
    is_of_stack: bool
    said: tuple[tuple[str, str], ...]


def examples(rule: str) -> tuple[Example, Example] | None:
    """The program that a rule speaks of, and the one that it lets pass; None for no programs."""
    if rule not in CASES:
        return None
    spoken_of, passed = CASES[rule]
    return example(rule, spoken_of), example(rule, passed)


def example(rule: str, named: str) -> Example:
    """The program of a case, and what a rule says of it."""
    for case in stack_cases():
        if f"{case.rule}/{case.name}" == named:
            return _of_stack(named, case)
    case_ = next(case for case in cases() if f"{case.rule}/{case.name}" == named)
    return _of_resource(rule, named, case_)


def _of_resource(rule: str, named: str, case: Case) -> Example:
    settings = parse(json.dumps(case.settings or {}), Path(), TODAY)
    notes = rule == "HP000"
    found = [
        finding
        for judging in RULES
        if notes or judging.id == rule
        for finding in judge_resource(judging, case.resource(), settings)
    ]
    marked = Marked(whole(case.source, happy(case.source)["inputs"]), rule)
    declared = declaration(case.type, "web", whole(case.source, case.inputs), marked)
    return Example(
        case=named,
        program=_program(declared),
        stack=case.stack,
        settings=case.settings,
        is_of_stack=False,
        said=tuple(("web", said(one)) for one in found),
    )


def _of_stack(named: str, case: StackCase) -> Example:
    settings = parse(json.dumps(case.settings or {}), Path(), TODAY)
    rule = next(rule for rule in RULES if rule.id == case.rule)
    found = judge_stack(rule, case.stack(), settings)
    machine = next(one for one in case.resources if one["type"] == happy("native")["type"])
    inputs = whole("native", machine["properties"], INTERFACES.get(named, INTERFACE))
    declared = declaration(machine["type"], "web", inputs, ALONE, OPTIONS.get(named, ""))
    return Example(
        case=named,
        program=Template(PROGRAMS[named]).substitute(web=declared).lstrip(),
        stack="dev",
        settings=case.settings,
        is_of_stack=True,
        said=tuple((one.resource.name, said(one)) for one in found),
    )


def said(finding: Finding) -> str:
    """What a person reads of a finding."""
    return note(finding) or finding.message


def whole(source: str, inputs: dict[str, Any], interface: str = INTERFACE) -> dict[str, Any]:
    """Inputs with the network that a machine needs, and with no password in them."""
    written = copy.deepcopy(inputs)
    if source in NETWORKS:
        profile, network = NETWORKS[source]
        holder = written[profile] if profile else written
        holder["networkProfile"] = network(interface)
        if "adminPassword" in holder["osProfile"]:
            holder["osProfile"]["adminPassword"] = PASSWORD
    return written


def _program(statement: str) -> str:
    """A program of one statement."""
    modules = [one for one in ("compute", "network") if f"{one}." in statement]
    lines = [f"from pulumi_azure_native import {', '.join(modules)}", ""]
    if "config." in statement:
        lines = ["import pulumi", *lines, "config = pulumi.Config()"]
    return "\n".join([*lines, statement, ""])
