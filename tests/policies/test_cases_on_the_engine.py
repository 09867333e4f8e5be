"""Every case through the real engine, twice: as a preview of it declared, and as an exported state.

A preview has no secret that it cannot read, and a state no unknown value: else each case goes both
ways. Cases of the same settings and stack share one program, and one state.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pytest

from tests.policies.engine.cases_on_engine import CasesEngine, Said
from tests.policies.engine.checked import checked, in_order
from tests.policies.engine.declared import (
    Declared,
    has_unknown,
    has_unreadable_secret,
    of_case,
    together,
)
from tests.policies.policy_case import Case, cases, rule_of
from tests.policies.test_cases import beginnings

pytestmark = pytest.mark.engine

DECLARED = tuple(case for case in cases() if not has_unreadable_secret(case.inputs))
HELD = tuple(case for case in cases() if not has_unknown(case.inputs))
Way = Callable[[Sequence[Declared], str, Mapping[str, Any] | None], Said]


def by_case(way: Way, those: Iterable[Case]) -> Said:
    """What the engine says of these cases, group by group."""
    found: Said = {}
    for group in together(those):
        found |= way([of_case(case) for case in group], group[0].stack, group[0].settings)
    return found


@pytest.fixture(scope="module")
def previewed(cases_engine: CasesEngine) -> Said:
    """What previews say."""
    return by_case(cases_engine.previewed, DECLARED)


@pytest.fixture(scope="module")
def analyzed(cases_engine: CasesEngine) -> Said:
    """What analyses of states say."""
    return by_case(cases_engine.analyzed, HELD)


def answers(case: Case, found: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a case's own rule refuses and leaves open at the case's resource."""
    rule, said = rule_of(case), found.get(of_case(case).name, {})
    mark = f"{rule.id} is undecided: "
    notes = [one.removeprefix(mark) for one in said.get("HP000-notes", []) if mark in one]
    return beginnings(said.get(rule.policy_name, [])), beginnings(notes)


@pytest.mark.parametrize("case", DECLARED, ids=lambda case: f"{case.rule}/{case.name}")
def test_a_preview_answers_as_its_case_says(case: Case, previewed: Said) -> None:
    """With values that only the update will know as the engine has them."""
    assert answers(case, previewed) == (case.violations, case.undecided)


@pytest.mark.parametrize("case", HELD, ids=lambda case: f"{case.rule}/{case.name}")
def test_an_analysis_answers_as_its_case_says(case: Case, analyzed: Said) -> None:
    """With secrets that nobody has the passphrase for."""
    assert answers(case, analyzed) == (case.violations, case.undecided)


def test_check_state_finds_what_an_analysis_finds(analyzed: Said) -> None:
    """All rules on all cases, word for word: `azure-hotpatch check --state` needs no engine."""
    assert by_case(checked, HELD) == in_order(analyzed)


def test_every_case_goes_one_way_at_least() -> None:
    """None is left out of both."""
    assert [case for case in cases() if case not in DECLARED and case not in HELD] == []
