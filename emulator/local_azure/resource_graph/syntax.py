"""From a text to a query, or to the place where it stops being one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken

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

GRAMMAR = Path(__file__).with_name("grammar.lark")

_WORD = re.compile(r"[\w-]+|\S")


class QuerySyntaxError(Exception):
    """The place where a text stops being a query: line and column from 1 and 0, as Azure counts.

    `token` is what stands there, `<EOF>` at the end.
    """

    def __init__(self, line: int, position: int, token: str) -> None:
        self.line = line
        self.position = position
        self.token = token
        super().__init__(f"line {line}, position {position}: {token!r}")


def parse(text: str) -> Query:
    """The query that a text is.

    Raises:
        QuerySyntaxError: it is none that this Azure evaluates.
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(error, text) from error
    return Query(*_Reading().transform(tree))


def _unexpected(error: UnexpectedInput, text: str) -> QuerySyntaxError:
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    word = None if at_end else _WORD.match(text, cast("int", error.pos_in_stream))
    if word is None:
        lines = text.split("\n")
        return QuerySyntaxError(len(lines), len(lines[-1]), "<EOF>")
    return QuerySyntaxError(error.line, error.column - 1, word[0])


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR.read_text(), start="query", parser="lalr", maybe_placeholders=True)


_ESCAPES: Mapping[str, str] = {"n": "\n", "t": "\t", "r": "\r"}
_UNITS: Mapping[str, str] = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class _Reading(Transformer[Token, Any]):
    """From lark's tree to ours: one method a rule of the grammar."""

    def query(self, parts: list[Any]) -> tuple[str, tuple[Operator, ...]]:
        has_table = isinstance(parts[0], str)
        return (parts[0] if has_table else "resources"), tuple(parts[has_table:])

    def table(self, parts: list[Token]) -> str:
        return str(parts[0])

    def where(self, parts: list[Expression]) -> Where:
        return Where(parts[0])

    def extend(self, parts: list[Assignment]) -> Extend:
        return Extend(tuple(parts))

    def project(self, parts: list[Assignment]) -> Project:
        return Project(tuple(parts))

    def order(self, parts: list[SortKey]) -> Order:
        return Order(tuple(parts))

    def limit(self, parts: list[Token]) -> Limit:
        return Limit(int(float(parts[0])))

    def assignment(self, parts: list[Any]) -> Assignment:
        name, value = parts
        return Assignment(None if name is None else str(name), value)

    def sort_key(self, parts: list[Any]) -> SortKey:
        value, direction, nulls = parts
        ascending = direction == "asc"
        return SortKey(value, ascending, nulls.endswith("first") if nulls else ascending)

    def either(self, parts: list[Expression]) -> Either:
        return Either(tuple(parts))

    def both(self, parts: list[Expression]) -> Both:
        return Both(tuple(parts))

    def comparison(self, parts: list[Any]) -> Comparison:
        left, operator, right = parts
        return Comparison(str(operator), left, right)

    def membership(self, parts: list[Any]) -> Membership:
        value, operator, *of = parts
        return Membership(str(operator), value, tuple(of))

    def column(self, parts: list[Token]) -> Column:
        return Column(str(parts[0]))

    def call(self, parts: list[Any]) -> Call:
        name, *arguments = parts
        return Call(str(name), tuple(each for each in arguments if each is not None))

    def named(self, parts: list[Any]) -> Named:
        return Named(str(parts[0]), parts[1])

    def member(self, parts: list[Any]) -> Member:
        return Member(parts[0], str(parts[1]))

    def element(self, parts: list[Any]) -> Member:
        of, key = parts
        return Member(of, _text(key) if key.type == "STRING" else int(float(key)))

    def text(self, parts: list[Token]) -> Literal:
        return Literal(_text(parts[0]))

    def number(self, parts: list[Token]) -> Literal:
        text = str(parts[0])
        return Literal(float(text) if "." in text else int(text))

    def timespan(self, parts: list[Token]) -> Literal:
        text = str(parts[0])
        return Literal(timedelta(**{_UNITS[text[-1]]: float(text[:-1])}))

    def datetime(self, parts: list[Token]) -> Literal:
        return Literal(read_time(str(parts[0]).partition("(")[2].removesuffix(")").strip()))

    def boolean(self, parts: list[Token]) -> Literal:
        return Literal(parts[0] == "true")


def read_time(text: str) -> datetime | None:
    """The time that a text is, in UTC; None for what is none.

    >>> read_time("2026-11-25T10:00:00.1234567Z")
    datetime.datetime(2026, 11, 25, 10, 0, 0, 123456, tzinfo=datetime.timezone.utc)
    """
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _text(token: Token) -> str:
    quoted = str(token)
    if quoted.startswith("@"):
        quote = quoted[1]
        return quoted[2:-1].replace(quote * 2, quote)
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), quoted[1:-1])
