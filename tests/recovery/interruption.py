"""An `up` that is held at one request, so that a process can be ended at that very place."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.stack.checkout import Checkout


@dataclass(frozen=True)
class Place:
    """The first request of this method and path: held before it is acted upon, or after."""

    action: str
    method: str
    path: str


_PATIENCE = 120
"""Seconds in which a step must come, on a machine that is busy with other tests."""

VICTIMS = {
    "the plugin azure-hotpatch": "/components ",
    "the plugin azure-native": "local_azure.azure_native",
}
"""Words in the command lines of the plugins."""


@dataclass(frozen=True)
class HeldUp:
    """An `up` in its own process, whose request at a place waits."""

    checkout: Checkout
    engine: subprocess.Popen[str]
    log: Path

    def end(self, victim: str, number: signal.Signals) -> None:
        """Send a signal to one process, let go of the request, and wait until all have ended.

        A server is started again; the others must be gone before the request goes on, where they
        were killed. Plugins and language host must end by themselves.
        """
        children = descendants(self.engine.pid)
        if victim == "the server":
            self._restart(number)
        else:
            self._signal(victim, children, number)
            self.checkout.azure.admin("DELETE", "/faults")
        self.engine.wait(timeout=_PATIENCE)
        until(lambda: not any(is_running(pid) for pid in children), "plugins and host have ended")

    def _restart(self, number: signal.Signals) -> None:
        azure = self.checkout.azure
        azure.kill() if number is signal.SIGKILL else azure.stop()
        azure.restart()

    def _signal(self, victim: str, children: dict[int, str], number: signal.Signals) -> None:
        if victim == "the engine":
            self.engine.send_signal(number)
            gone = [self.engine.pid, *children]
        else:
            gone = [pid for pid, command in children.items() if VICTIMS[victim] in command]
            (found,) = gone
            os.kill(found, number)
        if number is signal.SIGKILL:
            self.engine.poll()
            until(lambda: not any(is_running(pid) for pid in gone), f"{victim} is gone")


@contextmanager
def held_up(checkout: Checkout, place: Place) -> Iterator[HeldUp]:
    """An `up` that has come to the place."""
    order = {"action": place.action, "method": place.method, "path": place.path}
    checkout.azure.admin("POST", "/faults", order)
    log = checkout.folder / "up.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            [
                *("pulumi", "--non-interactive", "--color", "never"),
                *("up", "--stack", "dev", "--yes", "--skip-preview"),
            ],
            cwd=checkout.folder,
            env=dict(checkout.environment),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        ) as engine,
    ):
        try:
            until(lambda: _is_held(checkout) or engine.poll() is not None, "the place is reached")
            assert engine.poll() is None, log.read_text()
            yield HeldUp(checkout, engine, log)
        finally:
            engine.kill()


def _is_held(checkout: Checkout) -> bool:
    return any(fault["happened"] for fault in checkout.azure.admin("GET", "/faults"))


def until(condition: Callable[[], bool], what: str, seconds: float = _PATIENCE) -> None:
    """Wait for a condition on real processes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether the process, or a thread of it, has not ended: then its sockets are still open."""
    try:
        return _stat(pid)[0] != "Z" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def descendants(pid: int) -> dict[int, str]:
    """The command lines of all processes below one, by their ids."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found: dict[int, str] = {}
    todo = [pid]
    while todo:
        above = todo.pop()
        for child in [each for each, parent in parents.items() if parent == above]:
            words = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            found[child] = words
            todo.append(child)
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the command: state, parent and more."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
