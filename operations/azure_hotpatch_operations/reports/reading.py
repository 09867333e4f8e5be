"""Reads the JSON form back, as data that somebody else may have written."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome, Place
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.reports.json_form import FORM
from azure_hotpatch_policies.rule import Rule

MOST_FINDINGS = 25_000
"""As many results as GitHub's code scanning takes in one run."""

LARGEST = 2**31 - 1
"""Of a number: whoever reads the reports may have no larger ones."""

_T = TypeVar("_T")


class ReportFormError(OperationsError):
    """A file is no report of `azure-hotpatch check`."""

    def __init__(self, place: str, found: str, allowed: str) -> None:
        super().__init__(
            f"{place}: found {found}; allowed: {allowed}. "
            "Write it with `azure-hotpatch check` of this version."
        )


def read(text: str, rules: Iterable[Rule]) -> CheckReport:
    """Return the report that a text in the JSON form stands for.

    Nothing of a rule but its name is taken from the text: its words and links are ours.

    Args:
        text: The JSON.
        rules: Every rule that may be named in it.

    Raises:
        ReportFormError: it is something else.
    """
    known = {rule.policy_name: rule for rule in rules}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ReportFormError("report", "no JSON", "a JSON object") from None
    top = _of(said, dict, "report")
    form = _field(top, "form", str, "report")
    if form != FORM:
        raise ReportFormError("report.form", "another form", FORM)
    return CheckReport(
        subject=_field(top, "subject", str, "report"),
        rules=_each(top, "rules", lambda one, place: _rule(one, place, known)),
        findings=_each(top, "findings", lambda one, place: _found(one, place, known)),
        notes=_each(top, "notes", lambda one, place: _of(one, str, place)),
        resources=_count(top, "resources"),
        machines=_count(top, "machines"),
        folder=_field(top, "folder", str, "report"),
        pages=_field(top, "pages", str, "report"),
    )


def _found(said: Any, place: str, known: Mapping[str, Rule]) -> Found:
    finding = _of(said, dict, place)
    outcome = _field(finding, "outcome", str, place)
    if outcome not in {one.value for one in Outcome}:
        allowed = ", ".join(one.value for one in Outcome)
        raise ReportFormError(f"{place}.outcome", "another text", allowed)
    where = finding.get("place")
    return Found(
        rule=_rule(finding, place, known),
        outcome=Outcome(outcome),
        denies=_field(finding, "denies", bool, place),
        **{
            key: _field(finding, key, str, place)
            for key in ("urn", "type", "name", "message", "path", "reason")
        },
        place=None if where is None else _place(where, f"{place}.place"),
    )


def _place(said: Any, place: str) -> Place:
    where = _of(said, dict, place)
    line = _field(where, "line", int, place)
    if not 1 <= line <= LARGEST:
        raise ReportFormError(f"{place}.line", "another number", f"1 to {LARGEST}")
    return Place(file=_field(where, "file", str, place), line=line)


def _rule(said: Any, place: str, known: Mapping[str, Rule]) -> Rule:
    name = _field(_of(said, dict, place), "policy", str, place)
    if name not in known:
        raise ReportFormError(f"{place}.policy", "an unknown rule", "the rules of this version")
    return known[name]


def _count(said: Mapping[str, Any], key: str) -> int:
    count = _field(said, key, int, "report")
    if not 0 <= count <= LARGEST:
        raise ReportFormError(f"report.{key}", "another number", f"0 to {LARGEST}")
    return count


def _each(said: Mapping[str, Any], key: str, one: Callable[[Any, str], _T]) -> tuple[_T, ...]:
    listed = _field(said, key, list, "report")
    if len(listed) > MOST_FINDINGS:
        raise ReportFormError(f"report.{key}", f"{len(listed)} items", f"{MOST_FINDINGS} at most")
    return tuple(one(item, f"report.{key}[{index}]") for index, item in enumerate(listed))


def _field(said: Mapping[str, Any], key: str, kind: type[_T], place: str) -> _T:
    return _of(said.get(key), kind, f"{place}.{key}")


def _of(value: Any, kind: type[_T], place: str) -> _T:
    if type(value) is not kind:  # A bool is no whole number here.
        name = "absent or null" if value is None else type(value).__name__
        raise ReportFormError(place, name, kind.__name__)
    return value
