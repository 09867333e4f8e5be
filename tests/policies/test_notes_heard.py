"""Notes of HP000 read back, for who gets only what the engine passes on."""

import datetime as dt
from dataclasses import replace

import pytest

from azure_hotpatch_policies.judging import judge_resource
from azure_hotpatch_policies.notes import heard, note
from azure_hotpatch_policies.rule import path_of, sentence
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Exemption, Settings
from tests.policies.policy_case import Case, cases, rule_of
from tests.policies.test_cases import TODAY, settings_of

EXEMPTION = Exemption(
    "exemptions[0]", frozenset(), "*", "Odd: found so; allowed: yes.", "team-x: y", None
)


def exempting(case: Case, *, with_end: bool) -> Settings:
    """The settings of a case, and two exemptions of one wording, of which the second counts."""
    end = dt.date(2027, 6, 30) if with_end else None
    one = replace(EXEMPTION, rules=frozenset({case.rule}), expires=end)
    other = replace(one, place="exemptions[1]", resource="other")
    return replace(settings_of(case), exemptions=(other, one))


@pytest.mark.parametrize("with_end", [True, False])
def test_a_note_says_by_which_exemption_of_two_alike(*, with_end: bool) -> None:
    """On every case: rule, exemption and message are those of the finding."""
    checked = 0
    for case in cases():
        settings, rule, resource = (
            exempting(case, with_end=with_end),
            rule_of(case),
            case.resource(),
        )
        for finding in judge_resource(rule, resource, settings):
            told = heard(note(finding) or "", resource, RULES, settings)
            assert told == (rule, settings.exemptions[1], finding.message)
            checked += 1

    assert checked > 100


def test_a_note_says_what_is_undecided() -> None:
    """On every undecided case."""
    for case in cases():
        settings, resource = settings_of(case), case.resource()
        found = list(judge_resource(rule_of(case), resource, settings))
        notes = [note(one) for one in found if one.is_undecided]
        told = [heard(one or "", resource, RULES, settings) for one in notes]

        assert told == [(one.rule, None, one.message) for one in found if one.is_undecided]


def test_another_text_is_no_note() -> None:
    """Such as a remark on an exemption."""
    case = cases()[0]

    assert (
        heard("exemptions[0] of x, HP003: gone.", case.resource(), RULES, Settings(TODAY)) is None
    )


def test_the_place_of_a_sentence_is_what_the_rule_judged() -> None:
    """On every finding of every case."""
    for case in cases():
        for one in judge_resource(rule_of(case), case.resource(), settings_of(case)):
            assert path_of(sentence(one.answer)) == one.answer.path
    assert path_of("There is nothing.") == ""
