"""What Azure recorded of a machine's patching: assessments, installations, updates.

Whatever Azure leaves out is None, which is unknown and never good; its words for a status are kept
as they come.

Source: https://learn.microsoft.com/azure/update-manager/query-logs, read 2026-11-25: installations
are kept for 30 days, assessments for 7.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from azure_hotpatch_facts.kb_numbers import kb_number
from azure_hotpatch_operations.azure_values import count, flag, parts, text, time
from azure_hotpatch_operations.resource_graph import Row

ASSESSMENTS_KEPT = dt.timedelta(days=7)
INSTALLATIONS_KEPT = dt.timedelta(days=30)
SUCCEEDED, IN_PROGRESS = "Succeeded", "InProgress"
URGENT = ("critical", "security")
"""The classes that the platform installs, in lower case.

Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching.
"""


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One update that an assessment found, or that an installation was about.

    Attributes:
        name: Its title.
        kb: Number of its article, without prefix; None where Azure names none.
        classifications: Azure's words for its class, such as `Security`.
        published: When it came out.
        state: What an installation did with it, `Installed`; None where it was only found.
        reboot: Azure's word for whether it reboots, such as `NeverReboots`.
    """

    name: str
    kb: str | None
    classifications: tuple[str, ...]
    published: dt.datetime | None
    state: str | None
    reboot: str | None

    @property
    def is_urgent(self) -> bool:
        """Whether the platform installs it: critical or security."""
        return any(each.lower() in URGENT for each in self.classifications)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The last time that Azure looked which updates a machine lacks.

    Attributes:
        status: Azure's word, such as `Succeeded`.
        at: When the record was last written.
        started_by: Azure's word, `User` or `Platform`.
        reboot_pending: Whether the machine waits for a reboot.
        pending: By class, in Azure's words such as `security`, how many updates wait.
        error: Azure's words for what went wrong; None where nothing did.
        is_supported: Whether Azure can patch this system at all.
    """

    status: str | None
    at: dt.datetime | None
    started_by: str | None
    reboot_pending: bool | None
    pending: Mapping[str, int] | None
    error: str | None
    is_supported: bool | None

    @property
    def urgent(self) -> int | None:
        """How many critical and security updates wait; None where Azure does not say."""
        if self.pending is None:
            return None
        return sum(count for name, count in self.pending.items() if name.lower() in URGENT)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One run that installed updates, or tried to.

    Attributes:
        activity: Azure's id of the run.
        status: Azure's word, such as `Succeeded`, `Failed`, `CompletedWithWarnings`.
        began: When it began.
        at: When the record was last written.
        started_by: Azure's word, `User` or `Platform`.
        reboot_status: Azure's word, such as `NotNeeded`, `Completed`, `Required`.
        counts: By `installed`, `failed`, `pending`, `excluded`, `notSelected`, how many updates.
        window_exceeded: Whether its time was too short.
        error: Azure's words for what went wrong; None where nothing did.
    """

    activity: str
    status: str | None
    began: dt.datetime | None
    at: dt.datetime | None
    started_by: str | None
    reboot_status: str | None
    counts: Mapping[str, int | None]
    window_exceeded: bool | None
    error: str | None


_COUNTS = ("installed", "failed", "pending", "excluded", "notSelected")


def read_assessment(row: Row) -> Assessment:
    """The assessment that a row with `properties` is."""
    properties = parts(row.get("properties"))
    readiness = parts(parts(properties.get("configurationStatus")).get("vmGuestPatchReadiness"))
    support = text(readiness.get("detectedVMGuestPatchSupportState"))
    return Assessment(
        status=text(properties.get("status")),
        at=time(properties.get("lastModifiedDateTime")),
        started_by=text(properties.get("startedBy")),
        reboot_pending=flag(properties.get("rebootPending")),
        pending=_pending(properties.get("availablePatchCountByClassification")),
        error=_error(properties.get("errorDetails")),
        is_supported={"supported": True, "unsupported": False}.get((support or "").lower()),
    )


def read_installation(row: Row) -> Installation:
    """The installation that a row with `id` and `properties` is."""
    properties = parts(row.get("properties"))
    return Installation(
        activity=str(row["id"]).rpartition("/")[2],
        status=text(properties.get("status")),
        began=time(properties.get("startDateTime")),
        at=time(properties.get("lastModifiedDateTime")),
        started_by=text(properties.get("startedBy")),
        reboot_status=text(properties.get("rebootStatus")),
        counts={name: count(properties.get(f"{name}PatchCount")) for name in _COUNTS},
        window_exceeded=flag(properties.get("maintenanceWindowExceeded")),
        error=_error(properties.get("errorDetails")),
    )


def read_patch(row: Row) -> Patch:
    """The update that a row with `properties` is."""
    properties = parts(row.get("properties"))
    classes = properties.get("classifications")
    return Patch(
        name=text(properties.get("patchName")) or "unnamed update",
        kb=kb_number(text(properties.get("kbId")) or ""),
        classifications=tuple(map(str, classes)) if isinstance(classes, list) else (),
        published=time(properties.get("publishedDateTime")),
        state=text(properties.get("installationState")),
        reboot=text(properties.get("rebootBehavior")),
    )


def _pending(value: object) -> Mapping[str, int] | None:
    if not isinstance(value, Mapping):
        return None
    known = {str(name): count(each) for name, each in value.items()}
    return {name: each for name, each in known.items() if each is not None}


def _error(value: object) -> str | None:
    """What went wrong; a success carries an error object too, whose code is `Success`.

    Source: Azure/azure-powershell, recording TestInvokeAzVMInstallPatch.json, read 2026-11-23.
    """
    error = parts(value)
    code, message = text(error.get("code")), text(error.get("message"))
    if (code or "Success").lower() == "success":
        return None
    return f"{code}: {message}" if message else code
