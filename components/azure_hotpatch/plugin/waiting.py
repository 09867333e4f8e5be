"""How a registration is waited for: how long, how often, by which clock, and who is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol


class Report(Protocol):
    """Where progress goes."""

    async def tick(self, text: str) -> None:
        """What is so just now; the next tick takes its place."""

    async def note(self, text: str) -> None:
        """What stays to be read."""

    async def warn(self, text: str) -> None:
        """What somebody should look at."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long, how often, by which clock, and who is told."""

    limit: float
    """Seconds until giving up."""

    interval: float
    """Seconds between two reads."""

    stable_reads: int
    """How many reads in a row must say Registered, since Azure's replicas disagree for minutes."""

    now: Callable[[], float]
    """Seconds of a clock that never goes back."""

    sleep: Callable[[float], Awaitable[None]]
    """Waits so many seconds."""

    report: Report


def spoken(seconds: float) -> str:
    """Seconds as people say them.

    >>> spoken(5), spoken(75), spoken(1800)
    ('5s', '1m15s', '30m')
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest}s"
    return f"{minutes}m{rest}s" if rest else f"{minutes}m"
