"""The functions that a query may call."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from local_azure.resource_graph.comparing import number_of, text_of, time_of
from local_azure.resource_graph.refusals import invalid_query


@dataclass(frozen=True)
class Function:
    """One function: what it answers, how many arguments it takes, and how it is done.

    `apply` gets the time of the query before the arguments.
    """

    meaning: str
    least: int
    most: int
    apply: Callable[..., Any]


_ANY = 64


def _split(_: datetime, value: Any, separator: Any, index: Any = None) -> Any:
    mark = text_of(separator)
    parts = text_of(value).split(mark) if mark else [text_of(value)]
    if index is None:
        return parts
    place = number_of(index)
    return [parts[int(place)]] if place is not None and 0 <= place < len(parts) else []


def _extract(_: datetime, pattern: Any, group: Any, value: Any) -> str:
    try:
        found = re.search(text_of(pattern), text_of(value))
        return (found[int(number_of(group) or 0)] or "") if found else ""
    except (re.error, IndexError) as error:
        raise invalid_query(f"extract(): {text_of(pattern)!r} cannot be used: {error}") from error


def _int(_: datetime, value: Any) -> int | None:
    number = number_of(value)
    return None if number is None else int(number)


def _bool(_: datetime, value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return bool(value) if isinstance(value, bool | int | float) else None


def _json(_: datetime, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _ago(now: datetime, span: Any) -> datetime | None:
    try:
        return now - span if isinstance(span, timedelta) else None
    except OverflowError:  # Before the year 1.
        return None


def _first(_: datetime, *values: Any) -> Any:
    return next((each for each in values if each not in (None, "")), None)


FUNCTIONS: Mapping[str, Function] = {
    "ago": Function("the time so long before the query: `ago(7d)`", 1, 1, _ago),
    "coalesce": Function("the first value that is neither null nor empty", 1, _ANY, _first),
    "extract": Function("a group of a regular expression in a text", 3, 3, _extract),
    "isempty": Function(
        "whether a value is null or the empty text", 1, 1, lambda _, value: value in (None, "")
    ),
    "isnotempty": Function("whether it is neither", 1, 1, lambda _, value: value not in (None, "")),
    "isnotnull": Function("whether there is a value", 1, 1, lambda _, value: value is not None),
    "isnull": Function("whether there is none", 1, 1, lambda _, value: value is None),
    "not": Function(
        "the opposite",
        1,
        1,
        lambda _, value: (not value) if isinstance(value, bool) else None,
    ),
    "now": Function("the time of the query, on this Azure's clock", 0, 0, lambda now: now),
    "parse_json": Function("the value that a JSON text is; others stay as they are", 1, 1, _json),
    "split": Function(
        "the parts of a text between a separator, or a list of the one at an index", 2, 3, _split
    ),
    "strcat": Function(
        "the texts of all values, one after the other",
        1,
        _ANY,
        lambda _, *values: "".join(text_of(value) for value in values),
    ),
    "tobool": Function("true or false", 1, 1, _bool),
    "todatetime": Function("the time that a text says", 1, 1, lambda _, value: time_of(value)),
    "todynamic": Function("the same as `parse_json`", 1, 1, _json),
    "toint": Function("the whole number that a value is or says", 1, 1, _int),
    "tolong": Function("the same as `toint`", 1, 1, _int),
    "tolower": Function("the text in lower case", 1, 1, lambda _, value: text_of(value).lower()),
    "tostring": Function("the value as a text", 1, 1, lambda _, value: text_of(value)),
    "toupper": Function("the text in upper case", 1, 1, lambda _, value: text_of(value).upper()),
}
"""Every function, by name."""
