"""Who holds a stack: the locks of Pulumi's backends, as far as they can be seen from here."""

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Lock:
    """A lock, who made it, and whether that process is gone; None where nobody can tell."""

    owner: str
    is_stale: bool | None


def file_locks(backend: str, stack: str) -> list[Lock]:
    """The locks of a stack on a file backend; `stack` is `organization/project/name`.

    The engine leaves one file a lock: {pid, username, hostname, timestamp}.
    Source: https://github.com/pulumi/pulumi, pkg/backend/diy/lock.go at v3.259.0, read 2026-11-23.
    """
    url = urlsplit(backend)
    root = Path(unquote(f"{url.netloc}{url.path}")).expanduser()
    folder = root / ".pulumi" / "locks" / stack
    return list(_read(folder)) if folder.is_dir() else []


def _read(folder: Path) -> Iterator[Lock]:
    for file in sorted(folder.glob("*.json")):
        try:
            content = json.loads(file.read_text("utf-8"))
            owner, host, pid = content["username"], content["hostname"], int(content["pid"])
        except FileNotFoundError:
            continue  # The update ended while we looked.
        except (ValueError, KeyError, TypeError):
            yield Lock(owner=f"{file.name}, which says nothing of its owner", is_stale=None)
            continue
        since = str(content.get("timestamp", "?"))[:19]
        yield Lock(
            owner=f"{owner}@{host}, process {pid}, since {since}",
            is_stale=not _runs(pid) if host == platform.node() else None,
        )


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
