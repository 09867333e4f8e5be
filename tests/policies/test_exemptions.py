"""Exemptions: what they let pass, how long, and that each use is told."""

import datetime as dt
from dataclasses import replace

import pytest

from azure_hotpatch_policies.notes import note, on_exemptions
from azure_hotpatch_policies.pack import everything
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Exemption, Settings
from azure_hotpatch_policies.values import Mark, plain
from tests.policies.conftest import AnalyzerWith
from tests.policies.policy_case import change, happy

TODAY = dt.date(2026, 11, 23)
TYPE = "azure-native:compute/v20241101:VirtualMachine"
URN = f"urn:pulumi:dev::hotpatch::{TYPE}::web"
HOTPATCHING = "osProfile.windowsConfiguration.patchSettings.enableHotpatching"
EXEMPTION = Exemption(
    place="exemptions[0]",
    rules=frozenset({"HP003"}),
    resource="web",
    reason="Runs SQL Server 2014.",
    owner="team-db",
    expires=dt.date(2027, 6, 30),
)
REFUSED = f"{HOTPATCHING}: found false; allowed: true."


def stack(hotpatching: object) -> Stack:
    """A stack of one machine, right but for this."""
    inputs = plain(happy("native-versioned")["inputs"])
    change(inputs, HOTPATCHING, hotpatching)
    return Stack((Resource(URN, TYPE, "web", inputs),))


def refused(exemption: Exemption, *, hotpatching: object = False) -> list[str]:
    """What is refused in that stack with an exemption."""
    settings = Settings(TODAY, exemptions=(exemption,))
    found = everything(RULES, stack(hotpatching), settings)
    return [one.message for one in found if note(one) is None]


def told(exemption: Exemption, *, hotpatching: object = False) -> list[str]:
    """What is told about the exemption itself."""
    settings = Settings(TODAY, exemptions=(exemption,))
    found = everything(RULES, stack(hotpatching), settings)
    used = [one.exemption for one in found if one.exemption is not None]
    return list(on_exemptions(used, settings, RULES))


@pytest.mark.parametrize(
    "pattern",
    ["web", "w*", URN, "*::web", TYPE, "azure-native:compute:VirtualMachine", "*VirtualMachine*"],
)
def test_an_exemption_names_a_resource_by_urn_type_or_name(pattern: str) -> None:
    """With `*` for any text; a type also without its version."""
    assert refused(replace(EXEMPTION, resource=pattern)) == []


@pytest.mark.parametrize("pattern", ["we", "WEB", "eb", "db", "VirtualMachine", "we?", "we[b]"])
def test_another_pattern_lets_nothing_pass(pattern: str) -> None:
    """A pattern fits as a whole, names have a case, and nothing but `*` stands for another text."""
    assert len(refused(replace(EXEMPTION, resource=pattern))) == 1


def test_an_exemption_lets_its_rules_pass_only() -> None:
    """Another rule's finding about the same machine stays a refusal."""
    assert len(refused(replace(EXEMPTION, rules=frozenset({"HP004"})))) == 1


def test_an_exemption_lets_an_undecided_value_pass_too() -> None:
    """Whatever the value will be, it is let pass."""
    settings = Settings(TODAY, exemptions=(EXEMPTION,))

    found = everything(RULES, stack(Mark.UNKNOWN), settings)

    assert [(one.is_undecided, one.exemption) for one in found if one.rule.id == "HP003"] == [
        (True, EXEMPTION)
    ]


@pytest.mark.parametrize("days", [0, 1, 400])
def test_an_exemption_counts_on_its_last_day(days: int) -> None:
    """And on each day before."""
    assert refused(replace(EXEMPTION, expires=TODAY + dt.timedelta(days))) == []


def test_an_expired_exemption_counts_no_more_and_the_refusal_says_so() -> None:
    """Whoever meets the refusal learns who has to renew it."""
    messages = refused(replace(EXEMPTION, expires=TODAY - dt.timedelta(1)))

    assert len(messages) == 1
    assert messages[0].startswith(REFUSED)
    assert messages[0].endswith("An exemption of team-db expired on 2026-11-22.")


def test_an_exemption_without_a_last_day_counts_until_it_is_removed() -> None:
    """It never expires, and nothing is told about it while it is used."""
    assert refused(replace(EXEMPTION, expires=None)) == []
    assert told(replace(EXEMPTION, expires=None)) == []


def test_a_used_exemption_far_from_its_end_is_not_told_of_again() -> None:
    """Its use is, at the resource."""
    assert told(EXEMPTION) == []


@pytest.mark.parametrize("days", [0, 14])
def test_an_exemption_that_ends_within_two_weeks_is_told(days: int) -> None:
    """From 14 days before its last day on."""
    ends = TODAY + dt.timedelta(days)

    assert told(replace(EXEMPTION, expires=ends)) == [
        (
            f"exemptions[0] of team-db, HP003: expires on {ends}. Repair what it lets pass, or "
            "renew it."
        )
    ]


def test_an_exemption_that_ends_later_is_not_told() -> None:
    """15 days are time enough."""
    assert told(replace(EXEMPTION, expires=TODAY + dt.timedelta(15))) == []


def test_an_expired_exemption_is_told() -> None:
    """It is to be removed."""
    assert told(replace(EXEMPTION, expires=dt.date(2026, 1, 1))) == [
        "exemptions[0] of team-db, HP003: expired on 2026-01-01. It counts no more: remove it."
    ]


def test_an_unused_exemption_is_told() -> None:
    """The machine was repaired, or renamed."""
    assert told(EXEMPTION, hotpatching=True) == [
        "exemptions[0] of team-db, HP003: found nothing to let pass for 'web'. Remove it."
    ]


def test_the_pack_tells_each_use_and_each_unused_exemption(analyzer_with: AnalyzerWith) -> None:
    """Through the analyzer: a note at the machine, a note at the stack, and no refusal."""
    one = {"rules": ["HP003"], "reason": "Runs SQL Server 2014.", "owner": "team-db"}
    settings = {"exemptions": [{**one, "resource": "web"}, {**one, "resource": "gone"}]}
    inputs = stack(hotpatching=False).resources[0].properties

    machine = analyzer_with(settings).analyze(TYPE, URN, inputs)
    whole = analyzer_with(settings).analyze_stack(
        [{"type": TYPE, "urn": URN, "properties": inputs}]
    )

    assert "HP003-hotpatch-enabled" not in machine
    assert [said.partition(" found")[0] for said in machine["HP000-notes"]] == [
        f"HP003 is exempted here by team-db: Runs SQL Server 2014. {HOTPATCHING}:"
    ]
    assert whole["HP000-stack-notes"][-1:] == [
        "exemptions[1] of team-db, HP003: found nothing to let pass for 'gone'. Remove it."
    ]
