"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from azure_hotpatch_operations.errors import UsageError


def write_whole(file: Path, text: str) -> None:
    """Write a text file that the world may read; what was there stays until all of it is there.

    Raises:
        UsageError: It cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}-", delete=False
        ) as unfinished:
            unfinished.write(text)
        unfinished_file = Path(unfinished.name)
        unfinished_file.chmod(file.stat().st_mode if file.exists() else 0o666 & ~_mask())
        unfinished_file.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: it cannot be written: {error}. Name another file.") from error


def _mask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
