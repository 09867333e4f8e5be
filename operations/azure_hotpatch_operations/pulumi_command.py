"""The `pulumi` command of the user, for one stack of one project."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.locks import Lock, file_locks

_WRONG_USE = (
    "no Pulumi.yaml project file found",
    "no stack named",
    "no stack selected",
    "invalid stack",
)
"""What the engine says where the user, not the world, can help."""


@dataclass(frozen=True)
class Pulumi:
    """Runs `pulumi` in `folder` (None: here) for `stack` (None: the selected one)."""

    folder: Path | None
    stack: str | None

    def command(self, *arguments: str) -> tuple[str, ...]:
        """The words of a command, as a user would type them."""
        where = () if self.folder is None else ("--cwd", str(self.folder))
        which = () if self.stack is None else ("--stack", self.stack)
        return ("pulumi", *where, *arguments, *which)

    def export(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The state.

        Raises:
            UsageError: there is no such stack, project or command.
            OperationsError: the backend does not give it.
        """
        secrets = ("--show-secrets",) if show_secrets else ()
        found: dict[str, Any] = json.loads(self._output(*self.command("stack", "export", *secrets)))
        return found

    def preview(self) -> dict[str, Any]:
        """What the next `up` would do.

        Raises:
            OperationsError: the program fails.
        """
        found: dict[str, Any] = json.loads(self._output(*self.command("preview", "--json")))
        return found

    def locks(self) -> list[Lock] | None:
        """Who holds the stack; None where this backend does not show it.

        Raises:
            OperationsError: the backend gives no answer.
        """
        place = () if self.folder is None else ("--cwd", str(self.folder))
        backend = json.loads(self._output("pulumi", *place, "whoami", "--json"))["url"]
        name = self._output(*self.command("stack", "--show-name", "--fully-qualify-stack-names"))
        if backend.startswith("file://"):
            return file_locks(backend, name.strip())
        if not backend.startswith(("https://", "http://")):
            return None
        stacks = json.loads(self._output("pulumi", *place, "stack", "ls", "--json"))
        short = name.strip().rpartition("/")[2]
        busy = any(
            each.get("updateInProgress") and each["name"].rpartition("/")[2] == short
            for each in stacks
        )
        return [Lock(owner=f"an update that {backend} has on record", is_stale=None)] * busy

    def run(self, command: tuple[str, ...], *, to_stderr: bool) -> None:
        """Run a command for the user to see; Ctrl-C reaches it, and it is waited for.

        Raises:
            OperationsError: it fails.
        """
        with (
            subprocess.Popen(  # noqa: S603 (the user's own pulumi)
                [executable(), *command[1:], "--non-interactive"],
                stdout=sys.stderr if to_stderr else None,
            ) as process
        ):
            try:
                code = process.wait()
            except KeyboardInterrupt:
                process.wait()
                raise
        if code != 0:
            raise OperationsError(
                f"pulumi {_verb(command)}: failed with exit code {code}, its words are above;"
                " `azure-hotpatch recover` can be run again"
            )

    def _output(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603 (the user's own pulumi)
            [executable(), *command[1:], "--non-interactive", "--color", "never"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout
        raise failure(_verb(command), done.stderr or done.stdout)


def failure(verb: str, said: str) -> OperationsError:
    """Return what is raised where `pulumi` failed: its words, and whose mistake it is."""
    words = said.strip().removeprefix("error: ")
    kind = UsageError if any(text in words for text in _WRONG_USE) else OperationsError
    return kind(f"pulumi {verb}: {words}")


def _verb(command: tuple[str, ...]) -> str:
    words = command[3:] if command[1] == "--cwd" else command[1:]
    return " ".join(words[: 2 if words[0] == "stack" else 1])


def executable() -> str:
    """Return the path of the command.

    Raises:
        UsageError: it is not on PATH.
    """
    found = shutil.which("pulumi")
    if found is None:
        raise UsageError(
            "pulumi: not found on PATH; install it from https://www.pulumi.com/docs/install/"
        )
    return found
