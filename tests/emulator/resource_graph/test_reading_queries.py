"""From texts to queries, and where a text stops being one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.resource_graph.query import (
    Assignment,
    Both,
    Call,
    Column,
    Comparison,
    Either,
    Expression,
    Extend,
    Limit,
    Literal,
    Member,
    Membership,
    Named,
    Operator,
    Order,
    Project,
    Query,
    SortKey,
    Where,
)
from local_azure.resource_graph.syntax import QuerySyntaxError, parse
from tests.emulator.resource_graph.written import written

NAMES = st.from_regex(r"[a-z_][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("true", "false")
)
LITERALS = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.integers(0, 400).map(lambda days: timedelta(days=days)),
    st.datetimes(timezones=st.just(UTC)),
).map(Literal)
COMPARED = st.sampled_from(["==", "!=", "=~", "!~", "<", ">=", "has", "!has", "contains"])
LISTED = st.sampled_from(["in", "in~", "!in", "!in~"])


def _several(
    parts: st.SearchStrategy[Expression], least: int
) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(parts, min_size=least, max_size=3).map(tuple)


def _larger(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    keys = st.one_of(NAMES, st.integers(-3, 9), st.text(max_size=6))
    columns = NAMES.map(Column)
    return st.one_of(
        st.builds(Member, columns, keys),
        st.builds(Call, NAMES, _several(parts | st.builds(Named, NAMES, parts), 0)),
        st.builds(Comparison, COMPARED, parts, parts),
        st.builds(Membership, LISTED, parts, _several(parts, 1)),
        st.builds(Both, _several(parts, 2)),
        st.builds(Either, _several(parts, 2)),
    )


EXPRESSIONS = st.recursive(st.one_of(LITERALS, NAMES.map(Column)), _larger, max_leaves=8)
ASSIGNMENTS = st.lists(
    st.builds(Assignment, st.none() | NAMES, EXPRESSIONS), min_size=1, max_size=3
).map(tuple)
KEYS = st.lists(
    st.builds(SortKey, EXPRESSIONS, st.booleans(), st.booleans()), min_size=1, max_size=3
).map(tuple)
OPERATORS: st.SearchStrategy[Operator] = st.one_of(
    st.builds(Where, EXPRESSIONS),
    st.builds(Extend, ASSIGNMENTS),
    st.builds(Project, ASSIGNMENTS),
    st.builds(Order, KEYS),
    st.builds(Limit, st.integers(0, 5000)),
)
QUERIES = st.builds(
    Query,
    st.sampled_from(["resources", "PatchAssessmentResources"]),
    st.lists(OPERATORS, max_size=4).map(tuple),
)


@given(QUERIES)
def test_what_is_written_reads_back(query: Query) -> None:
    """Whatever its names and texts are."""
    assert parse(written(query)) == query


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_has_a_place_where_it_is_none(text: str) -> None:
    """The place is one within the text, or its end."""
    slip = _slip(text)

    if slip is not None:
        lines = text.split("\n")
        assert 1 <= slip.line <= len(lines)
        assert 0 <= slip.position <= len(lines[slip.line - 1])


def _slip(text: str) -> QuerySyntaxError | None:
    try:
        parse(text)
    except QuerySyntaxError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "line", "position", "token"),
    [
        ("where name == ", 1, 14, "<EOF>"),
        ("resources | where type = 'a'", 1, 23, "="),
        ("resources\n| summarize count() by type", 2, 2, "summarize"),
        ("resources | project-away id", 1, 12, "project-away"),
        ("resources | where name == 'web", 1, 26, "'"),
        ("resources | limit many", 1, 18, "many"),
        (f"resources | limit {'9' * 400}", 1, 18, "9" * 400),
        (f"resources | where a == {'9' * 5000}", 1, 23, "9" * 5000),
        (f"resources | where t > ago({'9' * 400}d)", 1, 26, f"{'9' * 400}d"),
        ("", 1, 0, "<EOF>"),
    ],
)
def test_the_place_of_a_slip_is_told(text: str, line: int, position: int, token: str) -> None:
    """Lines are counted from one, places in a line from zero."""
    with pytest.raises(QuerySyntaxError) as slip:
        parse(text)

    assert (slip.value.line, slip.value.position, slip.value.token) == (line, position, token)


def test_every_spelling_of_a_query() -> None:
    """`sort by`, `take`, quotes of both kinds, verbatim texts, comments, a table of its own."""
    query = parse(
        """where type =~ "a\\tb" and name in~ ('x', @'c:\\d''e')  // a comment
        | sort by name | take 5;"""
    )

    is_type = Comparison("=~", Column("type"), Literal("a\tb"))
    is_named = Membership("in~", Column("name"), (Literal("x"), Literal("c:\\d'e")))
    assert query == Query(
        "resources",
        (
            Where(Both((is_type, is_named))),
            Order((SortKey(Column("name"), is_ascending=False, is_null_first=False),)),
            Limit(5),
        ),
    )


def test_words_of_the_language_are_names_too() -> None:
    """Where a name is wanted."""
    assert parse("resources | where limit == 1 | project where, by = order.asc").operators == (
        Where(Comparison("==", Column("limit"), Literal(1))),
        Project(
            (
                Assignment(None, Column("where")),
                Assignment("by", Member(Column("order"), "asc")),
            )
        ),
    )


def test_times_and_lengths_of_time() -> None:
    """`7d`, `1.5h`, `datetime(…)`."""
    query = parse("resources | where t > datetime(2026-11-25) or t > ago(1.5h)")

    day = Literal(datetime(2026, 11, 25, tzinfo=UTC))
    before = Call("ago", (Literal(timedelta(hours=1.5)),))
    assert query.operators == (
        Where(Either((Comparison(">", Column("t"), day), Comparison(">", Column("t"), before)))),
    )
