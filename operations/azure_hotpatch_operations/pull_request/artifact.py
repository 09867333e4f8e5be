"""The artifact of a check, taken as data that anybody may have written."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from azure_hotpatch_operations.pull_request.errors import PublishError
from azure_hotpatch_operations.pull_request.github_api import GitHub

REPORT = "check.json"
ABOUT = "about.json"
READ: Mapping[str, int] = {REPORT: 5_000_000, ABOUT: 2_000_000}
"""The files that are read, with the most bytes of each."""

FILES = frozenset({*READ, "check.sarif", "check.junit", "check.markdown"})
"""Every name that may be in it: what `run_check` writes."""

MOST_BYTES = 20_000_000
"""Of the zip."""


def downloaded(github: GitHub, run: int, name: str) -> bytes:
    """Return the zip of a run's artifact; the newest, where the run was tried again.

    Raises:
        PublishError: there is none, or it is too large.
    """
    listed = github.get(f"actions/runs/{run}/artifacts?per_page=100")
    found = [
        one for one in listed.get("artifacts", []) if one["name"] == name and not one["expired"]
    ]
    if not found:
        raise PublishError(
            f"artifact '{name}' of run {run}: found none. The first job makes it, unless it was "
            "stopped before its check."
        )
    newest = max(found, key=lambda one: int(one["id"]))
    size = newest["size_in_bytes"]
    if size > MOST_BYTES:
        raise PublishError(f"artifact '{name}': found {size} bytes; allowed: {MOST_BYTES} at most.")
    return github.download(f"actions/artifacts/{int(newest['id'])}/zip", MOST_BYTES)


def contents(archive: bytes) -> dict[str, str]:
    """Return the texts of the two files that are read; nothing is written to a disk.

    Raises:
        PublishError: the zip holds anything else than a check writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            entries = opened.infolist()
            _look_at(entries)
            return {
                entry.filename: _read(opened, entry) for entry in entries if entry.filename in READ
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise PublishError(
            "artifact: found no zip that can be read. Run the check again."
        ) from None


def _look_at(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    strangers = sum(name not in FILES for name in names)
    if strangers or len(set(names)) != len(names):
        raise PublishError(
            f"artifact: found {len(names)} files, {strangers} of them under other names; allowed: "
            f"{', '.join(sorted(FILES))}, each once."
        )


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    limit = READ[entry.filename]
    with opened.open(entry) as file:
        read = file.read(limit + 1)  # The size in the zip's own list may be a lie.
    if len(read) > limit:
        raise PublishError(
            f"artifact: {entry.filename}: found more than {limit} bytes; allowed: as many at most."
        )
    try:
        return read.decode()
    except UnicodeDecodeError:
        raise PublishError(f"artifact: {entry.filename}: found no UTF-8.") from None


def json_object(name: str, text: str) -> Mapping[str, Any]:
    """Return a JSON object.

    Raises:
        PublishError: the text is something else.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PublishError(f"artifact: {name}: found no JSON object.")
    return said
