"""The time in a local Azure: the machine's own plus what the user added, or a time that stands."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local_azure.store import Store


@dataclass(frozen=True)
class Clock:
    """Real time plus an offset that lives in the store, so that it survives a restart.

    `real` gives seconds since the epoch; a test hands in its own.
    """

    store: Store
    real: Callable[[], float] = time.time

    def now(self) -> datetime:
        """The time in this Azure, in UTC."""
        return datetime.fromtimestamp(self.real(), UTC) + self.offset()

    def advance(self, by: timedelta) -> datetime:
        """Move the time on; it never goes back.

        Raises:
            ValueError: `by` is negative.
        """
        if by < timedelta(0):
            raise ValueError("clock: time moves forward only")
        total = self.offset() + by
        self.store.put("setting", "clock", {"offset": total.total_seconds()})
        return self.now()

    def offset(self) -> timedelta:
        """How far this Azure is ahead of the machine."""
        saved = self.store.get("setting", "clock")
        return timedelta(seconds=saved["offset"] if saved else 0.0)


@dataclass(frozen=True)
class Moment:
    """A time that stands: what an event sees, which happens when it was due."""

    at: datetime

    def now(self) -> datetime:
        """The time that stands, in UTC."""
        return self.at
