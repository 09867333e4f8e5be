"""JUnit XML, by the schema of the Jenkins xUnit plugin."""

from pathlib import Path
from xml.etree import ElementTree as ET

import xmlschema
from hypothesis import given

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.reports.junit import junit
from tests.reports.report_of import EXAMPLE, NOTHING, reports

FORM = xmlschema.XMLSchema(Path(__file__).parents[1] / "schemas/junit-10.xsd")


@given(report=reports)
def test_any_report_is_valid(report: CheckReport) -> None:
    """Control characters and markup in names and messages too."""
    FORM.validate(junit(report))


@given(report=reports)
def test_what_denies_has_failed_and_nothing_else(report: CheckReport) -> None:
    """A CI system that reads it comes to the same verdict."""
    root = ET.fromstring(junit(report))  # noqa: S314 (our own text)

    failures = root.findall("testsuite/testcase/failure")
    assert len(failures) == sum(found.denies for found in report.findings)
    assert root.get("failures") == str(len(failures))
    assert (not failures) is report.is_well


def test_a_rule_that_found_nothing_has_passed() -> None:
    """So that a report shows what was judged."""
    root = ET.fromstring(junit(NOTHING))  # noqa: S314 (our own text)

    assert len(root.findall("testsuite/testcase")) == len({rule.id for rule in NOTHING.rules})


def test_what_is_let_pass_was_skipped_and_says_why() -> None:
    """With the reason before the message."""
    root = ET.fromstring(junit(EXAMPLE))  # noqa: S314 (our own text)

    skipped = [one.get("message", "") for one in root.findall("testsuite/testcase/skipped")]
    assert [one.partition(":")[0] for one in skipped] == [
        "team-shop, until 2027-03-31",
        "patchMode",
    ]
