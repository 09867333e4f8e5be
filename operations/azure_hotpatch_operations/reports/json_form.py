"""For programs: JSON, whose schema is report.schema.json beside this file."""

import json
from collections.abc import Mapping
from typing import Any

from azure_hotpatch_operations.check.findings import CheckReport, Found
from azure_hotpatch_operations.reports.words import counts, page
from azure_hotpatch_policies.rule import Rule

FORM = "azure-hotpatch-check/1"
"""Changes when a reader of the form before could go wrong."""


def json_form(report: CheckReport) -> str:
    """Return the report as JSON, in ASCII, so that it survives every encoding."""
    return json.dumps(document(report), indent=2) + "\n"


def document(report: CheckReport) -> dict[str, Any]:
    """Return the report as JSON's own types."""
    return {
        "form": FORM,
        "subject": report.subject,
        "passes": report.is_well,
        "resources": report.resources,
        "machines": report.machines,
        "counts": {outcome.value: count for outcome, count in counts(report).items()},
        "findings": [_finding(found) for found in report.findings],
        "notes": list(report.notes),
        "rules": [_rule(report, rule) for rule in report.rules],
        "folder": report.folder,
        "pages": report.pages,
    }


def _finding(found: Found) -> Mapping[str, Any]:
    place = found.place
    return {
        "rule": found.rule.id,
        "policy": found.rule.policy_name,
        "severity": found.rule.severity.value,
        "outcome": found.outcome.value,
        "denies": found.denies,
        "urn": found.urn,
        "type": found.type,
        "name": found.name,
        "path": found.path,
        "message": found.message,
        "place": None if place is None else {"file": place.file, "line": place.line},
        "reason": found.reason,
        "fingerprint": found.fingerprint,
    }


def _rule(report: CheckReport, rule: Rule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "policy": rule.policy_name,
        "title": rule.title,
        "description": rule.description,
        "why": rule.why,
        "fix": rule.fix,
        "severity": rule.severity.value,
        "isMandatory": rule.is_mandatory,
        "tags": list(rule.tags),
        "page": page(report, rule),
        "source": rule.source,
    }
