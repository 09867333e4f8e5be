"""Queries as data: a table, and what is done with its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Literal:
    """A value that stands in the query: text, number, truth, time, or length of time."""

    value: str | int | float | bool | datetime | timedelta | None


@dataclass(frozen=True)
class Column:
    """A column, by its name in the table's spelling."""

    name: str


@dataclass(frozen=True)
class Member:
    """A part of an object or a list: `properties.status`, `tags['env']`, `split(id, '/')[8]`."""

    of: "Expression"
    key: str | int


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True)
class Named:
    """An argument with a name, after which a column is called that has none of its own.

    Microsoft's own queries have it: `extend tostring(rgName = split(id, '/', 4))`.
    """

    name: str
    value: "Expression"


@dataclass(frozen=True)
class Comparison:
    """Two values and what is asked of them, `operator` as it is written: `=~`, `!has`."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Membership:
    """Whether a value is one of several; `operator` is `in`, `!in`, `in~` or `!in~`."""

    operator: str
    value: "Expression"
    of: tuple["Expression", ...]


@dataclass(frozen=True)
class Both:
    """`a and b and c`: whether all are true."""

    conditions: tuple["Expression", ...]


@dataclass(frozen=True)
class Either:
    """`a or b or c`: whether one is true."""

    conditions: tuple["Expression", ...]


Expression = Literal | Column | Member | Call | Named | Comparison | Membership | Both | Either


@dataclass(frozen=True)
class Assignment:
    """`name = value`; without a name the column is called after its value."""

    name: str | None
    value: Expression


@dataclass(frozen=True)
class SortKey:
    """What rows are ordered by; as in Kusto they come descending unless it says `asc`."""

    value: Expression
    is_ascending: bool
    is_null_first: bool


@dataclass(frozen=True)
class Where:
    """Keep the rows of which this is true."""

    condition: Expression


@dataclass(frozen=True)
class Extend:
    """Add columns, or write them anew."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class Project:
    """Keep these columns only."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True)
class Order:
    """Sort the rows, by the first key before the second."""

    keys: tuple[SortKey, ...]


@dataclass(frozen=True)
class Limit:
    """Keep so many rows at most."""

    rows: int


Operator = Where | Extend | Project | Order | Limit


@dataclass(frozen=True)
class Query:
    """A table, and what is done with its rows, in order."""

    table: str
    operators: tuple[Operator, ...]
