"""For CI systems: JUnit XML in the form of the Jenkins xUnit plugin, a suite a rule."""

import xml.etree.ElementTree as ET

from azure_hotpatch_operations.check.findings import CheckReport, Found
from azure_hotpatch_operations.reports.visible import visible
from azure_hotpatch_operations.reports.words import LABELS, LET_PASS, page, position, rules_by_id
from azure_hotpatch_policies.rule import Rule


def junit(report: CheckReport) -> str:
    """Return the report as JUnit XML: what denies has failed, what is let pass was skipped."""
    root = ET.Element("testsuites", name=f"azure-hotpatch: {visible(report.subject)}")
    for rule in rules_by_id(report).values():
        found = [one for one in report.findings if one.rule.id == rule.id]
        root.append(_suite(report, rule, found))
    root.set("tests", str(len(root.findall("*/testcase"))))
    root.set("failures", str(len(root.findall("*/testcase/failure"))))
    root.set("errors", "0")
    if report.notes and len(root):
        ET.SubElement(root[0], "system-out").text = "\n".join(map(visible, report.notes))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'


def _suite(report: CheckReport, rule: Rule, findings: list[Found]) -> ET.Element:
    suite = ET.Element("testsuite", name=rule.policy_name, errors="0", time="0")
    for found in findings:
        suite.append(_case(report, found))
    if not findings:
        ET.SubElement(suite, "testcase", name=rule.title, classname=rule.policy_name)
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _case(report: CheckReport, found: Found) -> ET.Element:
    about = visible(found.urn or found.name) or "the stack"
    name = f"{about} {visible(found.path)}".rstrip()
    case = ET.Element("testcase", name=name, classname=found.rule.policy_name)
    label, message = LABELS[found.outcome], visible(found.message)
    if found.denies:
        failure = ET.SubElement(case, "failure", type=label, message=message)
        where = position(report, found)
        at = f"{visible(where.file)}:{where.line}\n" if where.is_known else ""
        failure.text = f"{at}{message}\n{page(report, found.rule)}"
    elif found.outcome in LET_PASS:
        said = f"{visible(found.reason)}: {message}" if found.reason else message
        ET.SubElement(case, "skipped", type=label, message=said)
    else:
        ET.SubElement(case, "system-out").text = f"{label}: {message}"
    return case
