"""Updates as Windows Update names them: what an assessment lists and an installation installs."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from local_azure.patching.guest import Guest, Offer, offered
from local_azure.patching.releases import Release, Releases, newest, until

Behavior = Literal["NeverReboots", "CanRequestReboot"]

CLASSIFICATIONS = (
    "Critical",
    "Security",
    "UpdateRollUp",
    "FeaturePack",
    "ServicePack",
    "Definition",
    "Tools",
    "Updates",
)
"""Source: azure-mgmt-compute 39.0.0, VMGuestPatchClassificationWindows."""

_NAMES = uuid.UUID("6f0c7a0e-5a1f-5b53-9d4b-0d5d8a4c2f10")


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One update that can be installed.

    `id` is a GUID, the same on every machine; `kb` has no prefix, as Azure writes it; `minutes`
    is how much of a maintenance window it takes; `offer` is set on the operating system's own
    update, `other` names the kind of any other.
    """

    id: str
    name: str
    kb: str | None
    classification: str
    behavior: Behavior
    published: date
    minutes: int
    reboots: bool = False
    offer: Offer | None = None
    other: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Other:
    """An update beside the operating system's: it comes with each planned release, or every day."""

    title: str
    kb: str | None
    classification: str
    behavior: Behavior
    minutes: int
    reboots: bool = False
    is_daily: bool = False


# Titles and KB numbers as azure-powershell's recordings of 2020 and 2022 show them
# (TestPatchStatusGetAzVMinstanceview.json, TestInvokeAzVMInstallPatch.json).
_OTHERS: Mapping[str, _Other] = {
    "removal-tool": _Other(
        title="Windows Malicious Software Removal Tool x64",
        kb="890830",
        classification="UpdateRollUp",
        behavior="CanRequestReboot",
        minutes=5,
    ),
    "dotnet": _Other(
        title="Cumulative Update for .NET Framework",
        kb=None,
        classification="Updates",
        behavior="CanRequestReboot",
        minutes=10,
        reboots=True,
    ),
    "definition": _Other(
        title="Security Intelligence Update for Microsoft Defender Antivirus",
        kb="2267602",
        classification="Definition",
        behavior="NeverReboots",
        minutes=1,
        is_daily=True,
    ),
}
_TITLES = {
    "baseline": "Cumulative Update (baseline)",
    "hotpatch": "Security Hotpatch Update",
    "cumulative": "Cumulative Update",
}
_MINUTES = {"baseline": 30, "hotpatch": 10, "cumulative": 30}

ASSUMED = (
    "The titles of baselines, hotpatches and cumulative updates, and that all three are Security.",
    (
        "Beside the operating system's updates there are three others: the removal tool and .NET"
        " with each planned release, antivirus definitions every day."
    ),
    "The rebootBehavior of what needs a reboot is CanRequestReboot, as recordings show it.",
    "The cumulative update of a month with a hotpatch has no KB number here.",
    "A baseline and a cumulative update take 30 minutes of a maintenance window, others 1 to 10.",
)


def available(
    guest: Guest,
    others: Mapping[str, date],
    releases: Releases,
    day: date,
    *,
    system: str,
    enrolled: bool,
) -> Iterator[Patch]:
    """What an assessment finds on a day, the operating system's own update first.

    `others` are the days of the other updates that are installed; `system` is the name of the
    operating system in titles: `Windows Server 2025`.
    """
    offer = offered(guest, releases, day, enrolled=enrolled)
    if offer is not None:
        yield _of_offer(offer, system)
    for kind, other in _OTHERS.items():
        published = _published(other, releases, day)
        if published is not None and published > others.get(kind, date.min):
            yield _of_other(kind, other, published, system)


@lru_cache(maxsize=512)
def _of_offer(offer: Offer, system: str) -> Patch:
    release = offer.release
    kb = None if offer.kind == "cumulative" else release.kb and release.kb.removeprefix("KB")
    return Patch(
        id=_id(f"{system} {offer.kind} {release.date}"),
        name=_title(f"{release.date:%Y-%m} {_TITLES[offer.kind]} for {system}", kb),
        kb=kb,
        classification="Security",
        behavior="CanRequestReboot" if offer.needs_reboot else "NeverReboots",
        published=release.date,
        minutes=_MINUTES[offer.kind],
        reboots=offer.needs_reboot,
        offer=offer,
    )


@lru_cache(maxsize=512)
def _of_other(kind: str, other: _Other, published: date, system: str) -> Patch:
    named = f"{published:%Y-%m} {other.title} for {system}" if other.kb is None else other.title
    return Patch(
        id=_id(f"{system} {kind} {published}"),
        name=_title(named, other.kb),
        kb=other.kb,
        classification=other.classification,
        behavior=other.behavior,
        published=published,
        minutes=other.minutes,
        reboots=other.reboots,
        other=kind,
    )


def _published(other: _Other, releases: Iterable[Release], day: date) -> date | None:
    if other.is_daily:
        return day - timedelta(days=1)
    last = newest(release for release in until(tuple(releases), day) if not release.out_of_band)
    return None if last is None else last.date


def _title(text: str, kb: str | None) -> str:
    return text if kb is None else f"{text} (KB{kb})"


def _id(text: str) -> str:
    return str(uuid.uuid5(_NAMES, text))
