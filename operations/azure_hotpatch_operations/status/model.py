"""What a status says of a machine; None is unknown, and unknown is never good."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from azure_hotpatch_facts.releases import Release
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patch_records import Assessment, Installation, Patch


class Enrolment(Enum):
    """Whether a machine takes hotpatches, in the words and by the reckoning of Azure's portal.

    Source: the portal's own query, as a public script has it: azure-facts 4.1, read 2026-11-25.
    """

    NOT_AVAILABLE = "Not Available"
    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING = "Pending Evaluation"


class Verdict(Enum):
    """What a machine asks of people; the first is the most urgent."""

    NEEDS_PERSON = "needs a person"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    GOOD = "as wished"
    NOT_ELIGIBLE = "not eligible"


@dataclass(frozen=True, kw_only=True)
class Patching:
    """What Azure has on record of a machine's patching.

    Attributes:
        assessment: The last assessment; None where there is none of the last 7 days.
        urgent: The critical and security updates that it found.
        installation: The last installation; None where there is none of the last 30 days.
        installed: Articles of the calendar's releases that were installed in the last 30 days.
    """

    assessment: Assessment | None = None
    urgent: tuple[Patch, ...] = ()
    installation: Installation | None = None
    installed: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a machine has the newest hotpatch or baseline of its system, as far as is known.

    Attributes:
        is_current: None where nobody can tell.
        reason: Why, in a sentence.
        newest: The newest release of a month that is on record; None where none is.
        next_release: The next planned release, never a promise; None where none is planned.
        next_baseline: The next planned baseline; None where none is planned.
    """

    is_current: bool | None
    reason: str
    newest: Release | None
    next_release: Release | None
    next_baseline: Release | None


@dataclass(frozen=True, kw_only=True)
class MachineStatus:
    """One machine's status.

    Attributes:
        machine: What Azure says of the machine itself.
        why_not_eligible: Why its image takes no hotpatches; None where it does.
        enrolment: Whether it is enrolled.
        orchestration: Who orchestrates its patches, in the portal's words.
        patching: What is on record of its patching.
        standing: Against the releases of its system.
        verdict: What it asks of people.
        needs: What a person has to do, a sentence each.
        waits: What happens by itself, a sentence each.
        doubts: What nobody can tell, a sentence each.
    """

    machine: Machine
    why_not_eligible: str | None
    enrolment: Enrolment
    orchestration: str
    patching: Patching
    standing: Standing
    verdict: Verdict
    needs: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """The status of every machine that was asked for.

    Attributes:
        subject: Whose machines, for people.
        at: Azure's own time.
        machines: Those that need a person first.
        others: How many there are without Windows, which are left out.
        missing: By machine that was named and is not there: why.
    """

    subject: str
    at: dt.datetime
    machines: tuple[MachineStatus, ...]
    others: int
    missing: Mapping[MachineId, str]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many machines there are of each verdict."""
        verdicts = [each.verdict for each in self.machines]
        return {verdict: verdicts.count(verdict) for verdict in Verdict}

    @property
    def is_well(self) -> bool:
        """Whether no machine needs a person, is unknown, or is missing."""
        bad = {Verdict.NEEDS_PERSON, Verdict.UNKNOWN}
        return not self.missing and not any(each.verdict in bad for each in self.machines)
