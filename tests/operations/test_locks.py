"""Who holds a stack of a file backend."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from azure_hotpatch_operations.locks import file_locks

STACK = "organization/hotpatch/dev"


@pytest.fixture
def ended() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


@pytest.mark.parametrize(
    ("host", "process", "is_stale"),
    [
        (platform.node(), "ended", True),
        (platform.node(), "running", False),
        ("another-host", "ended", None),
    ],
)
def test_a_lock_is_stale_where_its_process_is_seen_to_be_gone(
    tmp_path: Path, ended: int, host: str, process: str, *, is_stale: bool | None
) -> None:
    """A process of another host cannot be seen."""
    pid = ended if process == "ended" else os.getpid()
    content = {
        "pid": pid,
        "username": "ann",
        "hostname": host,
        "timestamp": "2026-11-23T09:25:33.123Z",
    }
    folder = tmp_path / ".pulumi/locks" / STACK
    folder.mkdir(parents=True)
    (folder / "c7e90c09-dba7-4b61-af06-91041f715236.json").write_text(json.dumps(content))

    (lock,) = file_locks(tmp_path.as_uri(), STACK)

    assert lock.is_stale is is_stale
    assert lock.owner == f"ann@{host}, process {pid}, since 2026-11-23T09:25:33"


def test_a_lock_that_cannot_be_read_is_a_lock(tmp_path: Path) -> None:
    """Whose nobody can tell."""
    folder = tmp_path / ".pulumi/locks" / STACK
    folder.mkdir(parents=True)
    (folder / "half.json").write_text('{"pid": 1')

    assert [lock.is_stale for lock in file_locks(tmp_path.as_uri(), STACK)] == [None]


def test_other_stacks_locks_do_not_count(tmp_path: Path) -> None:
    """Nor does a backend without any."""
    folder = tmp_path / ".pulumi/locks/organization/hotpatch/prod"
    folder.mkdir(parents=True)
    (folder / "c7e90c09-dba7-4b61-af06-91041f715236.json").write_text("{}")

    assert file_locks(tmp_path.as_uri(), STACK) == []
