"""Every format, of one report word by word, and of any."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from rich.console import Console

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.reports import json_form as json_form_module
from azure_hotpatch_operations.reports.formats import WRITERS, Format
from azure_hotpatch_operations.reports.json_form import json_form
from azure_hotpatch_operations.reports.reading import ReportFormError, read
from azure_hotpatch_operations.reports.text import coloured, text
from azure_hotpatch_policies.rules import RULES
from tests.reports.report_of import EXAMPLE, NOTHING, reports

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = Path(json_form_module.__file__).with_name("report.schema.json")
FORM = Draft202012Validator(json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize("form", Format)
def test_a_report_reads_like_this(form: Format) -> None:
    """The whole of it, as a file of expected/."""
    assert WRITERS[form](EXAMPLE) == (EXPECTED / f"report.{form.value}").read_text()


@pytest.mark.parametrize("form", Format)
def test_a_report_ends_with_a_line_feed(form: Format) -> None:
    """One, also where nothing was found."""
    said = WRITERS[form](NOTHING)

    assert said.endswith("\n")
    assert not said.endswith("\n\n")


@given(report=reports)
def test_any_report_can_be_written_to_a_file(report: CheckReport) -> None:
    """No name or message is without an encoding, and none ends or starts a line of its own."""
    for form in Format:
        WRITERS[form](report).encode()
    lines = text(report).splitlines()
    assert all(line.isprintable() for line in lines)


def test_the_schema_is_a_schema() -> None:
    """And says of each key what it is."""
    Draft202012Validator.check_schema(FORM.schema)


@given(report=reports)
def test_any_json_is_of_the_documented_form(report: CheckReport) -> None:
    """The schema ships beside the module that writes it."""
    FORM.validate(json.loads(json_form(report)))


@given(report=reports)
def test_json_reads_back_as_the_same_report(report: CheckReport) -> None:
    """Nothing of a report is lost in its JSON."""
    assert read(json_form(report), RULES) == report


def test_a_rule_is_ours_whatever_a_file_says_of_it() -> None:
    """Words and links of rules come from this program, not from the file."""
    said = json.loads(json_form(EXAMPLE))
    said["rules"][0]["page"] = "https://evil.example"
    said["rules"][0]["fix"] = "Turn it off."

    assert read(json.dumps(said), RULES) == EXAMPLE


@pytest.mark.parametrize(
    ("path", "value", "beginning"),
    [
        (["form"], "other/1", "report.form: found another form; allowed: azure-hotpatch-check/1."),
        (["subject"], None, "report.subject: found absent or null; allowed: str."),
        (["machines"], True, "report.machines: found bool; allowed: int."),
        (["machines"], -1, "report.machines: found another number; allowed: 0 to 2147483647."),
        (["notes"], {}, "report.notes: found dict; allowed: list."),
        (["notes", 0], 5, "report.notes[0]: found int; allowed: str."),
        (["notes"], [""] * 25_001, "report.notes: found 25001 items; allowed: 25000 at most."),
        (["findings", 0], [], "report.findings[0]: found list; allowed: dict."),
        (["findings", 0, "denies"], "yes", "report.findings[0].denies: found str; allowed: bool."),
        (["findings", 0, "outcome"], "fine", "report.findings[0].outcome: found another text;"),
        (["findings", 0, "policy"], "HP999-x", "report.findings[0].policy: found an unknown rule;"),
        (["findings", 0, "place"], 7, "report.findings[0].place: found int; allowed: dict."),
        (
            ["findings", 0, "place", "line"],
            0,
            "report.findings[0].place.line: found another number;",
        ),
    ],
)
def test_what_is_no_report_is_refused_by_its_place(
    path: list[str | int], value: object, beginning: str
) -> None:
    """The place, what was found, what is allowed, what to do; never the text itself."""
    said = json.loads(json_form(EXAMPLE))
    holder = said
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value

    with pytest.raises(ReportFormError) as refusal:
        read(json.dumps(said), RULES)

    assert str(refusal.value).startswith(beginning)


@pytest.mark.parametrize("said", ["", "[" * 100_000, "[]", "\x00"])
def test_what_is_no_json_object_is_refused(said: str) -> None:
    """Also what would exhaust a parser."""
    with pytest.raises(ReportFormError):
        read(said, RULES)


@pytest.mark.parametrize(
    ("environment", "is_terminal", "is_coloured"),
    [({}, True, True), ({"NO_COLOR": "1"}, True, False), ({}, False, False)],
)
def test_colour_is_for_terminals(
    environment: dict[str, str], *, is_terminal: bool, is_coloured: bool
) -> None:
    """Without one, or with NO_COLOR, the words alone."""
    out = io.StringIO()
    terminal = {"TERM": "xterm-256color", **environment}
    console = Console(file=out, _environ=terminal, force_terminal=is_terminal)

    console.print(coloured(EXAMPLE), end="", soft_wrap=True)

    assert ("\x1b[1;31m" in out.getvalue()) is is_coloured
    if not is_terminal:
        assert out.getvalue() == text(EXAMPLE)
