"""Files are written whole or not at all, and what is no plain file stays what it is."""

import os
import threading
from pathlib import Path

import pytest

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.whole_files import write_whole


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is written: /dev/stdout is one."""
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    target.write_text("before")

    write_whole(link, "after")

    assert (link.is_symlink(), target.read_text()) == (True, "after")


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """A device too; a file in its place would take it from everybody."""
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()

    write_whole(pipe, "words")
    reader.join()

    assert (pipe.is_fifo(), read) == (True, ["words"])


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    """And nothing unfinished beside it: half of a surrogate pair has no UTF-8."""
    file = tmp_path / "report"
    file.write_text("before")

    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "\ud800")

    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("report", "before")]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """In words."""
    with pytest.raises(UsageError, match=r"it cannot be written: .*Name another file"):
        write_whole(tmp_path, "words")
