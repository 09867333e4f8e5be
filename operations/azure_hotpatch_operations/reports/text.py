"""For a terminal: each resource, what is wrong with it, and how it ends."""

from collections.abc import Iterator

from rich.text import Text

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.reports.visible import visible
from azure_hotpatch_operations.reports.words import (
    LABELS,
    by_resource,
    page,
    position,
    summary,
    verdict,
)

STYLES = {
    Outcome.VIOLATION: "bold red",
    Outcome.ADVICE: "cyan",
    Outcome.UNDECIDED: "yellow",
    Outcome.EXEMPTED: "dim",
    Outcome.ACCEPTED: "dim",
}


def text(report: CheckReport) -> str:
    """Return the report as plain text."""
    return coloured(report).plain


def coloured(report: CheckReport) -> Text:
    """Return the report for `rich.console.Console.print`, which knows whether to colour it."""
    return Text("\n").join([*_lines(report), Text("")])


def _lines(report: CheckReport) -> Iterator[Text]:
    for _, findings in by_resource(report):
        yield _resource(report, findings[0])
        for found in findings:
            yield from _finding(report, found)
        yield Text("")
    for note in report.notes:
        yield Text(f"Note: {visible(note)}", "yellow")
    if report.notes:
        yield Text("")
    style = "green" if report.is_well else "bold red"
    yield Text(f"{visible(report.subject)}: {verdict(report)}", style) + Text(
        f" ({summary(report)})"
    )


def _resource(report: CheckReport, found: Found) -> Text:
    named = Text(visible(found.name) or "the stack", "bold")
    if found.type:
        named += Text(f" ({visible(found.type)})")
    where = position(report, found)
    return named + Text(f" {visible(where.file)}:{where.line}" if where.is_known else "")


def _finding(report: CheckReport, found: Found) -> Iterator[Text]:
    label = LABELS[found.outcome]
    if found.denies and found.outcome is Outcome.UNDECIDED:
        label += " (denied)"
    head = Text(f"  {found.rule.id} ") + Text(label, STYLES[found.outcome])
    yield head + Text(f": {visible(found.message)}")
    if found.reason:
        yield Text(f"      {visible(found.reason)}", "dim")
    if found.denies and report.pages:  # Else the message names its document.
        yield Text(f"      {page(report, found.rule)}", "dim")
