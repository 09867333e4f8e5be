"""A file of installations: Azure forgets them after 30 days, and a report looks back a year."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.report.model import Installation
from azure_hotpatch_operations.whole_files import write_whole

AZURE_KEEPS = dt.timedelta(days=30)
"""How long Azure keeps an installation.

Source: https://learn.microsoft.com/azure/update-manager/query-logs, read 2024-09-10.
"""
_FORMAT = 1
_TEXTS = ("machine", "activity", "status", "reboot_status", "started_by")


@dataclass(frozen=True)
class Ledger:
    """Installations as they were read over time.

    Attributes:
        read_at: When Azure was asked last.
        whole_from: Since when nothing is missing: no two readings lay 30 days or more apart.
        installations: The installations, the oldest first.
    """

    read_at: dt.datetime
    whole_from: dt.datetime
    installations: tuple[Installation, ...]


def reading(installations: Iterable[Installation], now: dt.datetime) -> Ledger:
    """Return what one reading of Azure makes: 30 days, whole."""
    return Ledger(now, now - AZURE_KEEPS, tuple(sorted(installations, key=_order)))


def merged(old: Ledger, new: Ledger) -> Ledger:
    """Return both together; of one installation the newer reading counts."""
    found = {(each.machine, each.activity): each for each in old.installations}
    found |= {(each.machine, each.activity): each for each in new.installations}
    has_gap = new.whole_from > old.read_at
    return replace(
        new,
        whole_from=new.whole_from if has_gap else min(old.whole_from, new.whole_from),
        installations=tuple(sorted(found.values(), key=_order)),
    )


def read(file: Path) -> Ledger | None:
    """Return what a file holds; None where there is none.

    Raises:
        UsageError: It cannot be read, or is no such file; every reason at once.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: found no readable JSON: {error}. {_ELSEWHERE}") from error
    wrong = list(_mistakes(document))
    if wrong:
        raise UsageError("\n".join([f"{file} cannot be used:", *(f"  {each}" for each in wrong)]))
    return Ledger(
        _time(document["readAt"]),
        _time(document["wholeFrom"]),
        tuple(
            Installation(**{**each, "at": _time(each["at"]), "kbs": tuple(each["kbs"])})
            for each in document["installations"]
        ),
    )


def write(file: Path, ledger: Ledger) -> None:
    """Write a file whole or not at all; the old one stays until the new one is there.

    Raises:
        UsageError: It cannot be written.
    """
    document = {
        "format": _FORMAT,
        "readAt": ledger.read_at.isoformat(),
        "wholeFrom": ledger.whole_from.isoformat(),
        "installations": [
            {**asdict(each), "at": each.at.isoformat()} for each in ledger.installations
        ],
    }
    write_whole(file, f"{json.dumps(document, indent=1)}\n")


_ELSEWHERE = "Name another file."


def _mistakes(document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping) or document.get("format") != _FORMAT:
        found = document.get("format", "absent") if isinstance(document, Mapping) else "no object"
        yield f"format: found {found}; allowed: {_FORMAT}. {_ELSEWHERE}"
        return
    for key in ("readAt", "wholeFrom"):
        if not _is_time(document.get(key)):
            yield f"{key}: found {document.get(key)!r}; allowed: a time with its zone."
    rows = document.get("installations")
    if not isinstance(rows, list):
        yield f"installations: found {type(rows).__name__}; allowed: a list."
        return
    for index, row in enumerate(rows):
        yield from _row_mistakes(f"installations[{index}]", row)


def _row_mistakes(place: str, row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping) or row.keys() != Installation.__dataclass_fields__.keys():
        wanted = ", ".join(Installation.__dataclass_fields__)
        yield f"{place}: allowed: an object of exactly {wanted}."
        return
    for key in _TEXTS:
        if not isinstance(row[key], str):
            yield f"{place}.{key}: found {row[key]!r}; allowed: a text."
    if not _is_time(row["at"]):
        yield f"{place}.at: found {row['at']!r}; allowed: a time with its zone."
    if type(row["installed"]) is not int or row["installed"] < 0:
        yield f"{place}.installed: found {row['installed']!r}; allowed: a number from 0."
    if not isinstance(row["kbs"], list) or not all(isinstance(kb, str) for kb in row["kbs"]):
        yield f"{place}.kbs: found {row['kbs']!r}; allowed: a list of texts."


def _order(installation: Installation) -> tuple[dt.datetime, str, str]:
    return installation.at, installation.machine, installation.activity


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
