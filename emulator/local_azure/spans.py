"""Times as people write them: spans, 90s, 15m, 2h, 30d, 1d12h, and hours of the day, 22-4."""

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta

from local_azure.azure import Durations

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = timedelta(days=36500)
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")


def span(text: str) -> timedelta:
    """The time that a text says.

    >>> span("1d12h")
    datetime.timedelta(days=1, seconds=43200)

    Raises:
        ValueError: the text is no span, or one of over a hundred years.
    """
    folded = text.strip().lower()
    if not folded or _PART.sub("", folded):
        raise ValueError(f"{text!r} is no time; write 90s, 15m, 2h, 30d, 2w or 1d12h")
    parts = _PART.findall(folded)
    try:
        whole = sum((timedelta(**{_UNITS[u]: float(n)}) for n, u in parts), timedelta())
    except OverflowError:
        whole = timedelta.max
    if whole > _LONGEST:
        raise ValueError(f"{text!r} is too long; {_LONGEST.days}d is the longest")
    return whole


def steps_of(whole: timedelta, longest: timedelta) -> list[timedelta]:
    """A span in steps, none of which is longer; one step when there is nothing to take.

    >>> steps_of(timedelta(days=15), timedelta(days=7))
    [datetime.timedelta(days=7), datetime.timedelta(days=7), datetime.timedelta(days=1)]
    """
    number, rest = divmod(whole, longest)
    steps = [longest] * number
    return [*steps, rest] if rest or not steps else steps


def hours(text: str) -> tuple[int, int]:
    """Two hours of the day: `22-4` is from 22:00 to 04:00.

    >>> hours("22-4")
    (22, 4)

    Raises:
        ValueError: the text is no two hours, or both are the same.
    """
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text.strip())
    begin, end = (int(part) for part in found.groups()) if found else (0, 0)
    if begin == end or max(begin, end) > 23:  # noqa: PLR2004 (the last hour of a day)
        raise ValueError(f"{text!r} is no time of the day; write two hours from 0 to 23, as 22-4")
    return begin, end


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
            if not 0 <= values[name] <= _LONGEST.total_seconds():
                wrong.append(f"{text!r}: write seconds from 0 on, of a hundred years at most")
        except ValueError:
            wrong.append(f"{text!r}: write {name}=SECONDS")
        if name not in known:
            wrong.append(f"{name!r}: use one of {', '.join(known)}")
    if wrong:
        raise ValueError("; ".join(wrong))
    return Durations(**values)
