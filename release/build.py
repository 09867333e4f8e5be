"""Building everything that a release hands out, the same bytes each time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from release.distributions import DISTRIBUTIONS
from release.errors import ReleaseError
from release.plugin_archive import write_archive
from release.version import current


def build(root: Path, folder: Path) -> list[Path]:
    """Build source archives, wheels out of those, and the plugin's archive into an empty folder.

    The times in them are SOURCE_DATE_EPOCH's, by default those of the last commit. The files, in
    the order of their names.

    Raises:
        ReleaseError: the folder is not empty, or a build fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ReleaseError([f"{folder}: is not empty. Remove what an earlier build left there."])
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _last_commit(root)
    for room in DISTRIBUTIONS.values():
        _run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(room)],
            root,
            {"SOURCE_DATE_EPOCH": epoch},
        )
    write_archive(folder, current(root), int(epoch))
    return sorted(folder.iterdir())


def sums(files: list[Path]) -> str:
    """The files' SHA-256, a line each, as `sha256sum --check` reads it."""
    return "".join(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in files)


def _last_commit(root: Path) -> str:
    return _run(["git", "log", "-1", "--format=%ct"], root, {}).strip()


def _run(command: list[str], root: Path, more: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603, our own commands
        command,
        cwd=root,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ReleaseError([f"{' '.join(command)}: {done.stdout.strip()}"])
    return done.stdout
