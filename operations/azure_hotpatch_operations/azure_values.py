"""Values in answers of Azure: what is absent, or of another kind than it should, is None."""

import datetime as dt
from collections.abc import Mapping
from typing import Any


def parts(value: object) -> Mapping[str, Any]:
    """An object's parts; of anything else there are none."""
    return value if isinstance(value, Mapping) else {}


def text(value: object) -> str | None:
    """A text that is not empty."""
    return value if isinstance(value, str) and value else None


def flag(value: object) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def count(value: object) -> int | None:
    """A whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time(value: object) -> dt.datetime | None:
    """A time, in UTC.

    >>> time("2026-11-25T10:00:00.1234567Z")
    datetime.datetime(2026, 11, 25, 10, 0, 0, 123456, tzinfo=datetime.timezone.utc)
    """
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
