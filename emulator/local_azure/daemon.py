"""Starts and stops a local Azure in the background."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from local_azure.arm import Json
from local_azure.errors import LocalAzureError, PortTakenError
from local_azure.folder import Folder
from local_azure.probe import health_at

START_SECONDS = 30.0
STOP_SECONDS = 5.0


def start(folder: Folder, port: int, options: Sequence[str]) -> tuple[Json, bool]:
    """Start a server that outlives this process, and wait until it is healthy.

    Returns:
        What serves the folder, and False where it did already.

    Raises:
        PortTakenError: another checkout's local Azure, or another program, has the port.
        LocalAzureError: the server ended at once; the text is the last line of its log.
    """
    if folder.is_served():
        server = folder.server()
        if port not in (0, server["port"]):
            raise PortTakenError(
                f"{folder.path}: served at port {server['port']} already, not {port}. `local-azure"
                f" stop --folder {folder.path}` ends it."
            )
        return server, False
    folder.prepare()
    command = [
        *(sys.executable, "-m", "local_azure", "serve"),
        *("--folder", str(folder.path), "--port", str(port), *options),
    ]
    with folder.log.open("ab") as log:
        begin = log.tell()
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def is_up() -> bool:
        return process.poll() is not None or _healthy(folder, process.pid)

    _wait(is_up, START_SECONDS)
    if process.poll() is not None:
        said = folder.log.read_bytes()[begin:].decode(errors="replace").strip().splitlines()
        why = said[-1].removeprefix("local-azure: ") if said else "it said nothing"
        raise LocalAzureError(f"{why} (log: {folder.log})")
    if not _healthy(folder, process.pid):
        process.kill()
        raise LocalAzureError(
            f"{folder.path}: not healthy after {START_SECONDS:.0f} s; see {folder.log}"
        )
    return folder.server(), True


def stop(folder: Folder) -> Json:
    """End the server of this folder, and wait until it is gone.

    Returns:
        What served the folder.

    Raises:
        NotRunningError: nobody serves it.
    """
    server = folder.server()
    os.kill(server["pid"], signal.SIGTERM)
    if not _wait(lambda: not folder.is_served(), STOP_SECONDS):
        os.kill(server["pid"], signal.SIGKILL)
        _wait(lambda: not folder.is_served(), STOP_SECONDS)
    return server


def _healthy(folder: Folder, pid: int) -> bool:
    server = folder.last_server()
    if server is None or server["pid"] != pid:
        return False
    health = health_at(server["port"])
    return health is not None and health["pid"] == pid


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
