"""Queries in writing: the text of a query, for laws about reading it back."""

from datetime import datetime, timedelta

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


def written(query: Query) -> str:
    """The query as a person writes it."""
    return "\n| ".join([query.table, *(_operator(each) for each in query.operators)])


def _operator(operator: Operator) -> str:
    match operator:
        case Where(condition):
            return f"where {_expression(condition)}"
        case Extend(assignments):
            return f"extend {', '.join(_assignment(each) for each in assignments)}"
        case Project(assignments):
            return f"project {', '.join(_assignment(each) for each in assignments)}"
        case Order(keys):
            return f"order by {', '.join(_key(each) for each in keys)}"
        case Limit(rows):
            return f"limit {rows}"


def _assignment(assignment: Assignment) -> str:
    value = _expression(assignment.value)
    return value if assignment.name is None else f"{assignment.name} = {value}"


def _key(key: SortKey) -> str:
    direction = "asc" if key.is_ascending else "desc"
    nulls = "first" if key.is_null_first else "last"
    return f"{_expression(key.value)} {direction} nulls {nulls}"


def _expression(expression: Expression) -> str:  # noqa: C901, PLR0911 (one a kind)
    match expression:
        case Literal(value):
            return _literal(value)
        case Column(name):
            return name
        case Member(of, str() as key) if key.isascii() and key.isidentifier():
            return f"{_inner(of)}.{key}"
        case Member(of, key):
            return f"{_inner(of)}[{_literal(key)}]"
        case Call(function, arguments):
            return f"{function}({', '.join(_expression(each) for each in arguments)})"
        case Named(name, value):
            return f"{name} = {_expression(value)}"
        case Comparison(operator, left, right):
            return f"{_inner(left)} {operator} {_inner(right)}"
        case Membership(operator, value, of):
            return f"{_inner(value)} {operator} ({', '.join(_inner(each) for each in of)})"
        case Both(conditions):
            return " and ".join(_inner(each) for each in conditions)
        case Either(conditions):
            return " or ".join(_inner(each) for each in conditions)


def _inner(expression: Expression) -> str:
    """An expression inside another: in brackets where it would read otherwise."""
    text = _expression(expression)
    is_simple = isinstance(expression, Literal | Column | Member | Call)
    return text if is_simple else f"({text})"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"datetime({value.isoformat()})"
    if isinstance(value, timedelta):
        return f"{value.days}d"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        for character, letter in (("\n", "n"), ("\t", "t"), ("\r", "r")):
            escaped = escaped.replace(character, f"\\{letter}")
        return f'"{escaped}"'
    return str(value)
