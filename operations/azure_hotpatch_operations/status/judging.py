"""What a machine asks of people: what to do, what happens by itself, what nobody can tell."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from azure_hotpatch_facts.patch_settings import violations
from azure_hotpatch_operations.machine import CHECK_AGENT, Machine
from azure_hotpatch_operations.patch_records import IN_PROGRESS
from azure_hotpatch_operations.status.enrolment import is_on
from azure_hotpatch_operations.status.model import Enrolment, Patching, Standing, Verdict

EVALUATED = dt.timedelta(days=1)
"""How long a new machine may be without an assessment before somebody should look.

Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching, read
2026-11-23: it takes three hours or more, in off-peak hours of a running machine.
"""
INSTALLED = dt.timedelta(days=30)
"""How long the platform takes to install a release. Source: the same page."""

_FAILED = {"Failed", "CompletedWithWarnings"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is known of a machine when it is judged, and Azure's time of that."""

    machine: Machine
    patching: Patching
    enrolment: Enrolment
    standing: Standing
    now: dt.datetime

    @property
    def is_eligible(self) -> bool:
        """Whether its image takes hotpatches."""
        return self.enrolment is not Enrolment.NOT_AVAILABLE

    @property
    def is_new(self) -> bool:
        """Whether Azure may not have come to it yet."""
        created = self.machine.created
        return created is not None and self.now - created < EVALUATED

    @property
    def has_updates_waiting(self) -> bool:
        """Whether something is to be installed, as far as is known."""
        return self.standing.is_current is False or bool(self.patching.urgent)

    @property
    def what_waits(self) -> str:
        """Which updates are to be installed, in a sentence."""
        names = [each.name for each in self.patching.urgent]
        if not names:
            return self.standing.reason
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 (enough to know it by)
        return f"To be installed: {', '.join(names[:3])}{more}."

    @property
    def is_late(self) -> bool:
        """Whether what waits came out longer ago than the platform takes."""
        urgent, newest = self.patching.urgent, self.standing.newest
        days = [each.published.date() for each in urgent if each.published is not None]
        if not days and self.standing.is_current is False and newest is not None:
            days = [newest.date]
        return bool(days) and self.now.date() - min(days) > INSTALLED

    @property
    def waits_for_reboot(self) -> bool:
        """Whether a reboot is pending, by the newer of both records."""
        assessment, installation = self.patching.assessment, self.patching.installation
        if assessment is None or (
            installation is not None
            and installation.at is not None
            and assessment.at is not None
            and installation.at > assessment.at
        ):
            return installation is not None and installation.reboot_status == "Required"
        return assessment.reboot_pending is True


def needs(case: Case) -> Iterator[str]:
    """What a person has to do."""
    if case.is_eligible:
        yield from _settings(case.machine)
        yield from _silence(case)
        if case.is_late:
            yield (
                f"{case.what_waits} The platform's 30 days are over: `azure-hotpatch install` it,"
                " and see whether the machine runs in off-peak hours."
            )
    yield from _failures(case.patching)
    if case.waits_for_reboot:
        yield "A reboot is pending: restart the machine."


def waits(case: Case) -> Iterator[str]:
    """What happens by itself."""
    assessment, installation = case.patching.assessment, case.patching.installation
    if installation is not None and installation.status == IN_PROGRESS:
        yield "Updates are being installed."
    if assessment is not None and assessment.status == IN_PROGRESS:
        yield "It is being assessed."
    if case.is_eligible and assessment is None and case.is_new:
        yield "It is new: Azure evaluates it within some hours, while it runs."
    if case.is_eligible and case.has_updates_waiting and not case.is_late:
        yield f"{case.what_waits} The platform installs it within 30 days of its release."


def doubts(case: Case) -> Iterator[str]:
    """What nobody can tell, where nothing above says it already."""
    if not case.is_eligible:
        return
    machine, assessment = case.machine, case.patching.assessment
    if machine.power is None:
        yield "Azure does not say whether it runs."
    if assessment is None:
        if machine.created is None:
            yield "Azure has no assessment of it, and does not say since when it exists."
        return
    if case.standing.is_current is None and not case.has_updates_waiting:
        yield case.standing.reason
    if assessment.reboot_pending is None:
        yield "Azure does not say whether it waits for a reboot."


def verdict(
    case: Case, needs: Sequence[str], waits: Sequence[str], doubts: Sequence[str]
) -> Verdict:
    """The most urgent of what was said."""
    if needs:
        return Verdict.NEEDS_PERSON
    if not case.is_eligible:
        return Verdict.NOT_ELIGIBLE
    if doubts:
        return Verdict.UNKNOWN
    return Verdict.WAITING if waits else Verdict.GOOD


def _settings(machine: Machine) -> Iterator[str]:
    """Settings that keep hotpatch from working, hotpatch itself first."""
    if not is_on(machine):
        yield f"Hotpatch is off: `azure-hotpatch enroll {machine.id.path}` turns it on."
    for wrong in violations(machine.settings, image_takes_hotpatches=True):
        yield f"{wrong.path}: {wrong.reason}"


def _silence(case: Case) -> Iterator[str]:
    """A machine that is off, or of which Azure has heard nothing."""
    machine = case.machine
    if machine.power not in {None, "running"}:
        if case.standing.is_current is not True:
            yield (
                f"It is {machine.power}, and updates are installed only while a machine runs:"
                " start it."
            )
    elif machine.is_silent:
        yield (
            f"Its agent does not answer ({machine.agent}), so it is neither assessed nor patched."
            f" {CHECK_AGENT}, then `azure-hotpatch assess` it."
        )
    elif case.patching.assessment is None and machine.created is not None and not case.is_new:
        yield (
            "Azure has no assessment of the last 7 days: see that its agent is healthy, then"
            " `azure-hotpatch assess` it."
        )


def _failures(patching: Patching) -> Iterator[str]:
    assessment, installation = patching.assessment, patching.installation
    if assessment is not None and assessment.status in _FAILED:
        yield (
            f"The last assessment ended {assessment.status}{_said(assessment.error)};"
            " `azure-hotpatch assess` it."
        )
    if assessment is not None and assessment.is_supported is False:
        yield "Azure cannot patch this system: see which image it was made from."
    if installation is not None and installation.status in _FAILED:
        yield (
            f"The last installation ended {installation.status}{_said(installation.error)};"
            " `azure-hotpatch history` tells which update failed."
        )
    if installation is not None and installation.reboot_status == "Failed":
        yield "The reboot after the last installation failed: look at the machine."


def _said(error: str | None) -> str:
    return f" ({error})" if error else ""
