"""The changelog: what a release says of itself, and whether it is there."""

import re
from collections.abc import Iterator

HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
UNRELEASED = "Unreleased"


def sections(text: str) -> dict[str, tuple[str | None, str]]:
    """Day and text of each version, in the order of the file; None for no day."""
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {
        heading[1]: (heading[2], text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }


def mistakes(text: str, released: str | None) -> Iterator[str]:
    """What is wrong with the changelog, for the release of a version, or for none yet."""
    found = sections(text)
    if next(iter(found), None) != UNRELEASED:
        yield f"CHANGELOG.md: its first section must be [{UNRELEASED}]."
    for version, (day, _) in found.items():
        if version != UNRELEASED and day is None:
            yield f"CHANGELOG.md: [{version}] has no day; write `## [{version}] - 2026-01-31`."
    if released is None:
        return
    day_and_notes = found.get(released)
    if day_and_notes is None:
        yield (
            f"CHANGELOG.md: there is no section [{released}], which is to be released. Put"
            f" `## [{released}] - DAY` above what [{UNRELEASED}] says."
        )
    elif not day_and_notes[1]:
        yield f"CHANGELOG.md: [{released}] says nothing. Say what changes for users."
    elif found.get(UNRELEASED, (None, ""))[1]:
        yield (
            f"CHANGELOG.md: [{UNRELEASED}] says something that [{released}] does not, and both are"
            " released. Move it."
        )
