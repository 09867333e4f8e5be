"""Every case over a whole stack through the real engine, twice, each with a stack of its own."""

import pytest

from azure_hotpatch_policies.rules import RULES
from tests.policies.engine.cases_on_engine import CasesEngine, Said
from tests.policies.engine.checked import checked, in_order
from tests.policies.engine.declared import has_unknown, has_unreadable_secret, of_stack_case
from tests.policies.stack_case import StackCase, stack_cases
from tests.policies.test_cases import beginnings

pytestmark = pytest.mark.engine

PARENTS_IN_A_LOOP = "pass-loop-of-parents"
"""No program can declare it."""

DECLARED = tuple(
    case
    for case in stack_cases()
    if not has_unreadable_secret(case.resources) and case.name != PARENTS_IN_A_LOOP
)
HELD = tuple(case for case in stack_cases() if not has_unknown(case.resources))


def answers(case: StackCase, found: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a case's own rule refuses and leaves open, each with the name of its resource."""
    rule = next(rule for rule in RULES if rule.id == case.rule)
    mark = f"{rule.id} is undecided: "
    violations, undecided = [], []
    for name, said in found.items():
        violations += [f"{name} {one}" for one in said.get(rule.policy_name, [])]
        notes = said.get("HP000-stack-notes", [])
        undecided += [f"{name} {one.removeprefix(mark)}" for one in notes if mark in one]
    return beginnings(violations), beginnings(undecided)


@pytest.mark.parametrize("case", DECLARED, ids=lambda case: f"{case.rule}/{case.name}")
def test_a_preview_answers_for_the_stack(case: StackCase, cases_engine: CasesEngine) -> None:
    """By the dependencies and parents as the engine has them."""
    found = cases_engine.previewed(of_stack_case(case), "dev", case.settings)

    assert answers(case, found) == (case.violations, case.undecided)


@pytest.mark.parametrize("case", HELD, ids=lambda case: f"{case.rule}/{case.name}")
def test_an_analysis_answers_for_the_stack(case: StackCase, cases_engine: CasesEngine) -> None:
    """By those that the state has kept."""
    found = cases_engine.analyzed(of_stack_case(case), "dev", case.settings)

    assert answers(case, found) == (case.violations, case.undecided)
    # Word for word, and for all rules: `azure-hotpatch check --state` needs no engine.
    assert checked(of_stack_case(case), "dev", case.settings) == in_order(found)
