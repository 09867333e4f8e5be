"""The hours in which the platform installs, in the time zone of a region."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Window(NamedTuple):
    """One night, in UTC; the end does not belong to it."""

    begin: datetime
    end: datetime


def next_window(now: datetime, zone: str, hours: tuple[int, int]) -> Window:
    """The first window that begins after `now`; `hours` are local, as (22, 4).

    >>> next_window(datetime(2026, 11, 18, 12, tzinfo=UTC), "Europe/Amsterdam", (22, 4)).begin
    datetime.datetime(2026, 11, 18, 21, 0, tzinfo=datetime.timezone.utc)
    """
    local = ZoneInfo(zone)
    begin_hour, end_hour = hours
    day = now.astimezone(local).date() - timedelta(days=1)
    while True:
        begin = datetime.combine(day, time(begin_hour), local).astimezone(UTC)
        if begin > now:
            end_day = day + timedelta(days=1) if end_hour <= begin_hour else day
            return Window(begin, datetime.combine(end_day, time(end_hour), local).astimezone(UTC))
        day += timedelta(days=1)
