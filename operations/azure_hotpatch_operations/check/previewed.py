"""What a preview says about the rules: the pack's words, and the rules over its steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome, Place
from azure_hotpatch_operations.check.judged import denies, found_of, reason
from azure_hotpatch_operations.check.places import places_of
from azure_hotpatch_operations.check.preview import MANDATORY, Preview
from azure_hotpatch_operations.check.report import asked, count_machines, in_order, name_of
from azure_hotpatch_policies.judging import judge_step
from azure_hotpatch_policies.notes import heard, on_exemptions
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import (
    EachResource,
    Notes,
    Rule,
    Severity,
    path_of,
)
from azure_hotpatch_policies.rules import OF_PREVIEWS, RULES
from azure_hotpatch_policies.settings import Exemption, Settings
from azure_hotpatch_policies.steps import DELETING, Step
from azure_hotpatch_policies.values import plain

PACK = "azure-hotpatch"
"""Name of our own pack; policies of others are reported by what the engine tells of them."""


@dataclass(frozen=True)
class Heard:
    """What a policy reported.

    Attributes:
        found: The finding; None where it is a remark about none.
        exemption: By which it is let pass.
        remark: What is said besides; empty for a finding.
    """

    found: Found | None
    exemption: Exemption | None = None
    remark: str = ""


def report_of_preview(
    preview: Preview, settings: Settings, of_previews: Sequence[Rule] = OF_PREVIEWS
) -> CheckReport:
    """Return what was found in a preview.

    Args:
        preview: The preview, with the pack run by these settings.
        settings: What the repository says.
        of_previews: The rules over its steps.
    """
    resources = {one.urn: one for one in map(_resource, preview.steps)}
    places = places_of(
        one["newState"] for one in preview.steps if one.get("newState") and "urn" in one["newState"]
    )
    told = [_heard(event, resources, places, settings) for event in preview.policy_events]
    steps = [
        finding
        for step in map(_step, preview.steps)
        for rule in of_previews
        for finding in judge_step(rule, step, settings)
    ]
    findings = [one.found for one in told if one.found is not None]
    findings += [found_of(one, places, settings) for one in steps]
    exemptions = [*(one.exemption for one in told), *(one.exemption for one in steps)]
    rules = (*RULES, *of_previews)
    strangers = {one.rule.id: one.rule for one in findings if one.rule not in rules}
    there = [resources[one["urn"]] for one in preview.steps if one["op"] not in DELETING]
    return CheckReport(
        subject=f"{name_of(resources.values())}, as previewed",
        rules=(*asked(rules), *strangers.values()),
        findings=in_order(findings),
        notes=(
            *dict.fromkeys(one.remark for one in told if one.remark),
            *on_exemptions(filter(None, exemptions), settings, rules),
        ),
        resources=len(there),
        machines=count_machines(there, settings),
    )


def _resource(step: Mapping[str, Any]) -> Resource:
    """Return what a step is about: what will be, or what is there and goes."""
    return _of_state(step, step.get("newState") or step.get("oldState") or {})


def _of_state(step: Mapping[str, Any], state: Mapping[str, Any]) -> Resource:
    urn = step["urn"]
    type_ = state.get("type") or urn.split("::", 3)[2].rpartition("$")[2]
    return Resource(urn, type_, urn.split("::", 3)[3], plain(state.get("inputs") or {}))


def _step(step: Mapping[str, Any]) -> Step:
    old = step.get("oldState") or {}
    return Step(
        operation=step["op"],
        resource=_of_state(step, old),
        reasons=tuple(step.get("replaceReasons") or ()),
        is_left=bool(old.get("retainOnDelete") or old.get("external")),
    )


def _heard(
    event: Mapping[str, Any],
    resources: Mapping[str, Resource],
    places: Mapping[str, Place],
    settings: Settings,
) -> Heard:
    urn = event.get("resourceUrn") or ""
    resource = resources.get(urn) or Resource(urn, "", urn.rpartition("::")[2], {})
    said = str(event.get("message", "")).strip()
    rule = _rule(event)
    message = said.removeprefix(rule.description).strip() or said
    if isinstance(rule.judges, Notes):
        note = heard(message, resource, asked(RULES), settings)
        if note is None:
            return Heard(None, remark="" if _is_of_exemptions(message, settings) else message)
        about, exemption, message = note
        outcome = Outcome.UNDECIDED if exemption is None else Outcome.EXEMPTED
        return Heard(
            _found(about, outcome, resource, message, places, settings, exemption), exemption
        )
    refuses = event.get("enforcementLevel") in MANDATORY
    outcome = Outcome.VIOLATION if refuses else Outcome.ADVICE
    return Heard(_found(rule, outcome, resource, message, places, settings, None))


def _found(
    rule: Rule,
    outcome: Outcome,
    resource: Resource,
    message: str,
    places: Mapping[str, Place],
    settings: Settings,
    exemption: Exemption | None,
) -> Found:
    return Found(
        rule=rule,
        outcome=outcome,
        denies=denies(rule, outcome, settings),
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        message=message,
        path=path_of(message),
        place=places.get(resource.urn),
        reason="" if exemption is None else reason(exemption),
    )


def _is_of_exemptions(message: str, settings: Settings) -> bool:
    """Tell whether a remark is one that is made here too, by what the whole check has found."""
    return any(message.startswith(f"{one.place} of {one.owner}, ") for one in settings.exemptions)


def _rule(event: Mapping[str, Any]) -> Rule:
    name, pack = event.get("policyName", ""), event.get("policyPackName", "")
    if pack == PACK:
        for rule in RULES:
            if rule.policy_name == name:
                return rule
    description, _, message = str(event.get("message", "")).strip().partition("\n")
    severities = {one.value: one for one in Severity}
    return Rule(
        id=name,
        name=pack,
        title=name,
        description=description if message else "",
        why="",
        fix="",
        severity=severities.get(event.get("severity", ""), Severity.MEDIUM),
        judges=EachResource(lambda _resource, _settings: iter(())),
        source="https://www.pulumi.com/docs/insights/policy/",
    )
