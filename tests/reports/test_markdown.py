"""Markdown, through the parser that GitHub uses, cmark-gfm, with raw HTML let through."""

import dataclasses
import re
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]  # It has no types.
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import given

from azure_hotpatch_operations.check.findings import CheckReport, Outcome
from azure_hotpatch_operations.reports.markdown import LIMIT, markdown, quoted
from azure_hotpatch_operations.reports.visible import visible
from tests.reports.report_of import EXAMPLE, NOTHING, found, reports, texts

TAGS = {
    *("h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "a", "br", "strong"),
    *("details", "summary", "ul", "li", "wbr"),
}
LINKS = re.compile(r"https://(learn\.microsoft\.com|github\.com|www\.pulumi\.com|example\.com)/")


class Shown(HTMLParser):
    """What a reader sees: tags, links, the texts inside code elements and outside of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.code: list[str] = []
        self.prose = ""
        self.cells = [0]
        self._in_code = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what begins."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag == "code":
            self._in_code = True
            self.code.append("")
        if tag == "tr":
            self.cells.append(0)
        if tag in {"td", "th"}:
            self.cells[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        """Leave a code element."""
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self._in_code:
            self.code[-1] += data
        else:
            self.prose += data


def shown(comment: str) -> Shown:
    """A comment as GitHub's parser renders it, raw HTML included."""
    return Shown(cmarkgfm.github_flavored_markdown_to_html(comment, Options.CMARK_OPT_UNSAFE))


@given(report=reports)
def test_nothing_that_is_quoted_becomes_markup(report: CheckReport) -> None:
    """No tag, link, mention, reference or table cell but our own, and no more than GitHub takes."""
    comment = markdown(report)

    page = shown(comment)
    assert len(comment) <= LIMIT
    assert page.tags <= TAGS
    assert all(LINKS.match(link) for link in page.links)
    assert "@" not in page.prose
    assert "#" not in page.prose
    assert "://" not in page.prose
    assert set(page.cells[1:]) <= {5}


@given(text=texts)
def test_what_is_quoted_is_read_as_it_is(text: str) -> None:
    """Cut where it is too long, and with an escape for what nobody would see."""
    (read,) = shown(f"a {quoted(text, 10**6)} b").code or [""]

    assert read == (visible(text) if text else "")


def test_a_long_report_says_how_much_is_left_out() -> None:
    """What refuses comes first, and stays."""
    many = tuple(
        found("HP003", Outcome.EXEMPTED, name=f"vm{index}", reason="x" * 500)
        for index in range(500)
    ) + tuple(found("HP001", Outcome.VIOLATION, name=f"web{index}") for index in range(500))
    report = dataclasses.replace(EXAMPLE, findings=many, notes=("note " * 200,) * 50)

    comment = markdown(report)

    assert len(comment) <= LIMIT
    assert re.search(r"and \d+ more notes", comment)
    assert re.search(r"and \d+ more, in the full report", comment)
    assert "<summary>Let pass: 500</summary>" in comment
    assert shown(comment).code[1] == "web0"


@pytest.mark.parametrize("limit", [4_000, 10_000, 65_536])
def test_a_limit_is_kept(limit: int) -> None:
    """Whoever adds a text of their own asks for a shorter one."""
    many = tuple(found("HP001", Outcome.VIOLATION, name="|" * 300) for _ in range(300))
    report = dataclasses.replace(EXAMPLE, subject="#" * 900, findings=many)

    assert len(markdown(report, limit)) <= limit


def test_a_check_that_found_nothing_says_so() -> None:
    """In two lines."""
    assert markdown(NOTHING) == (
        "### :white_check_mark: azure-hotpatch passes: <code>state&#46;json</code>\n\n"
        "nothing found; 0 machines judged, of 0 resources.\n"
    )
