"""What an installation is asked for, out of the user's options, as the body of installPatches."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from azure_hotpatch_facts.kb_numbers import kb_number
from azure_hotpatch_operations.errors import UsageError


class Classification(Enum):
    """A class of Windows updates, as Azure spells it.

    Source: azure-mgmt-compute 39.0.0, VMGuestPatchClassificationWindows.
    """

    CRITICAL = "Critical"
    SECURITY = "Security"
    UPDATE_ROLLUP = "UpdateRollUp"
    FEATURE_PACK = "FeaturePack"
    SERVICE_PACK = "ServicePack"
    DEFINITION = "Definition"
    TOOLS = "Tools"
    UPDATES = "Updates"


class Reboot(Enum):
    """Whether an installation may reboot, as Azure spells it.

    Source: azure-mgmt-compute 39.0.0, VMGuestPatchRebootSetting.
    """

    IF_REQUIRED = "IfRequired"
    NEVER = "Never"
    ALWAYS = "Always"


_SHORT = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,4})m)?", re.IGNORECASE)
_ISO = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?", re.IGNORECASE)

_EMPTY = (
    "nothing is selected: give at least one --classification or --kb. --dry-run shows what they"
    " take."
)


@dataclass(frozen=True, kw_only=True)
class InstallRequest:
    """What is to be installed, and how.

    Attributes:
        classifications: Classes that are taken.
        kbs: Numbers of articles that are taken, without prefix.
        excluded_kbs: Numbers that are not taken, whatever takes them.
        until: The last day of publishing that is taken; None for no last day.
        without_reboots: Whether what may ask for a reboot is left.
        reboot: Whether a reboot may follow.
        duration: The longest that it may take.
    """

    classifications: tuple[Classification, ...]
    kbs: tuple[str, ...]
    excluded_kbs: tuple[str, ...]
    until: dt.date | None
    without_reboots: bool
    reboot: Reboot
    duration: dt.timedelta

    def body(self) -> dict[str, Any]:
        """The body of installPatches.

        Source: https://learn.microsoft.com/rest/api/compute/virtual-machines/install-patches, read
        2026-11-25.
        """
        windows: dict[str, Any] = {"excludeKbsRequiringReboot": self.without_reboots}
        if self.classifications:
            windows["classificationsToInclude"] = [each.value for each in self.classifications]
        if self.kbs:
            windows["kbNumbersToInclude"] = list(self.kbs)
        if self.excluded_kbs:
            windows["kbNumbersToExclude"] = list(self.excluded_kbs)
        if self.until is not None:
            windows["maxPatchPublishDate"] = f"{self.until.isoformat()}T23:59:59+00:00"
        return {
            "maximumDuration": iso(self.duration),
            "rebootSetting": self.reboot.value,
            "windowsParameters": windows,
        }


def read_request(
    *,
    classifications: Sequence[Classification],
    kbs: Sequence[str],
    excluded_kbs: Sequence[str],
    until: str | None,
    without_reboots: bool,
    reboot: Reboot,
    duration: str,
) -> InstallRequest:
    """The request that the options mean.

    Raises:
        UsageError: everything in them that can't work, a line a mistake.
    """
    mistakes: list[str] = []
    taken = _numbers("--kb", kbs, mistakes)
    left = _numbers("--exclude-kb", excluded_kbs, mistakes)
    mistakes += [f"KB{kb}: is taken and excluded; leave one out" for kb in taken if kb in left]
    if not classifications and not kbs:
        mistakes.append(_EMPTY)
    span = span_of(duration)
    if span is None:
        mistakes.append(
            f"--duration: found {duration!r}; allowed: hours and minutes, under two days, as in 2h,"
            " 90m, 3h30m or PT4H"
        )
    day = None
    if until is not None:
        try:
            day = dt.date.fromisoformat(until)
        except ValueError:
            mistakes.append(
                f"--max-patch-publish-date: found {until!r}; allowed: a day, such as 2026-11-10"
            )
    if mistakes or span is None:
        raise UsageError("\n".join(mistakes))
    return InstallRequest(
        classifications=tuple(dict.fromkeys(classifications)),
        kbs=taken,
        excluded_kbs=left,
        until=day,
        without_reboots=without_reboots,
        reboot=reboot,
        duration=span,
    )


def span_of(text: str) -> dt.timedelta | None:
    """A time above zero in hours and minutes; None for what is none.

    >>> span_of("3h30m"), span_of("PT90M"), span_of("soon"), span_of("0h")
    (datetime.timedelta(seconds=12600), datetime.timedelta(seconds=5400), None, None)
    """
    found = _SHORT.fullmatch(text) or _ISO.fullmatch(text)
    if found is None:
        return None
    hours, minutes = (int(part or 0) for part in found.groups())
    span = dt.timedelta(hours=hours, minutes=minutes)
    return span if dt.timedelta() < span < dt.timedelta(days=2) else None


def iso(span: dt.timedelta) -> str:
    """A time as ISO 8601 writes it.

    >>> iso(dt.timedelta(hours=3, minutes=30)), iso(dt.timedelta(minutes=90))
    ('PT3H30M', 'PT1H30M')
    """
    hours, minutes = divmod(round(span.total_seconds()) // 60, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"


def _numbers(option: str, texts: Sequence[str], mistakes: list[str]) -> tuple[str, ...]:
    found = {text: kb_number(text) for text in texts}
    mistakes += [
        f"{option}: found {text!r}; allowed: the number of an article, as in KB5068966 or 5068966"
        for text, number in found.items()
        if number is None
    ]
    return tuple(dict.fromkeys(number for number in found.values() if number is not None))
