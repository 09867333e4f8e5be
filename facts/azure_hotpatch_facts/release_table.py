"""What Microsoft released for hotpatch machines: read from pages, never computed."""

import datetime as dt
from collections.abc import Iterable

from azure_hotpatch_facts.releases import Confidence, Kind, Os, Release, Status

RELEASE_INFO = "https://learn.microsoft.com/windows/release-health/windows-server-release-info"
_SNAPSHOT = dt.date(2026, 5, 12)
_READ = dt.date(2026, 11, 23)
_FIXTURE = "https://github.com/MaineK00n/vuls-data-update"
_OUT_OF_BAND_APRIL = "https://julbietechnews.com/2026/04/20/10ed303a54d935750a1f/"
_APRIL_DAY = (
    "Released on 19 or 20 April 2026; which of them is not said of the hotpatch, so the later"
    " stands here."
)
_B, _H = Kind.BASELINE, Kind.HOTPATCH


def _published(os: Os, rows: Iterable[tuple[str, Kind, int, int]]) -> tuple[Release, ...]:
    return tuple(
        Release(
            os=os,
            date=dt.date.fromisoformat(date),
            kind=kind,
            status=Status.RELEASED,
            kb=f"KB{kb}",
            revision=revision,
            confidence=Confidence.PUBLISHED,
            source=RELEASE_INFO,
            read=_SNAPSHOT,
        )
        for date, kind, revision, kb in rows
    )


def _reported(os: Os, date: str, kind: Kind, **told: object) -> Release:
    fields = {
        "status": Status.RELEASED,
        "kb": None,
        "revision": None,
        "confidence": Confidence.REPORTED,
        "source": "A blog and the list of cumulative updates",
        "read": _READ,
        **told,
    }
    return Release(os=os, date=dt.date.fromisoformat(date), kind=kind, **fields)  # type: ignore[arg-type]


_2025 = Os.WINDOWS_SERVER_2025
_2022 = Os.WINDOWS_SERVER_2022

RELEASES: tuple[Release, ...] = (
    *_published(
        _2025,
        (
            ("2024-11-12", _H, 2240, 5046696),
            ("2024-12-10", _H, 2528, 5048794),
            ("2025-01-14", _B, 2894, 5050009),
            ("2025-02-11", _H, 3107, 5052105),
            ("2025-03-11", _H, 3403, 5053636),
            ("2025-04-08", _B, 3775, 5055523),
            ("2025-05-13", _H, 3981, 5058497),
            ("2025-06-10", _H, 4270, 5060841),
            ("2025-07-08", _B, 4652, 5062553),
            ("2025-08-12", _H, 4851, 5064010),
            ("2025-09-09", _H, 6508, 5065474),
            ("2025-10-14", _B, 6899, 5066835),
            ("2025-11-11", _H, 7092, 5068966),
            ("2025-12-09", _H, 7392, 5072014),
            ("2026-01-13", _B, 32230, 5073379),
            ("2026-02-10", _H, 32313, 5075942),
            ("2026-03-10", _H, 32463, 5078736),
            ("2026-04-14", _B, 32690, 5082063),
            ("2026-05-12", _H, 32772, 5087423),
        ),
    ),
    _reported(
        _2025,
        "2026-06-09",
        _B,
        kb="KB5094125",
        revision=32995,
        source=f"{_FIXTURE} and a blog",
        note="Microsoft's page of 2026-05-12 still had June as a hotpatch.",
    ),
    _reported(_2025, "2026-07-14", _B, kb="KB5099536", revision=33158),
    _reported(
        _2025,
        "2026-08-11",
        _H,
        kb="KB5120228",
        cumulative_kb="KB5120233",
        cumulative_revision=33296,
    ),
    _reported(
        _2025,
        "2026-09-08",
        _B,
        source="A blog, which counts five reboots from January to September 2026",
        note="One blog only; neither KB nor build was found.",
    ),
    *_published(
        _2022,
        (
            ("2024-01-09", _B, 2227, 5034129),
            ("2024-02-13", _H, 2277, 5034860),
            ("2024-03-12", _H, 2333, 5035959),
            ("2024-04-09", _B, 2402, 5036909),
            ("2024-05-14", _H, 2458, 5037848),
            ("2024-06-11", _H, 2522, 5039330),
            ("2024-07-09", _B, 2582, 5040437),
            ("2024-08-13", _B, 2655, 5041160),
            ("2024-09-10", _H, 2695, 5042880),
            ("2024-10-08", _B, 2762, 5044281),
            ("2024-11-12", _H, 2819, 5046698),
            ("2024-12-10", _H, 2908, 5048800),
            ("2025-01-14", _B, 3091, 5049983),
            ("2025-02-11", _H, 3148, 5052106),
            ("2025-03-11", _H, 3270, 5053638),
            ("2025-04-08", _B, 3453, 5055526),
            ("2025-05-13", _H, 3630, 5058500),
            ("2025-06-10", _H, 3745, 5060525),
            ("2025-07-08", _B, 3932, 5062572),
            ("2025-08-12", _H, 3989, 5063812),
            ("2025-09-09", _H, 4106, 5065306),
            ("2025-10-14", _B, 4294, 5066782),
            ("2025-11-11", _H, 4346, 5068840),
            ("2025-12-09", _H, 4467, 5071413),
            ("2026-01-13", _B, 4648, 5073457),
            ("2026-02-10", _H, 4711, 5075943),
            ("2026-03-10", _H, 4830, 5078737),
            ("2026-04-14", _B, 5020, 5082142),
            ("2026-05-12", _H, 5074, 5087424),
        ),
    ),
    _reported(
        _2022,
        "2026-07-14",
        _B,
        status=Status.PLANNED,
        cumulative_kb="KB5099540",
        note="The month's cumulative update is known; that it was the baseline is planned only.",
    ),
    _reported(
        _2022,
        "2026-08-11",
        _H,
        kb="KB5120229",
        revision=5440,
        cumulative_kb="KB5120242",
        cumulative_revision=5499,
    ),
    _reported(
        _2022,
        "2026-01-24",
        _H,
        kb="KB5078238",
        revision=4655,
        is_out_of_band=True,
        source="Noted for this project; which page said so was not kept",
    ),
    _reported(
        _2025,
        "2026-04-20",
        _H,
        kb="KB5091470",
        revision=32704,
        is_out_of_band=True,
        source=_OUT_OF_BAND_APRIL,
        note=_APRIL_DAY,
    ),
    _reported(
        _2022,
        "2026-04-20",
        _H,
        kb="KB5091576",
        revision=5029,
        is_out_of_band=True,
        source=_OUT_OF_BAND_APRIL,
        note=_APRIL_DAY,
    ),
)
"""Every release that is on record, and one planned row of which half is known.

The months before the first row of a version were not found, nor are client builds in here.
"""
