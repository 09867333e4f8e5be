"""What two values have in common, as Kusto compares them.

Values are what JSON has, and times. A text operator takes every value for its text, and null for
the empty one; other comparisons with null are false, but `!=`.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from local_azure.resource_graph.syntax import read_time
from local_azure.timestamps import timestamp

ASSUMED = (
    (
        "A comparison of a text with another kind of value takes both for what the other is: a"
        " number, a time, else a text (`properties.rebootPending == 'true'`)."
    ),
)


def text_of(value: Any) -> str:
    """The value as `tostring` writes it: `true`, `3`, compact JSON, the empty text for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, timedelta):
        return str(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=text_of)


def number_of(value: Any) -> int | float | None:
    """The number that a value is or says, or null."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        return float(value) if "." in value else int(value)
    return None


def time_of(value: Any) -> datetime | None:
    """The time that a value is or says, or null."""
    if isinstance(value, datetime):
        return value
    return read_time(value) if isinstance(value, str) else None


def is_equal(left: Any, right: Any) -> bool:
    """Whether `left == right`: with case, and never where one of them is null."""
    left, right = _alike(left, right)
    return left is not None and right is not None and bool(left == right)


def is_different(left: Any, right: Any) -> bool:
    """Whether `left != right`; null differs from everything but null."""
    return not is_equal(left, right) and not (left is None and right is None)


def is_less(left: Any, right: Any) -> bool:
    """Whether `left < right`; values of kinds that have no order are not less."""
    left, right = _alike(left, right)
    if left is None or right is None or kind_of(left) != kind_of(right):
        return False
    return kind_of(left) != "object" and bool(left < right)


def kind_of(value: Any) -> str:
    """`boolean`, `number`, `text`, `time`, `span`, or `object` for the rest."""
    for kinds, name in (
        ((bool,), "boolean"),
        ((int, float), "number"),
        ((str,), "text"),
        ((datetime,), "time"),
        ((timedelta,), "span"),
    ):
        if isinstance(value, kinds):
            return name
    return "object"


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both as values of one kind, where one is a text and the other is not."""
    kinds = {kind_of(left), kind_of(right)}
    if left is None or right is None or len(kinds) == 1 or "text" not in kinds:
        return left, right
    if "number" in kinds:
        return number_of(left), number_of(right)
    if "time" in kinds:
        return time_of(left), time_of(right)
    return text_of(left), text_of(right)


def _is_same_text(left: Any, right: Any) -> bool:
    return text_of(left).lower() == text_of(right).lower()


def _contains(left: Any, right: Any) -> bool:
    return text_of(right).lower() in text_of(left).lower()


def _starts_with(left: Any, right: Any) -> bool:
    return text_of(left).lower().startswith(text_of(right).lower())


def _ends_with(left: Any, right: Any) -> bool:
    return text_of(left).lower().endswith(text_of(right).lower())


def _has(left: Any, right: Any) -> bool:
    """Whether a word, or several with what is between them, stands whole in the text."""
    wanted = text_of(right)
    before = r"(?<![^\W_])" if wanted[:1].isalnum() else ""
    after = r"(?![^\W_])" if wanted[-1:].isalnum() else ""
    pattern = f"{before}{re.escape(wanted)}{after}"
    return re.search(pattern, text_of(left), re.IGNORECASE) is not None


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": is_equal,
    "!=": is_different,
    "<": is_less,
    ">": lambda left, right: is_less(right, left),
    "<=": lambda left, right: is_less(left, right) or is_equal(left, right),
    ">=": lambda left, right: is_less(right, left) or is_equal(left, right),
    "=~": _is_same_text,
    "!~": lambda left, right: not _is_same_text(left, right),
    "has": _has,
    "!has": lambda left, right: not _has(left, right),
    "contains": _contains,
    "!contains": lambda left, right: not _contains(left, right),
    "startswith": _starts_with,
    "!startswith": lambda left, right: not _starts_with(left, right),
    "endswith": _ends_with,
    "!endswith": lambda left, right: not _ends_with(left, right),
}
"""Every comparison, by its operator."""


def is_member(operator: str, value: Any, of: list[Any]) -> bool:
    """Whether the value is one of several, by `in`, `in~`, `!in` or `!in~`."""
    same = _is_same_text if operator.endswith("~") else is_equal
    found = any(same(value, each) for each in of)
    return not found if operator.startswith("!") else found
