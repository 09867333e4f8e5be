"""What queries answer, against Python's own words for the same."""

import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_azure.arm import Json
from local_azure.resource_graph.evaluation import Rows, run
from local_azure.resource_graph.refusals import GraphError
from local_azure.resource_graph.syntax import parse

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TEXTS = st.sampled_from(["", "web", "Web", "WEB-1", "web-1 core", "core", "ß", "İ"])
NUMBERS = st.none() | st.integers(-2, 2)
TABLES = st.lists(
    st.fixed_dictionaries(
        {"name": TEXTS, "count": NUMBERS, "properties": st.fixed_dictionaries({"text": TEXTS})}
    ),
    max_size=8,
)
Wanted = Callable[[Json], bool]
Condition = tuple[str, Wanted]


def answer(query: str, rows: list[Json]) -> Rows:
    """What the query makes of rows that all have the same columns."""
    columns = tuple(rows[0]) if rows else ("name", "count", "properties")
    return run(parse(query).operators, Rows(columns, rows), NOW)


def value(expression: str, **columns: Any) -> Any:
    """The value of an expression in one row."""
    return answer(f"resources | project v = {expression}", [columns or {"a": 1}]).rows[0]["v"]


def _text(path: str, get: Callable[[Json], str]) -> st.SearchStrategy[Condition]:
    def condition(symbol: str, wanted: str) -> Condition:
        test: dict[str, Wanted] = {
            "==": lambda row: get(row) == wanted,
            "!=": lambda row: get(row) != wanted,
            "=~": lambda row: get(row).lower() == wanted.lower(),
            "!~": lambda row: get(row).lower() != wanted.lower(),
            "contains": lambda row: wanted.lower() in get(row).lower(),
            "!startswith": lambda row: not get(row).lower().startswith(wanted.lower()),
        }
        return f"{path} {symbol} '{wanted}'", test[symbol]

    symbols = st.sampled_from(["==", "!=", "=~", "!~", "contains", "!startswith"])
    return st.builds(condition, symbols, TEXTS)


def _number(symbol: str, wanted: int) -> Condition:
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, "==": operator.eq}[symbol]
    return (
        f"count {symbol} {wanted}",
        lambda row: row["count"] is not None and compare(row["count"], wanted),
    )


def _listed(wanted: list[str]) -> Condition:
    every = [each.lower() for each in wanted]
    listed = ", ".join(f"'{each}'" for each in wanted)
    return f"name in~ ({listed})", lambda row: row["name"].lower() in every


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def both(left: Condition, right: Condition) -> Condition:
        return f"({left[0]}) and ({right[0]})", lambda row: left[1](row) and right[1](row)

    def either(left: Condition, right: Condition) -> Condition:
        return f"({left[0]}) or ({right[0]})", lambda row: left[1](row) or right[1](row)

    def opposite(of: Condition) -> Condition:
        return f"not({of[0]})", lambda row: not of[1](row)

    return st.one_of(
        st.builds(both, parts, parts), st.builds(either, parts, parts), st.builds(opposite, parts)
    )


CONDITIONS = st.recursive(
    st.one_of(
        _text("name", lambda row: str(row["name"])),
        _text("properties.text", lambda row: str(row["properties"]["text"])),
        st.builds(_number, st.sampled_from(["<", "<=", ">", "=="]), st.integers(-2, 2)),
        st.builds(_listed, st.lists(TEXTS, min_size=1, max_size=3)),
    ),
    _joined,
    max_leaves=5,
)


@given(TABLES, CONDITIONS)
def test_where_keeps_the_rows_of_which_it_is_true(rows: list[Json], condition: Condition) -> None:
    """In their order."""
    text, wanted = condition

    assert answer(f"resources | where {text}", rows).rows == [row for row in rows if wanted(row)]


@given(TABLES, st.booleans(), st.booleans(), st.integers(0, 9))
def test_order_by_and_limit(
    rows: list[Json],
    is_ascending: bool,  # noqa: FBT001 (drawn)
    is_null_first: bool,  # noqa: FBT001 (drawn)
    most: int,
) -> None:
    """Equal rows keep their order, and null stands where it is told to."""
    direction = "asc" if is_ascending else "desc"
    nulls = "first" if is_null_first else "last"
    query = f"resources | order by count {direction} nulls {nulls}, name asc | limit {most}"

    by_name = sorted(rows, key=lambda row: str(row["name"]))
    some = [row for row in by_name if row["count"] is not None]
    some.sort(key=lambda row: int(row["count"]), reverse=not is_ascending)
    none = [row for row in by_name if row["count"] is None]
    expected = none + some if is_null_first else some + none
    assert answer(query, rows).rows == expected[:most]


