"""Where a report goes: one format on standard output, any others into files."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.reports.formats import WRITERS, Format
from azure_hotpatch_operations.whole_files import write_whole


def read_reports(texts: Iterable[str], read: Iterable[Path | None] = ()) -> Mapping[Path, Format]:
    """Return which file gets which format.

    Args:
        texts: `sarif=check.sarif`, one a file.
        read: Files that the check reads, or writes otherwise; no report goes over one of them.

    Raises:
        UsageError: one names no format, no file, or a file that has another use; all at once.
    """
    used = {one.resolve() for one in read if one is not None}
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
        elif Path(file).resolve() in used:
            wrong.append(f"--report: {file}: found a file of another option; name another one.")
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
        write_whole(file, WRITERS[format_](report))
