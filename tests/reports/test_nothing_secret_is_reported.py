"""Secrets of machines are in no report: findings quote an allow-list of paths only."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.reports.formats import WRITERS
from azure_hotpatch_policies.judging import Finding, judge_resource, judge_stack
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings_file import parse
from azure_hotpatch_policies.values import plain
from tests.policies.policy_case import cases
from tests.policies.stack_case import stack_cases

CANARY = "canary-Report-4711"
SECRETS = ("adminPassword", "admin_password", "customData", "userData", "protectedSettings")


def planted(inputs: Any) -> Any:
    """Inputs with a canary for each secret of each object, whatever stood there."""
    if isinstance(inputs, list):
        return [planted(one) for one in inputs]
    if not isinstance(inputs, dict):
        return inputs
    return {key: planted(one) for key, one in inputs.items()} | dict.fromkeys(SECRETS, CANARY)


def findings_of_all_cases() -> Iterator[Finding]:
    """What every rule says of the resources of every case, each with its own settings."""
    today = dt.date(2026, 11, 25)
    for case in cases():
        settings = parse(json.dumps(case.settings or {}), Path("hotpatch-policies.yaml"), today)
        resource = Resource(case.urn, case.type, "web", plain(planted(case.inputs)))
        for rule in RULES:
            yield from judge_resource(rule, resource, settings)
    for one in stack_cases():
        settings = parse(json.dumps(one.settings or {}), Path("hotpatch-policies.yaml"), today)
        stack = Stack(
            tuple(
                Resource(
                    given.urn, given.type, given.name, planted(given.properties), given.provider
                )
                for given in one.stack().resources
            )
        )
        for rule in RULES:
            yield from judge_stack(rule, stack, settings)


def test_no_format_has_a_secret_of_a_machine() -> None:
    """Over every case of the policy pack, with canaries in every object of every machine."""
    found = tuple(
        Found(
            rule=finding.rule,
            outcome=Outcome.UNDECIDED if finding.is_undecided else Outcome.VIOLATION,
            denies=True,
            urn=finding.resource.urn,
            type=finding.resource.type,
            name=finding.resource.name,
            message=finding.message,
            path=finding.answer.path,
        )
        for finding in findings_of_all_cases()
    )
    report = CheckReport("cases", RULES, found)

    assert len(found) > len(cases())
    assert {one.rule.id for one in found} >= {rule.id for rule in RULES} - {"HP000"}
    for write in WRITERS.values():
        assert "canary" not in write(report)
