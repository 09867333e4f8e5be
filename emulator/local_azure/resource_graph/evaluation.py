"""Evaluates queries: rows in, rows out, one operator after the other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_azure.arm import Json
from local_azure.resource_graph.comparing import COMPARISONS, is_member, kind_of, text_of
from local_azure.resource_graph.functions import FUNCTIONS
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
    SortKey,
    Where,
)
from local_azure.resource_graph.refusals import (
    invalid_query,
    not_emulated,
    unknown_column,
    unknown_function,
)

_NAMES = (
    "array_length bag_keys case column_ifexists contains_cs count countif datetime_diff dcount"
    " endofday format_datetime iff iif indexof make_list make_set max min pack parse_version"
    " replace_string round startofday strcat_array strlen substring sum todecimal todouble toguid"
    " toreal totimespan trim"
)
OF_KUSTO = frozenset(_NAMES.split())
"""Functions of Resource Graph that are not here: refused in other words than a slip of the pen."""


@dataclass(frozen=True)
class Rows:
    """Columns in their order, and rows as objects that have every column."""

    columns: tuple[str, ...]
    rows: list[Json]


def run(operators: Iterable[Operator], rows: Rows, now: datetime) -> Rows:
    """What the operators make of the rows.

    Raises:
        GraphError: a column or a function is not known, at a place or at all.
    """
    for operator in operators:
        rows = _STEPS[type(operator)](operator, rows, now)
    return rows


def value_of(expression: Expression, row: Mapping[str, Any], now: datetime) -> Any:  # noqa: PLR0911 (one a kind of expression)
    """The value of an expression in one row."""
    match expression:
        case Literal(value):
            return value
        case Column(name):
            return row[name]
        case Member(of, key):
            return _part(value_of(of, row, now), key)
        case Call(name, arguments):
            values = (value_of(each, row, now) for each in arguments)
            return FUNCTIONS[name].apply(now, *values)
        case Named(_, value):
            return value_of(value, row, now)
        case Comparison(operator, left, right):
            return COMPARISONS[operator](value_of(left, row, now), value_of(right, row, now))
        case Membership(operator, value, of):
            every = [value_of(each, row, now) for each in of]
            return is_member(operator, value_of(value, row, now), every)
        case Both(conditions):
            return all(value_of(each, row, now) is True for each in conditions)
        case Either(conditions):
            return any(value_of(each, row, now) is True for each in conditions)


def _part(value: Any, key: str | int) -> Any:
    """A part of an object or a list; what has no such part has null."""
    if isinstance(key, str):
        return value.get(key) if isinstance(value, dict) else None
    is_there = isinstance(value, list) and -len(value) <= key < len(value)
    return value[key] if is_there else None


def _where(operator: Where, rows: Rows, now: datetime) -> Rows:
    _check("where", operator.condition, rows.columns)
    kept = [row for row in rows.rows if value_of(operator.condition, row, now) is True]
    return Rows(rows.columns, kept)


def _extend(operator: Extend, rows: Rows, now: datetime) -> Rows:
    named = _named("extend", operator.assignments, rows.columns)
    added = tuple(name for name, _ in named if name not in rows.columns)
    return Rows(
        (*rows.columns, *added),
        [row | {name: value_of(value, row, now) for name, value in named} for row in rows.rows],
    )


def _project(operator: Project, rows: Rows, now: datetime) -> Rows:
    named = _named("project", operator.assignments, rows.columns)
    return Rows(
        tuple(name for name, _ in named),
        [{name: value_of(value, row, now) for name, value in named} for row in rows.rows],
    )


def _order(operator: Order, rows: Rows, now: datetime) -> Rows:
    for key in operator.keys:
        _check("order", key.value, rows.columns)
    sorted_rows = list(rows.rows)
    for key in reversed(operator.keys):
        sorted_rows = list(_sorted(key, sorted_rows, now))
    return Rows(rows.columns, sorted_rows)


def _sorted(key: SortKey, rows: list[Json], now: datetime) -> Iterator[Json]:
    """The rows by one key; rows that are equal by it keep their order."""
    valued = [(value_of(key.value, row, now), row) for row in rows]
    nulls = [row for value, row in valued if value is None]
    rest = [(value, row) for value, row in valued if value is not None]
    rest.sort(key=lambda each: _rank(each[0]), reverse=not key.is_ascending)
    yield from nulls if key.is_null_first else ()
    yield from (row for _, row in rest)
    yield from () if key.is_null_first else nulls


def _rank(value: Any) -> tuple[str, Any]:
    kind = kind_of(value)
    return kind, text_of(value) if kind == "object" else value


def _limit(operator: Limit, rows: Rows, _: datetime) -> Rows:
    return Rows(rows.columns, rows.rows[: max(0, operator.rows)])


_STEPS: Mapping[type[Operator], Callable[[Any, Rows, datetime], Rows]] = {
    Where: _where,
    Extend: _extend,
    Project: _project,
    Order: _order,
    Limit: _limit,
}


def _named(
    operator: str, assignments: Iterable[Assignment], columns: tuple[str, ...]
) -> list[tuple[str, Expression]]:
    """Each column's name and value; a name that comes again gets a number, as Kusto gives it."""
    named: list[tuple[str, Expression]] = []
    for number, assignment in enumerate(assignments, start=1):
        _check(operator, assignment.value, columns)
        name = assignment.name or _name(assignment.value) or f"Column{number}"
        taken = {each for each, _ in named}
        again = (f"{name}{count}" for count in range(1, len(taken) + 1))
        free = name if name not in taken else next(each for each in again if each not in taken)
        named.append((free, assignment.value))
    return named


def _name(value: Expression) -> str | None:
    """What a value without a name is called: `properties.status` is `properties_status`."""
    match value:
        case Column(name):
            return name
        case Member(of, key):
            above = _name(of)
            return None if above is None else f"{above}_{key}"
        case Call(_, (Named(name, _), *_)):
            return name
        case _:
            return None


def _check(operator: str, expression: Expression, columns: tuple[str, ...]) -> None:
    """Refuse what can't be evaluated, before a row is looked at.

    Raises:
        GraphError: a column or a function is not known, or has too few or too many arguments.
    """
    if isinstance(expression, Column) and expression.name not in columns:
        raise unknown_column(operator, expression.name)
    if isinstance(expression, Call):
        _check_call(expression)
    for part in _parts(expression):
        _check(operator, part, columns)


def _check_call(call: Call) -> None:
    function = FUNCTIONS.get(call.function)
    if function is None and call.function in OF_KUSTO:
        raise not_emulated(call.function, (f"{name}()" for name in FUNCTIONS))
    if function is None:
        raise unknown_function(call.function)
    given = len(call.arguments)
    if not function.least <= given <= function.most:
        wanted = f"{function.least}" if function.least == function.most else f"{function.least} up"
        raise invalid_query(
            f"{call.function}(): function expects {wanted} argument(s), found {given}."
        )


def _parts(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Member(part, _) | Named(_, part):
            return (part,)
        case Call(_, parts) | Both(parts) | Either(parts):
            return parts
        case Comparison(_, left, right):
            return (left, right)
        case Membership(_, value, of):
            return (value, *of)
        case _:
            return ()
