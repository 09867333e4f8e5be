"""A terminal in memory, and the real command in front of it."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyte

from tests.operations.estate import command

LINES, COLUMNS = 30, 120
_COLOR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
"""What sets a color of the text or behind it."""
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " os.execv(sys.argv[1], sys.argv[1:])"
)
"""A process that makes the terminal its own, so that Ctrl-C reaches it, and then is the command."""


@dataclass
class Terminal:
    """What a person sees, and the keys that they press.

    Attributes:
        process: The command.
        said: Everything that was written to the terminal, with what moves and colors it.
    """

    process: subprocess.Popen[bytes]
    keys: int
    said: str = ""
    _screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(COLUMNS, LINES))
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=codecs.getincrementaldecoder("utf-8")
    )

    def __post_init__(self) -> None:
        """Draw what comes."""
        self._stream = pyte.Stream(self._screen)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen that are not empty, without blanks at their ends."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def colors(self) -> list[str]:
        """The sequences that set a color."""
        return [found[0] for found in _COLOR.finditer(self.said)]

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self.keys, key.encode())

    def until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Look at the screen until it is so.

        Raises:
            AssertionError: the command ended before, or it takes too long.
        """
        while not condition():
            assert self._read(seconds), f"it is never so; on the screen is {self.lines}"

    def end(self, seconds: float = 120) -> int:
        """Look on until the command ends; its exit code."""
        while self._read(seconds):
            pass
        return self.process.wait(timeout=seconds)

    def _read(self, seconds: float) -> bool:
        """Draw what was written since; False when nobody writes any more."""
        ready, _, _ = select.select([self.keys], [], [], seconds)
        assert ready, f"nothing in {seconds} s; on the screen is {self.lines}"
        try:
            part = os.read(self.keys, 65_536)
        except OSError:  # Linux: the other side is closed.
            part = b""
        text = self._decoder.decode(part)
        self.said += text
        self._stream.feed(text)
        return bool(part)


@contextmanager
def terminal(environment: Mapping[str, str], *words: str) -> Iterator[Terminal]:
    """`azure-hotpatch` with these words in front of a terminal; it is ended with the block."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *command(*words)],
        env={**environment, "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            yield Terminal(process, ours)
        finally:
            process.kill()
            os.close(ours)
