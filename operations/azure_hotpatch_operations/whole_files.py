"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from azure_hotpatch_operations.errors import UsageError


def write_whole(file: Path, text: str) -> None:
    """Write a text file that the world may read; what was there stays until all of it is there.

    A link, a device or a pipe, such as /dev/stdout, is written to as it is, and stays one.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            file.write_text(text, encoding="utf-8")
        else:
            _replace(file, text)
    except OSError as error:
        raise UsageError(f"{file}: it cannot be written: {error}. Name another file.") from error


def _replace(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as holder:
            holder.write(text)
        unfinished.chmod(file.stat().st_mode if file.exists() else 0o666 & ~_mask())
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _mask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
