"""Times as ARM writes them."""

from datetime import UTC, datetime


def timestamp(at: datetime) -> str:
    """`2026-11-23T08:30:00.1234567Z`, in UTC, with .NET's seven digits.

    >>> timestamp(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    '2026-11-23T08:30:00.0000000Z'
    """
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}0Z"
