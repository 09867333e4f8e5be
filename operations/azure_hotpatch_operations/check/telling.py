"""Where a report goes: one format on standard output, any others into files."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.reports.formats import WRITERS, Format


def read_reports(texts: Iterable[str]) -> Mapping[Path, Format]:
    """Return which file gets which format.

    Args:
        texts: `sarif=check.sarif`, one a file.

    Raises:
        UsageError: one names no format, no file, or a file that another one names; all at once.
    """
    found: dict[Path, Format] = {}
    wrong = []
    formats = [one.value for one in Format]
    for text in texts:
        name, _, file = text.partition("=")
        if name not in formats or not file:
            allowed = f"allowed: {'|'.join(formats)}=FILE"
            wrong.append(f"--report: found {text!r}; {allowed}. Correct it.")
        elif Path(file) in found:
            wrong.append(f"--report: found {file} twice; allowed: one format a file. Correct it.")
        elif not Path(file).absolute().parent.is_dir():
            wrong.append(f"--report: {file}: found no such folder; make it first.")
        else:
            found[Path(file)] = Format(name)
    if wrong:
        raise UsageError("\n".join(wrong))
    return found


def write_reports(report: CheckReport, reports: Mapping[Path, Format]) -> None:
    """Write the files.

    Raises:
        UsageError: one cannot be written.
    """
    for file, format_ in reports.items():
        write(file, WRITERS[format_](report))


def write(file: Path, text: str) -> None:
    """Write a file whole, or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        handle, unfinished = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as holder:
                holder.write(text)
            umask = os.umask(0)
            os.umask(umask)
            Path(unfinished).chmod(0o666 & ~umask)
            Path(unfinished).replace(file)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error}") from error
