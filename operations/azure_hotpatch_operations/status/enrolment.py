"""Enrolment and patch orchestration, as Azure's portal reckons and words them."""

from azure_hotpatch_facts.patch_settings import BYPASS, HOTPATCHING, PATCH_MODE
from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.patch_records import IN_PROGRESS, SUCCEEDED, Assessment
from azure_hotpatch_operations.status.model import Enrolment

_ORCHESTRATIONS = {
    "automaticbyos": "Windows Automatic Update",
    "automaticbyplatform": "Azure Managed - Safe Deployment",
    "imagedefault": "Image Default",
    "manual": "Manual",
}
_BY_CUSTOMER = "Customer Managed Schedules"


def enrolment(machine: Machine, assessment: Assessment | None) -> Enrolment:
    """What the portal shows as the machine's hotpatch status."""
    if machine.why_not():
        return Enrolment.NOT_AVAILABLE
    if not _counts(assessment):
        return Enrolment.PENDING
    return Enrolment.ENABLED if is_on(machine) else Enrolment.DISABLED


def is_on(machine: Machine) -> bool:
    """Whether the machine's settings have hotpatch on."""
    return _is(machine.settings.get(HOTPATCHING), "true")


def orchestration(machine: Machine) -> str:
    """What the portal shows as the machine's patch orchestration; `N/A` for what it does not know.

    >>> sorted(_ORCHESTRATIONS.values())[0]
    'Azure Managed - Safe Deployment'
    """
    mode = str(machine.settings.get(PATCH_MODE) or "").lower()
    if mode == "automaticbyplatform" and _is(machine.settings.get(BYPASS), "true"):
        return _BY_CUSTOMER
    return _ORCHESTRATIONS.get(mode, "N/A")


def _counts(assessment: Assessment | None) -> bool:
    """Whether the portal takes it for an evaluation: a failed one is none."""
    if assessment is None:
        return False
    return assessment.status in {SUCCEEDED, IN_PROGRESS} or assessment.is_supported is False


def _is(value: object, word: str) -> bool:
    """Compare as the portal's query does: without case, a flag by its word."""
    return str(value).lower() == word
