"""Words that several formats share."""

from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome, Place
from azure_hotpatch_policies.rule import Rule

LABELS = {
    Outcome.VIOLATION: "refused",
    Outcome.ADVICE: "advice",
    Outcome.UNDECIDED: "undecided",
    Outcome.EXEMPTED: "exempted",
    Outcome.ACCEPTED: "accepted",
}
"""What is said of a finding, in a word."""

LET_PASS = frozenset({Outcome.EXEMPTED, Outcome.ACCEPTED})
"""Somebody knows of it, and lets it pass."""

COUNTED = {
    Outcome.VIOLATION: ("violation", "violations"),
    Outcome.ADVICE: ("piece of advice", "pieces of advice"),
    Outcome.UNDECIDED: ("undecided", "undecided"),
    Outcome.EXEMPTED: ("exempted", "exempted"),
    Outcome.ACCEPTED: ("accepted", "accepted"),
}


@dataclass(frozen=True)
class Position:
    """Where a finding is shown.

    Attributes:
        file: Path in the repository, with forward slashes.
        line: From 1.
        is_known: Whether the program makes the resource there; else it is the project's file.
    """

    file: str
    line: int
    is_known: bool


def position(report: CheckReport, found: Found) -> Position:
    """Return where a finding is shown: its line, else the first one of the project's file."""
    folder = report.folder.strip("/")
    place = found.place or Place("Pulumi.yaml", 1)
    return Position(
        file=f"{folder}/{place.file}" if folder not in {"", "."} else place.file,
        line=place.line,
        is_known=found.place is not None,
    )


def page(report: CheckReport, rule: Rule) -> str:
    """Return the address of a rule's page; the document behind the rule where no page is known."""
    return f"{report.pages.rstrip('/')}/{rule.page}" if report.pages else rule.source


def counts(report: CheckReport) -> dict[Outcome, int]:
    """Return how many findings each outcome has."""
    return {outcome: sum(1 for _ in report.of(outcome)) for outcome in Outcome}


def summary(report: CheckReport) -> str:
    """Say how it ends, in a sentence."""
    parts = [
        f"{count} {COUNTED[outcome][count != 1]}"
        for outcome, count in counts(report).items()
        if count
    ]
    said = ", ".join(parts) if parts else "nothing found"
    judged = f"{_many(report.machines, 'machine')} judged"
    return f"{said}; {judged}, of {_many(report.resources, 'resource')}"


def verdict(report: CheckReport) -> str:
    """Say in a word or two whether the check passes."""
    return "passes" if report.is_well else "does not pass"


def by_resource(report: CheckReport) -> Iterator[tuple[str, list[Found]]]:
    """Yield each resource's URN with its findings, in the order of the report."""
    groups: dict[str, list[Found]] = {}
    for found in report.findings:
        groups.setdefault(found.urn, []).append(found)
    yield from groups.items()


def rules_by_id(report: CheckReport) -> dict[str, Rule]:
    """Return one rule an id: those that judged, and those of the findings."""
    rules: dict[str, Rule] = {}
    for rule in (*report.rules, *(found.rule for found in report.findings)):
        rules.setdefault(rule.id, rule)
    return rules


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
