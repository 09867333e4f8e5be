"""A baseline: today's findings of an old stack, accepted for now, so that only new ones fail.

A finding is one of the baseline's when rule, resource and property are the same, whatever the value
is; where no property was judged, the message decides.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.errors import UsageError

FORM = "azure-hotpatch-baseline/1"
OPEN = frozenset({Outcome.VIOLATION, Outcome.ADVICE, Outcome.UNDECIDED})
"""What a baseline can accept; the rest is let pass already."""


class BaselineError(UsageError):
    """The file is no baseline; every reason at once."""

    def __init__(self, file: Path, found: list[str]) -> None:
        super().__init__("\n".join([f"{file} is no baseline:", *(f"  {one}" for one in found)]))


@dataclass(frozen=True, order=True)
class Accepted:
    """One accepted finding.

    Attributes:
        resource: URN; empty for the stack as a whole.
        rule: Id of the rule.
        path: Path of the property; empty for none.
        message: What was found on the day when it was accepted.
    """

    resource: str
    rule: str
    path: str
    message: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a finding of today must share with it."""
        return self.resource, self.rule, self.path or self.message


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file."""
    text = files(__package__).joinpath("baseline.schema.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def read_baseline(file: Path) -> tuple[Accepted, ...]:
    """Read a baseline.

    Raises:
        BaselineError: it cannot be read, or something in it is wrong.
    """
    from azure_hotpatch_policies.documents import mistakes  # noqa: PLC0415 (JSON schema is slow)

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, ValueError, RecursionError) as error:
        raise BaselineError(file, [f"it cannot be read: {error}"]) from error
    wrong = sorted(mistakes(document, schema()))
    if wrong:
        raise BaselineError(file, wrong)
    return tuple(
        Accepted(one["resource"], one["rule"], one["property"], one["message"])
        for one in document["accepted"]
    )


def baseline_of(report: CheckReport) -> str:
    """Return the text of a baseline that accepts what a report has found; the same for the same."""
    accepted = sorted({_accepted(one) for one in report.findings if one.outcome in OPEN})
    rows = [
        {"resource": one.resource, "rule": one.rule, "property": one.path, "message": one.message}
        for one in accepted
    ]
    document = {"form": FORM, "accepted": rows}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def with_baseline(report: CheckReport, accepted: tuple[Accepted, ...], name: str) -> CheckReport:
    """Return a report in which nothing that the baseline has denies.

    Args:
        report: What was found.
        accepted: The baseline.
        name: Where it stands, for people.
    """
    by_key = {one.key: one for one in accepted}
    findings = tuple(_let_pass(one, by_key, name) for one in report.findings)
    there = {_accepted(one).key for one in report.findings if one.outcome in OPEN}
    return replace(report, findings=findings, notes=(*report.notes, *_gone(accepted, there, name)))


def _accepted(found: Found) -> Accepted:
    return Accepted(found.urn, found.rule.id, found.path, found.message)


def _let_pass(found: Found, by_key: Mapping[tuple[str, str, str], Accepted], name: str) -> Found:
    if found.outcome not in OPEN or _accepted(found).key not in by_key:
        return found
    return replace(found, outcome=Outcome.ACCEPTED, denies=False, reason=f"accepted in {name}")


def _gone(
    accepted: tuple[Accepted, ...], there: set[tuple[str, str, str]], name: str
) -> Iterator[str]:
    for one in accepted:
        if one.key not in there:
            about = f"{one.rule} of {one.resource.rpartition('::')[2] or 'the stack'}"
            what = f" at {one.path}" if one.path else ""
            yield f"{name}: {about}{what} is accepted and no longer found. Write the baseline anew."
