"""Spans of time as people write them: 90s, 15m, 2h, 30d, 1d12h."""

import re
from datetime import timedelta

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
