"""`azure-hotpatch calendar`."""

import datetime as dt
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.table import Table

from azure_hotpatch_facts.releases import Confidence, Kind, Os, Release, Status
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.known_calendar import Corrections, known_calendar
from azure_hotpatch_operations.speech import Answer, AsJson, answer

Versions = Annotated[
    list[Os] | None,
    typer.Option("--os", help="Version of Windows Server, may be given twice. Default: both."),
]
First = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="DAY", help="First day, such as 2026-01-31. Default: half a year ago."
    ),
]
Last = Annotated[
    str | None,
    typer.Option("--to", metavar="DAY", help="Last day. Default: a year after the first."),
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=2000, max=2100, help="A whole year, in place of --from and --to."),
]


def calendar(
    os: Versions = None,
    first: First = None,
    last: Last = None,
    year: Year = None,
    corrections: Corrections = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show which months bring a hotpatch and which a baseline, with its reboot.

    What came stands with its KB and its build, as pages said it; what is to come is planned by rule
    and may turn out otherwise: an unplanned baseline is known on its day only.

    Exit code 0: always, but for 2: wrong use.
    """
    today = dt.datetime.now(tz=dt.UTC).date()

    def work(_: object) -> Answer:
        begin, end = _days(first, last, year, today)
        known = known_calendar(corrections)
        rows = [each for one in os or list(Os) for each in known.between(one, begin, end)]
        rows.sort(key=lambda each: (each.date, each.os.value))
        data = {
            "from": begin.isoformat(),
            "to": end.isoformat(),
            "today": today.isoformat(),
            "releases": [as_data(each, today) for each in rows],
        }
        return Answer(is_well=True, data=data, words=_words(rows, today))

    answer(work, as_json=as_json)


def _days(
    first: str | None, last: str | None, year: int | None, today: dt.date
) -> tuple[dt.date, dt.date]:
    if year is not None:
        if first or last:
            raise UsageError("--year: leave out --from and --to, or --year")
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    begin = _day("--from", first) if first else today - dt.timedelta(days=183)
    end = _day("--to", last) if last else begin + dt.timedelta(days=366)
    if begin > end:
        raise UsageError(f"--from: {begin} is after --to {end}")
    return begin, end


def _day(option: str, text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: found {text!r}; allowed: a day, such as 2026-01-31") from None
    if not 2000 <= day.year <= 2100:  # noqa: PLR2004 (as --year)
        raise UsageError(f"{option}: found {text!r}; allowed: a day from 2000 to 2100")
    return day


def as_data(release: Release, today: dt.date) -> dict[str, Any]:
    """A release for a program; the keys are those of a scenario of the local Azure, and more."""
    return {
        "os": release.os.value,
        "date": release.date.isoformat(),
        "type": release.kind.value,
        "planned": release.is_as_planned,
        "outOfBand": release.is_out_of_band,
        "kb": release.kb,
        "build": release.build,
        "status": release.status.value,
        "reboot": release.reboot_on(today),
        "confidence": release.confidence.value,
        "source": release.source,
        "read": None if release.read is None else release.read.isoformat(),
        "note": release.note,
    }


def _words(rows: list[Release], today: dt.date) -> tuple[RenderableType, ...]:
    if not rows:
        return ("No release of hotpatch is on record or planned in these days.",)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title in ("Date", "OS", "Release", "Machines", "KB", "Build", ""):
        table.add_column(title)
    notes: list[str] = []
    for each in rows:
        mark = ""
        note = _note(each)
        if note:
            if note not in notes:
                notes.append(note)
            mark = f"({notes.index(note) + 1})"
        table.add_row(
            each.date.isoformat(),
            each.os.value,
            _release_words(each),
            each.reboot_on(today),
            each.kb or "-",
            each.build or "-",
            mark,
            style="bold" if each.kind is Kind.BASELINE else None,
        )
    said: list[RenderableType] = [table]
    said += [f"({number}) {note}" for number, note in enumerate(notes, 1)]
    if any(each.status is Status.PLANNED and each.date <= today for each in rows):
        said.append(
            "Planned and past: what came is not on record here. --corrections takes what you know."
        )
    return tuple(said)


def _note(release: Release) -> str:
    said = {
        Confidence.REPORTED: f"Not on Microsoft's page as it was read; said by: {release.source}.",
        Confidence.USER: f"From your file: {release.source}.",
    }.get(release.confidence, "")
    return " ".join(each for each in (release.note, said) if each)


def _release_words(release: Release) -> str:
    if release.is_out_of_band:
        return f"{release.kind.value} out of band"
    if release.kind is Kind.BASELINE and not release.is_as_planned:
        return "unplanned baseline"
    return release.kind.value