@given(TABLES)
def test_extend_leaves_what_it_does_not_name(rows: list[Json]) -> None:
    """And a name that is there already is written anew."""
    made = answer("resources | extend name = toupper(name), text = properties.text", rows)

    assert set(made.columns[:-1]) == {"name", "count", "properties"}
    assert made.columns[-1] == "text"
    assert made.rows == [
        {**row, "name": str(row["name"]).upper(), "text": row["properties"]["text"]} for row in rows
    ]


def test_project_names_what_has_no_name() -> None:
    """As Azure does: a path by its parts, another value by its place; a second one by a number."""
    row = {"id": "/a/b", "properties": {"status": "Succeeded", "list": [1, 2]}}

    made = answer(
        "resources | project id, properties.status, split(id, '/')[1], id, properties.list[0]",
        [row],
    )

    assert made.rows == [
        {
            "id": "/a/b",
            "properties_status": "Succeeded",
            "Column3": "a",
            "id1": "/a/b",
            "properties_list_0": 1,
        }
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ago(7d)", datetime(2026, 11, 18, 10, tzinfo=UTC)),
        ("now()", NOW),
        ("todatetime('2026-11-24T08:00:00.1234567Z') > ago(2d)", True),
        ("todatetime('never')", None),
        ("tolower('Microsoft.Compute')", "microsoft.compute"),
        ("tostring(parse_json('{\"a\": [1, true]}').a)", "[1,true]"),
        ("tostring(true)", "true"),
        ("tostring(1.0)", "1.0"),
        ("isempty(tostring(a.b))", True),
        ("isnull(a.b)", True),
        ("isnotnull(a)", True),
        ("toint('12')", 12),
        ("toint('twelve')", None),
        ("tobool('True')", True),
        ("split('a/b/c', '/', 2)", ["c"]),
        ("split('a/b/c', '/')[-1]", "c"),
        ("split('a/b/c', '/')[3]", None),
        ("extract('virtualMachines/([^/]+)', 1, '/x/virtualMachines/web/y')", "web"),
        ("extract('nothing', 0, 'else')", ""),
        ("coalesce(a.b, '', 'c')", "c"),
        ("strcat('KB', 5068966, '-', true)", "KB5068966-true"),
        ("not(1 == 1)", False),
        (
            "'microsoft.compute/virtualmachines/patches' has 'compute/virtualMachines'",
            True,
        ),
        ("'patchassessmentresults/softwarepatches' !has 'softwarepatches'", False),
        ("'softwarepatches' has 'patches'", False),
        ("a.b == 'x'", False),
        ("a.b != 'x'", True),
        ("a.b =~ ''", True),
        ("true == 'true'", True),
        ("'3' >= 3", True),
        ("'2026-11-24' < ago(0d)", True),
        ("isnull(ago(999999999d))", True),
        ("tostring(datetime(0001-01-01))", "0001-01-01T00:00:00.0000000Z"),
        ("a < 'x'", False),
        ("'b' !in ('a', 'B')", True),
        ("'b' in~ ('a', 'B')", True),
    ],
)
def test_values(expression: str, expected: object) -> None:
    """What functions and comparisons answer, also of nothing and of values of another kind."""
    assert value(expression, a={}) == expected


@pytest.mark.parametrize(
    ("query", "codes", "word"),
    [
        (
            "where nme == 1",
            ["InvalidQuery", "Default"],
            "'where' operator: Failed to resolve column",
        ),
        ("project a.b, c", ["InvalidQuery", "Default"], "expression named 'c'"),
        ("order by c", ["InvalidQuery", "Default"], "'order' operator"),
        ("project a | where b == 1", ["InvalidQuery", "Default"], "named 'b'"),
        ("where cout(a) == 1", ["InvalidQuery", "UnknownFunction"], "Unknown function: 'cout'."),
        (
            "extend n = iff(a == 1, 2, 3)",
            ["InvalidQuery", "InvalidQueryLanguage", "NotEmulated"],
            "'iff'",
        ),
        ("where isnull(a, a)", ["InvalidQuery", "Default"], "expects 1 argument(s), found 2"),
        ("project extract('(', 1, a)", ["InvalidQuery", "Default"], "'(' cannot be used"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(query: str, codes: list[str], word: str) -> None:
    """Also where no row would have come to it."""
    with pytest.raises(GraphError) as refused:
        answer(f"resources | {query}", [{"a": "x", "b": 2}])

    assert [each["code"] for each in refused.value.details] == codes
    assert word in str(refused.value)
