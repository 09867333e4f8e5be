"""Every case of the rules over a whole stack, by the rule itself and through the analyzer."""

import datetime as dt
import json
from pathlib import Path

import pytest

from azure_hotpatch_policies.judging import Finding, judge_stack
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings_file import parse
from tests.policies.conftest import AnalyzerWith
from tests.policies.stack_case import StackCase, stack_cases

TODAY = dt.date(2026, 11, 23)
each_case = pytest.mark.parametrize(
    "case", stack_cases(), ids=lambda case: f"{case.rule}/{case.name}"
)


def beginnings(messages: list[str]) -> tuple[str, ...]:
    """Messages up to what is allowed."""
    return tuple(message.partition("; allowed: ")[0] for message in messages)


def named(finding: Finding) -> str:
    """A finding with the name of its resource."""
    return f"{finding.resource.name} {finding.message}"


@each_case
def test_a_stack_rule_answers_as_its_case_says(case: StackCase) -> None:
    """Violations and undecided values, each at the resource that is to be changed."""
    rule = next(rule for rule in RULES if rule.id == case.rule)
    settings = parse(json.dumps(case.settings or {}), Path("hotpatch-policies.yaml"), TODAY)

    findings = list(judge_stack(rule, case.stack(), settings))

    violations = beginnings([named(one) for one in findings if not one.is_undecided])
    undecided = beginnings([named(one) for one in findings if one.is_undecided])
    assert (violations, undecided) == (case.violations, case.undecided)


@each_case
def test_the_analyzer_answers_for_the_stack(case: StackCase, analyzer_with: AnalyzerWith) -> None:
    """Undecided values come from HP000, which only advises."""
    rule = next(rule for rule in RULES if rule.id == case.rule)

    said = analyzer_with(case.settings).analyze_stack(case.resources)

    mark = f"{rule.id} is undecided: "
    notes = [one.replace(mark, "") for one in said.get("HP000-stack-notes", []) if mark in one]
    assert beginnings(said.get(rule.policy_name, [])) == case.violations
    assert beginnings(notes) == case.undecided
