"""A file in which users correct and complete the release calendar."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from azure_hotpatch_facts.release_calendar import ReleaseCalendar, revision_of
from azure_hotpatch_facts.releases import Confidence, Kind, Os, Release, Status
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_policies.documents import NotYamlError, mistakes, read_yaml


class CorrectionsError(UsageError):
    """A file of corrections cannot be used; every reason at once."""

    def __init__(self, file: Path, wrong: Sequence[str]) -> None:
        self.mistakes = tuple(wrong)
        super().__init__("\n".join([f"{file} cannot be used:", *(f"  {each}" for each in wrong)]))


def corrected(calendar: ReleaseCalendar, file: Path) -> ReleaseCalendar:
    """The calendar with what a file says, YAML or JSON in the form of `schema`.

    Raises:
        CorrectionsError: the file cannot be read, or everything in it that is wrong.
    """
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise CorrectionsError(file, [f"{error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise CorrectionsError(file, ["it is no text in UTF-8"]) from error
    return calendar.corrected(parse(text, file))


def parse(text: str, file: Path) -> tuple[Release, ...]:
    """The releases that the text of a file says.

    Raises:
        CorrectionsError: everything in it that is wrong.
    """
    try:
        document = read_yaml(text)
    except NotYamlError as error:
        raise CorrectionsError(file, [str(error)]) from error
    wrong = sorted(mistakes({} if document is None else document, schema()))
    if not wrong:
        wrong = list(_disagreements(document["releases"]))
    if wrong:
        raise CorrectionsError(file, wrong)
    return tuple(_release(each) for each in document["releases"])


def schema() -> dict[str, Any]:
    """The file's JSON schema (2020-12), for editors too."""
    text = files(__package__).joinpath("calendar-corrections.schema.json").read_text("utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def _disagreements(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for index, row in enumerate(rows):
        os, build = Os(row["os"]), row.get("build")
        if build is not None and revision_of(os, build) is None:
            yield (
                f"releases[{index}].build: found {build!r}; allowed: {os.build}. and a number."
                f" That is the build of {os.title}: correct it, or os."
            )
    places = Counter(_place(row) for row in rows)
    for (os_name, when), count in places.items():
        if count > 1:
            yield (
                f"releases: found {count} of {when} for {os_name!r}; allowed: one a month, besides"
                " those out of band, one a day. Remove all but one."
            )


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["os"], row["date"] if row.get("outOfBand") else row["date"][:7]


def _release(row: Mapping[str, Any]) -> Release:
    os, read = Os(row["os"]), dt.date.fromisoformat(row["read"])
    date, build = dt.date.fromisoformat(row["date"]), row.get("build")
    return Release(
        os=os,
        date=date,
        kind=Kind(row["type"]),
        status=Status.PLANNED if date > read else Status.RELEASED,
        kb=row.get("kb"),
        revision=None if build is None else revision_of(os, build),
        is_out_of_band=row.get("outOfBand", False),
        confidence=Confidence.USER,
        source=row["source"],
        read=read,
        note=row.get("note", ""),
    )
