"""What a release for hotpatch machines is, and which one a month is planned to bring.

A baseline is the month's cumulative update and needs a reboot. A hotpatch needs none; its KB and
its build are its own, and lower than those of the cumulative update of the same month.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Os(Enum):
    """A version of Windows Server that has an Azure Edition with hotpatches."""

    WINDOWS_SERVER_2022 = "2022"
    WINDOWS_SERVER_2025 = "2025"

    @property
    def title(self) -> str:
        """As people call it, `Windows Server 2025`."""
        return f"Windows Server {self.value}"

    @property
    def build(self) -> int:
        """Number of its Windows build, as in `26100.32690` before the dot."""
        return {Os.WINDOWS_SERVER_2022: 20348, Os.WINDOWS_SERVER_2025: 26100}[self]

    @classmethod
    def of_build(cls, build: int | None) -> "Os | None":
        """The version with this build, such as an image's; None for another."""
        return next((each for each in cls if each.build == build), None)


class Kind(Enum):
    """What a release is."""

    BASELINE = "baseline"
    HOTPATCH = "hotpatch"


class Status(Enum):
    """Whether a release is on record."""

    RELEASED = "released"
    PLANNED = "planned"
    """By rule only: it is to come, or what came is not in these tables."""


class Confidence(Enum):
    """How sure a row is."""

    PUBLISHED = "published"
    """Microsoft's own page has it."""
    REPORTED = "reported"
    """Others say so."""
    RULE = "rule"
    """Nobody says so of this month: it follows from the rule."""
    USER = "user"
    """The user's own file has it."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release for one version of Windows Server.

    Attributes:
        os: The version.
        date: The day it came out, or is planned to.
        kind: Baseline or hotpatch.
        status: Whether it is on record.
        kb: Its article, `KB5082063`; None where it was not found.
        revision: Its build after the dot, 32690; None where it was not found.
        is_out_of_band: Whether it came besides the month's release.
        confidence: How sure the row is.
        source: Where this is said.
        read: The day of the version of the source that was read; None for a rule.
        note: What else is to be known; empty where nothing is.
        cumulative_kb: Article of the month's cumulative update, where it is another and known.
        cumulative_revision: Its build after the dot.
    """

    os: Os
    date: dt.date
    kind: Kind
    status: Status
    kb: str | None
    revision: int | None
    is_out_of_band: bool = False
    confidence: Confidence
    source: str
    read: dt.date | None
    note: str = ""
    cumulative_kb: str | None = None
    cumulative_revision: int | None = None

    @property
    def build(self) -> str | None:
        """Its build as Windows shows it, `26100.32690`."""
        return None if self.revision is None else f"{self.os.build}.{self.revision}"

    @property
    def is_as_planned(self) -> bool:
        """Whether the rule had it so: the month's release, of the kind that the month has."""
        return not self.is_out_of_band and self.kind is planned_kind(self.date.month)

    def reboot_on(self, today: dt.date) -> str:
        """What it means for a machine, on the day `today`; never a promise of what is to come."""
        needed = "reboot" if self.kind is Kind.BASELINE else "no reboot"
        is_promise = self.status is Status.PLANNED or self.date > today
        return f"{needed} planned" if is_promise else needed


BASELINE_MONTHS = (1, 4, 7, 10)
"""The months whose release is planned as a baseline; unplanned baselines come on top.

Source: https://learn.microsoft.com/windows-server/get-started/hotpatch, "Hotpatch calendar",
2025-07-14.
"""


def planned_kind(month: int) -> Kind:
    """What a month is planned to bring, 1 for January."""
    return Kind.BASELINE if month in BASELINE_MONTHS else Kind.HOTPATCH


def release_day(year: int, month: int) -> dt.date:
    """The second Tuesday of a month, on which Microsoft releases.

    Source: https://learn.microsoft.com/windows-server/get-started/hotpatch, 2025-07-14.

    >>> release_day(2026, 11).isoformat()
    '2026-11-10'
    """
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(1 - first.weekday()) % 7 + 7)


LAST_PLANNED: dict[Os, dt.date] = {Os.WINDOWS_SERVER_2022: dt.date(2027, 10, 31)}
"""The end of hotpatch for a version, where one is announced.

Source: https://learn.microsoft.com/windows/release-health/windows-message-center, 2026-07-01:
hotpatch of Windows Server 2022 Datacenter: Azure Edition goes on through October 2027.
"""
