"""The rules over a state, in this process."""

from collections.abc import Iterator, Mapping, Sequence

from azure_hotpatch_operations.check.exported import State
from azure_hotpatch_operations.check.findings import Found, Outcome, Place
from azure_hotpatch_policies.judging import Finding, judge_resource, judge_stack
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.settings import Exemption, OnUndecided, Settings


def judged(rules: Sequence[Rule], state: State, settings: Settings) -> Iterator[Finding]:
    """Yield what the rules say: of each resource by its inputs, of the stack by its outputs."""
    for rule in rules:
        if rule.is_of_stack:
            yield from judge_stack(rule, state.outputs, settings)
        else:
            for resource in state.inputs.resources:
                yield from judge_resource(rule, resource, settings)


def found_of(finding: Finding, places: Mapping[str, Place], settings: Settings) -> Found:
    """Return what is reported of a finding."""
    outcome = outcome_of(finding)
    return Found(
        rule=finding.rule,
        outcome=outcome,
        denies=denies(finding.rule, outcome, settings),
        urn=finding.resource.urn,
        type=finding.resource.type,
        name=finding.resource.name,
        message=finding.message,
        path=finding.answer.path,
        place=places.get(finding.resource.urn),
        reason="" if finding.exemption is None else reason(finding.exemption),
    )


def outcome_of(finding: Finding) -> Outcome:
    """Return what becomes of a finding."""
    if finding.exemption is not None:
        return Outcome.EXEMPTED
    if finding.is_undecided:
        return Outcome.UNDECIDED
    return Outcome.VIOLATION if finding.rule.is_mandatory else Outcome.ADVICE


def denies(rule: Rule, outcome: Outcome, settings: Settings) -> bool:
    """Tell whether a finding fails the check; what only advises never does."""
    if outcome is Outcome.UNDECIDED:
        return rule.is_mandatory and settings.undecided is OnUndecided.DENY
    return outcome is Outcome.VIOLATION


def reason(exemption: Exemption) -> str:
    """Say why an exemption lets pass, and who answers for it."""
    last = "" if exemption.expires is None else f", until {exemption.expires}"
    return f"{exemption.reason.rstrip('.')} ({exemption.owner}{last})"
