"""For a comment on a pull request: Markdown that GitHub shows as it is meant, whatever it quotes.

Names, paths and messages come from whoever wrote the pull request. Each stands in a code element,
in which GitHub makes no mention or reference, with its punctuation as entities, so that it can't
leave the element or its table cell. GitHub's parser makes links of mail addresses even there, and
after entities are read, so an @ is followed by <wbr>.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.reports.visible import shortened, visible
from azure_hotpatch_operations.reports.words import (
    LABELS,
    LET_PASS,
    Position,
    page,
    position,
    summary,
    verdict,
)

LIMIT = 65_536
"""Characters of a comment that GitHub takes."""

RESERVE = 3_000
"""Left free for what stands below the tables."""

LONGEST = 700
"""Characters of one quoted text."""

PLAIN = frozenset(" ,;=()/'-")
"""Punctuation that means nothing to Markdown inside a line."""

HEADER = "| | Rule | Resource | Line | What |\n| --- | --- | --- | --- | --- |"


def markdown(report: CheckReport, limit: int = LIMIT, files: str = "") -> str:
    """Return the report as a comment; what does not fit into it is counted.

    Args:
        report: The report.
        limit: The most characters.
        files: Address below which the repository's files are shown, for links to lines.
    """
    head = [_title(report), f"{summary(report)}."]
    foot = [f"- {quoted(note)}" for note in report.notes]
    room = limit - RESERVE - sum(len(line) + 2 for line in head)
    body = list(_tables(report, room, files))
    notes = list(fitting(foot, RESERVE - 200))
    if len(notes) < len(foot):
        notes.append(f"- and {len(foot) - len(notes)} more notes")
    parts = [*head, *body, "\n".join(["**Notes**", "", *notes]) if notes else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def quoted(text: str, length: int = LONGEST) -> str:
    """Return somebody's text so that it stays text: `<code>a&#124;b</code>`; `-` for none."""
    if not text:
        return "-"
    return f"<code>{''.join(map(_entity, shortened(visible(text), length)))}</code>"


def _entity(character: str) -> str:
    if character.isalnum() or character in PLAIN or not character.isascii():
        return character
    return f"&#{ord(character)};{'<wbr>' if character == '@' else ''}"


def _title(report: CheckReport) -> str:
    mark = ":white_check_mark:" if report.is_well else ":x:"
    return f"### {mark} azure-hotpatch {verdict(report)}: {quoted(report.subject, 200)}"


def _tables(report: CheckReport, room: int, files: str) -> Iterator[str]:
    open_first = sorted(report.findings, key=lambda found: (_is_let_pass(found), not found.denies))
    for is_let_pass, group in groupby(open_first, _is_let_pass):
        findings = list(group)
        rows = [_row(report, found, files) for found in findings]
        shown = list(fitting(rows, room - 300))
        room -= sum(len(row) + 1 for row in shown) + 300
        left = len(rows) - len(shown)
        more = f"\n\nand {left} more, in the full report." if left else ""
        table = "\n".join([HEADER, *shown]) if shown else ""
        if is_let_pass:
            opening = f"<details><summary>Let pass: {len(rows)}</summary>"
            yield f"{opening}\n\n{table}{more}\n\n</details>"
        else:
            yield f"{table}{more}"


def fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """Yield the first lines, as many as have together at most this many characters."""
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def _is_let_pass(found: Found) -> bool:
    return found.outcome in LET_PASS


def _row(report: CheckReport, found: Found, files: str) -> str:
    label = LABELS[found.outcome]
    if found.denies and found.outcome is Outcome.UNDECIDED:
        label += ", denied"
    what = quoted(found.message)
    if found.reason:
        what += f"<br>{quoted(found.reason)}"
    cells = (
        f"**{label}**" if found.denies else label,
        f"[{found.rule.id}]({page(report, found.rule)})",
        quoted(found.name or found.urn, 200),
        _line(position(report, found), files),
        what,
    )
    return f"| {' | '.join(cells)} |"


def _line(where: Position, files: str) -> str:
    if not where.is_known:
        return "-"
    shown = quoted(f"{where.file}:{where.line}", 200)
    if not files or {".", "..", ""} & set(where.file.split("/")):  # It would lead elsewhere.
        return shown
    path = quote(where.file.encode("utf-8", "surrogatepass"), safe="/")
    return f"[{shown}]({files}/{path}#L{where.line})"
