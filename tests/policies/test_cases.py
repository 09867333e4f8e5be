"""Every case of every rule, by the rule itself and through the analyzer that the engine starts."""

import datetime as dt
import json
from pathlib import Path

import pytest

from azure_hotpatch_policies.judging import judge_resource
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.settings_file import parse
from tests.policies.conftest import AnalyzerWith
from tests.policies.policy_case import Case, cases, rule_of

TODAY = dt.date(2026, 11, 23)
each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.rule}/{case.name}")


def settings_of(case: Case) -> Settings:
    """The settings of a case."""
    return parse(json.dumps(case.settings or {}), Path("hotpatch-policies.yaml"), TODAY)


def beginnings(messages: list[str]) -> tuple[str, ...]:
    """Messages up to what is allowed."""
    return tuple(message.partition("; allowed: ")[0] for message in messages)


@each_case
def test_a_rule_answers_as_its_case_says(case: Case) -> None:
    """Violations and undecided values, each with its place and what was found there."""
    findings = list(judge_resource(rule_of(case), case.resource(), settings_of(case)))

    violations = beginnings([one.message for one in findings if not one.is_undecided])
    undecided = beginnings([one.message for one in findings if one.is_undecided])
    assert (violations, undecided) == (case.violations, case.undecided)


@each_case
def test_the_analyzer_answers_as_its_case_says(case: Case, analyzer_with: AnalyzerWith) -> None:
    """Violations come from the rule's policy, undecided values from HP000, which only advises."""
    rule = rule_of(case)

    said = analyzer_with(case.settings).analyze(case.type, case.urn, case.inputs)

    mark = f"{rule.id} is undecided: "
    notes = [one for one in said.get("HP000-notes", []) if one.startswith(mark)]
    assert beginnings(said.get(rule.policy_name, [])) == case.violations
    assert beginnings([note.removeprefix(mark) for note in notes]) == case.undecided
