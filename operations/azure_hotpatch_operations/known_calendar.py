"""The release calendar with the user's corrections, and the option that names their file."""

from pathlib import Path
from typing import Annotated

import typer

from azure_hotpatch_facts.release_calendar import ReleaseCalendar

Corrections = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        metavar="FILE",
        help="Your own releases: those you know better, and those that came later.",
    ),
]


def known_calendar(corrections: Path | None) -> ReleaseCalendar:
    """The calendar, with what a file says where there is one.

    Raises:
        CorrectionsError: the file cannot be read, or everything in it that is wrong.
    """
    if corrections is None:
        return ReleaseCalendar()
    from azure_hotpatch_operations.calendar_corrections import (  # noqa: PLC0415 (who has no file does not wait for YAML)
        corrected,
    )

    return corrected(ReleaseCalendar(), corrections)
