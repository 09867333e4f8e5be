"""SARIF, by the published schema and by what GitHub's code scanning needs of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from azure_hotpatch_operations.check.findings import CheckReport, Outcome
from azure_hotpatch_operations.reports.sarif import sarif
from azure_hotpatch_policies.rules import RULES
from tests.reports.report_of import EXAMPLE, found, reports

SCHEMA = Path(__file__).parents[1] / "schemas/sarif-2.1.0.json"
FORM = Draft4Validator(
    json.loads(SCHEMA.read_text()), format_checker=Draft4Validator.FORMAT_CHECKER
)

UNLINKED = "[sign in] (https://evil.example)"


def run_of(report: CheckReport) -> Any:
    """The one run of a log, which has passed the schema."""
    log = json.loads(sarif(report))
    FORM.validate(log)
    (run,) = log["runs"]
    return run


def test_the_validator_looks_at_addresses() -> None:
    """It would not without a package for it; then the tests below would prove less."""
    log = json.loads(sarif(EXAMPLE))
    log["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"] = "no address"

    assert [error.validator for error in FORM.iter_errors(log)] == ["format"]


@given(report=reports)
def test_any_report_is_valid_and_has_what_github_needs(report: CheckReport) -> None:
    """A file, a line, a message, a known rule and a fingerprint for each result."""
    run = run_of(report)

    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(ids)) == len(ids)
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert result["message"]["text"]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]


def test_a_result_is_on_the_line_that_makes_the_resource() -> None:
    """Its file as the repository has it, with the project's folder."""
    location = run_of(EXAMPLE)["results"][0]["locations"][0]

    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/machines/web.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }


def test_a_result_without_a_line_is_on_the_project_and_says_so() -> None:
    """GitHub shows nothing without a place; the URN says which resource it is."""
    location = run_of(EXAMPLE)["results"][2]["locations"][0]

    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "infra/Pulumi.yaml", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1},
        },
        "logicalLocations": [
            {
                "name": "db",
                "fullyQualifiedName": EXAMPLE.findings[2].urn,
                "kind": "resource",
            }
        ],
        "message": {"text": "The line is not known: this is the project's own file."},
    }


def test_no_text_of_others_makes_a_link() -> None:
    """`[text](address)` is one in SARIF, wherever a message is shown."""
    link = "[sign in](https://evil.example)"
    bad = found("HP003", Outcome.EXEMPTED, name=link, message=link, reason=link)

    run = run_of(replace(EXAMPLE, findings=(bad,), notes=(link,)))

    (result,) = run["results"]
    assert result["message"]["text"] == f"{UNLINKED}: {UNLINKED}"
    assert result["suppressions"][0]["justification"] == UNLINKED
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == UNLINKED


def test_levels_follow_what_becomes_of_a_finding() -> None:
    """What denies is an error; what is let pass is a note, and suppressed with its reason."""
    results = run_of(EXAMPLE)["results"]

    assert [
        (result["ruleId"], result["level"], result["baselineState"], result["suppressions"])
        for result in results
    ] == [
        ("HP001", "error", "new", []),
        ("HP014", "note", "new", []),
        ("HP011", "error", "new", []),
        ("HP003", "note", "new", [suppressed("team-shop, until 2027-03-31")]),
        ("HP004", "note", "unchanged", [suppressed("The baseline has it.")]),
    ]


def suppressed(reason: str) -> dict[str, str]:
    """A suppression outside the program."""
    return {"kind": "external", "status": "accepted", "justification": reason}


def test_without_a_baseline_no_result_is_compared() -> None:
    """Where one is, all results say how they stand; else none does."""
    report = CheckReport(EXAMPLE.subject, EXAMPLE.rules, EXAMPLE.findings[:4])

    assert not any("baselineState" in result for result in run_of(report)["results"])


@pytest.mark.parametrize(
    ("pages", "link"),
    [
        ("https://example.com/blob/v1", "https://example.com/blob/v1/docs/rules/{id}.md"),
        ("", "{source}"),
    ],
)
def test_every_rule_helps_and_links_to_its_page(pages: str, link: str) -> None:
    """As text and as Markdown; without an address of pages, to the document behind the rule."""
    rules = run_of(CheckReport("state.json", RULES, (), pages=pages))["tool"]["driver"]["rules"]
    sources = {rule.id: rule.source for rule in RULES}

    for rule in rules:
        address = link.format(id=rule["id"], source=sources[rule["id"]])
        assert rule["helpUri"] == address
        assert address in rule["help"]["text"]
        assert f"]({address})" in rule["help"]["markdown"]
