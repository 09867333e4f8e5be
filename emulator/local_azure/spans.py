"""Spans of time as people write them: 90s, 15m, 2h, 30d, 1d12h."""

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta

from local_azure.azure import Durations

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")


def span(text: str) -> timedelta:
    """The time that a text says.

    >>> span("1d12h")
    datetime.timedelta(days=1, seconds=43200)

    Raises:
        ValueError: the text is no span.
    """
    folded = text.strip().lower()
    if not folded or _PART.sub("", folded):
        raise ValueError(f"{text!r} is no time; write 90s, 15m, 2h, 30d, 2w or 1d12h")
    parts = _PART.findall(folded)
    return sum((timedelta(**{_UNITS[u]: float(n)}) for n, u in parts), timedelta())


def durations_of(texts: Iterable[str]) -> Durations:
    """`feature=3` and so on, each in seconds; what is not said keeps its default.

    Raises:
        ValueError: all mistakes at once.
    """
    known = [field.name for field in fields(Durations)]
    values: dict[str, float] = {}
    wrong = []
    for text in texts:
        name, _, number = text.partition("=")
        try:
            values[name] = float(number)
        except ValueError:
            wrong.append(f"{text!r}: write {name}=SECONDS")
        if name not in known:
            wrong.append(f"{name!r}: use one of {', '.join(known)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return Durations(**values)
