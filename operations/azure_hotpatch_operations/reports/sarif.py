"""For code scanning: SARIF 2.1.0, as GitHub takes it.

GitHub shows no result without a file and a line, tells results apart by primaryLocationLineHash,
and does not look at suppressions. Source, read on 2026-11-25:
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
"""

import json
from typing import Any
from urllib.parse import quote

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.reports.visible import visible
from azure_hotpatch_operations.reports.words import LET_PASS, page, position, rules_by_id
from azure_hotpatch_policies.rule import Rule, Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
SCORES = {
    Severity.LOW: "3.0",
    Severity.MEDIUM: "5.0",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}
"""In the middle of the ranges that GitHub calls low, medium, high and critical."""

NOWHERE = "The line is not known: this is the project's own file."


def sarif(report: CheckReport) -> str:
    """Return the report as a SARIF log of one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2) + "\n"


def _run(report: CheckReport) -> dict[str, Any]:
    rules = rules_by_id(report)
    order = {id_: index for index, id_ in enumerate(rules)}
    notes = [{"level": "note", "message": {"text": _linkless(note)}} for note in report.notes]
    return {
        "tool": {
            "driver": {
                "name": "azure-hotpatch",
                "rules": [_rule(report, rule) for rule in rules.values()],
            }
        },
        "automationDetails": {"id": f"azure-hotpatch/{visible(report.subject)}/"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [_result(report, found, order) for found in report.findings],
        "columnKind": "unicodeCodePoints",
    }


def _rule(report: CheckReport, rule: Rule) -> dict[str, Any]:
    link = page(report, rule)
    said = f"{rule.description} {rule.why}"
    return {
        "id": rule.id,
        "name": rule.policy_name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.description},
        "help": {
            "text": f"{said}\n\nWhat to do: {rule.fix}\n\n{link}\n{rule.source}",
            "markdown": f"{said}\n\n**What to do:** {rule.fix}\n\n"
            f"[{rule.id}: {rule.title}]({link}) · [Source]({rule.source})\n",
        },
        "helpUri": link,
        "defaultConfiguration": {"level": "error" if rule.is_mandatory else _advised(rule)},
        "properties": {
            "tags": ["security", "hotpatch", *(tag for tag in rule.tags if tag != "security")],
            "precision": "very-high",
            "security-severity": SCORES[rule.severity],
        },
    }


def _result(report: CheckReport, found: Found, order: dict[str, int]) -> dict[str, Any]:
    result = {
        "ruleId": found.rule.id,
        "ruleIndex": order[found.rule.id],
        "level": _level(found),
        "message": {"text": _message(found)},
        "locations": [_location(report, found)],
        "partialFingerprints": {
            "azureHotpatch/v1": found.fingerprint,
            "primaryLocationLineHash": found.fingerprint,  # The one that GitHub reads.
        },
        "suppressions": _suppressions(found),
        "properties": {"outcome": found.outcome.value, "denies": found.denies},
    }
    if any(report.of(Outcome.ACCEPTED)):  # There is a baseline, so each result says how it stands.
        is_old = found.outcome is Outcome.ACCEPTED
        result["baselineState"] = "unchanged" if is_old else "new"
    return result


def _message(found: Found) -> str:
    about = f"{found.name}: " if found.name else ""
    return _linkless(f"{about}{found.message}") or found.rule.title


def _linkless(text: str) -> str:
    """Return somebody's text without the form of SARIF's links, `[text](address)`.

    Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/, 3.11.6, embedded links.
    """
    return visible(text).replace("](", "] (")


def _level(found: Found) -> str:
    if found.denies:
        return "error"
    if found.outcome in LET_PASS:
        return "note"
    return "warning" if found.outcome is Outcome.UNDECIDED else _advised(found.rule)


def _advised(rule: Rule) -> str:
    return "note" if rule.severity is Severity.LOW else "warning"


def _location(report: CheckReport, found: Found) -> dict[str, Any]:
    where = position(report, found)
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(where.file), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": where.line},
        }
    }
    if found.urn:
        location["logicalLocations"] = [
            {
                "name": visible(found.name),
                "fullyQualifiedName": visible(found.urn),
                "kind": "resource",
            }
        ]
    if not where.is_known:
        location["message"] = {"text": NOWHERE}
    return location


def _uri(file: str) -> str:
    return quote(file.lstrip("/").encode("utf-8", "surrogatepass"), safe="/")


def _suppressions(found: Found) -> list[dict[str, Any]]:
    if found.outcome not in LET_PASS:
        return []
    reason = _linkless(found.reason) or "The baseline has it."
    return [{"kind": "external", "status": "accepted", "justification": reason}]
