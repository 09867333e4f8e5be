"""What the page shows: machines, what each did in each month, and which releases came."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

MONTHS = 12
"""How many months the page looks back, the month of the report included."""
AHEAD = 3
"""How many months to come are shown, with what is planned: one planned baseline at least."""


class Deed(Enum):
    """What a machine did in a month, by its installations; the worst of them counts."""

    FAILED = "failed"
    REBOOTED = "rebooted"
    NO_REBOOT = "no reboot"
    NOTHING = "nothing recorded"


class Kind(Enum):
    """What a month's release is; a month to come is never more than planned."""

    BASELINE = "baseline"
    UNPLANNED_BASELINE = "unplanned baseline"
    HOTPATCH = "hotpatch"
    PLANNED_BASELINE = "planned baseline"
    PLANNED_HOTPATCH = "planned hotpatch"
    UNKNOWN = "not known"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One installation that Azure recorded.

    Attributes:
        machine: ARM id of the machine, in lower case.
        activity: Azure's id of the installation; the same one is never counted twice.
        at: When it began, in UTC.
        status: Azure's word, such as `Succeeded`.
        reboot_status: Azure's word, such as `NotNeeded`; empty where Azure says nothing.
        installed: How many patches it installed.
        started_by: Azure's word for who started it; empty where it says nothing.
        kbs: Numbers of the knowledge-base articles that it installed, without prefix.
    """

    machine: str
    activity: str
    at: dt.datetime
    status: str
    reboot_status: str = ""
    installed: int = 0
    started_by: str = ""
    kbs: tuple[str, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether it did not end well; one that is still going on has not."""
        return self.status in {"Failed", "CompletedWithWarnings"}

    @property
    def has_rebooted(self) -> bool:
        """Whether the machine rebooted for it, as far as Azure says."""
        return self.reboot_status in {"Completed", "Started"}

    @property
    def has_installed(self) -> bool:
        """Whether anything was installed."""
        return self.installed > 0

    @property
    def deed(self) -> Deed:
        """What the machine did."""
        if self.has_failed:
            return Deed.FAILED
        if self.has_rebooted:
            return Deed.REBOOTED
        return Deed.NO_REBOOT if self.has_installed else Deed.NOTHING


@dataclass(frozen=True, kw_only=True)
class ReportedMachine:
    """One machine as it stands today.

    Attributes:
        id: ARM id.
        name: Its name.
        resource_group: Its resource group.
        location: Its region.
        system: Its system for people, such as `Windows Server 2025`.
        enrolment: The portal's word: Enabled, Disabled, Pending Evaluation or Not Available.
        orchestration: The portal's words for who patches it.
        is_current: Whether it has the newest hotpatch or baseline; None where nobody can tell.
        pending: How many critical and security updates wait; None where nobody can tell.
        needs: What a person has to do, a sentence each.
    """

    id: str
    name: str
    resource_group: str
    location: str
    system: str
    enrolment: str
    orchestration: str
    is_current: bool | None
    pending: int | None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Release:
    """What came, or is planned, in a month for one system."""

    kind: Kind
    day: dt.date | None = None
    kb: str | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the page shows.

    Attributes:
        subject: Whose machines, for people.
        at: When Azure was asked, in UTC.
        cloud: Which cloud answered, for people.
        machines: The machines.
        installations: What they installed, as far as records go back.
        recorded_from: The first day from which records are whole; before it, nothing is known.
        releases: By system, the release of each month, `(2026, 11)`; the months to come included.
        notes: What is to be said besides, a sentence each.
    """

    subject: str
    at: dt.datetime
    cloud: str
    machines: tuple[ReportedMachine, ...]
    installations: tuple[Installation, ...]
    recorded_from: dt.date
    releases: Mapping[str, Mapping[tuple[int, int], Release]]
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The months that the page looks back on, the oldest first."""
        return months_until(self.at.date())

    @property
    def counted(self) -> tuple[Installation, ...]:
        """The installations of these machines in these months: a ledger may know more."""
        known = {machine.id.lower() for machine in self.machines}
        months = set(self.months)
        return tuple(
            each
            for each in self.installations
            if each.machine in known and (each.at.year, each.at.month) in months
        )


@dataclass(frozen=True)
class Reboots:
    """How often machines rebooted, and would have.

    Attributes:
        taken: Reboots for updates that Azure recorded.
        without_hotpatch: What the same installations cost a machine without hotpatch: one each.
    """

    taken: int
    without_hotpatch: int


def months_until(day: dt.date) -> tuple[tuple[int, int], ...]:
    """Return the months that a report of a day looks back on, the oldest first."""
    first = day.year * 12 + day.month - MONTHS
    return tuple(_month(first + index) for index in range(MONTHS))


def later(month: tuple[int, int], count: int) -> tuple[tuple[int, int], ...]:
    """Return the months after one.

    >>> later((2026, 11), 2)
    ((2026, 12), (2027, 1))
    """
    last = month[0] * 12 + month[1] - 1
    return tuple(_month(last + ahead) for ahead in range(1, count + 1))


def _month(count: int) -> tuple[int, int]:
    year, month = divmod(count, 12)
    return year, month + 1


def reboots(installations: Iterable[Installation]) -> Reboots:
    """Count the reboots of installations that installed something, or rebooted."""
    counted = [each for each in installations if each.has_installed or each.has_rebooted]
    return Reboots(taken=sum(each.has_rebooted for each in counted), without_hotpatch=len(counted))


def deeds(report: Report) -> dict[str, tuple[Deed, ...]]:
    """Return by machine, in lower case, what it did in each month of the report."""
    worst = tuple(Deed)
    place = {month: index for index, month in enumerate(report.months)}
    found = {machine.id.lower(): [Deed.NOTHING] * MONTHS for machine in report.machines}
    for each in report.counted:
        row, index = found[each.machine], place[each.at.year, each.at.month]
        row[index] = min(row[index], each.deed, key=worst.index)
    return {machine: tuple(row) for machine, row in found.items()}
