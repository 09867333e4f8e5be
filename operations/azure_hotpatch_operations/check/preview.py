"""A preview of a program with the policy pack: one run of the real engine."""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.pulumi_command import Pulumi, executable, failure

MANDATORY = frozenset({"mandatory", "remediate"})
"""Levels of enforcement at which a violation fails a preview."""

REFUSED = "preview failed"
"""What the engine adds where policies refuse, and nothing else is wrong."""


EXITED = "program exited with non-zero exit code"
"""What the engine says of a program that gives no reason but on its stderr."""


class PreviewError(OperationsError):
    """The preview itself failed, in the engine's words: nothing can be said of the rules."""


@dataclass(frozen=True)
class Preview:
    """What a preview would do, and what policies say of it.

    Attributes:
        steps: The engine's steps, those that change nothing included.
        policy_events: What policies reported, as the engine's event log has it.
    """

    steps: Sequence[Mapping[str, Any]]
    policy_events: Sequence[Mapping[str, Any]]


def preview(
    pulumi: Pulumi, pack: Path, environment: Mapping[str, str], options: Iterable[str] = ()
) -> Preview:
    """Preview a stack's program with a policy pack; Ctrl-C reaches the engine, and is waited for.

    Args:
        pulumi: Project and stack.
        pack: The pack's folder.
        environment: Environment of the engine, the program and the pack.
        options: More options of `pulumi preview`.

    Raises:
        UsageError: there is no such stack, project or command.
        PreviewError: the program, a provider or the pack itself failed.
    """
    with tempfile.TemporaryDirectory(prefix="azure-hotpatch-") as folder:
        log = Path(folder) / "events"
        command = pulumi.command("preview", "--json", "--show-sames", *options)
        code, said, complaints = _run(
            [executable(), *command[1:], *("--policy-pack", str(pack), "--event-log", str(log))],
            # Without it the engine doesn't know --event-log.
            {**environment, "PULUMI_DEBUG_COMMANDS": "1"},
        )
        events = list(_events(log))
    policy_events = [event["policyEvent"] for event in events if "policyEvent" in event]
    errors = list(_told(events, "error"))
    refuses = any(event.get("enforcementLevel") in MANDATORY for event in policy_events)
    if errors or (code != 0 and not refuses):
        # Who ends without an exception, or a pack that does not start, tells why on its own stderr.
        words = errors or [complaints.strip().removeprefix("error: ")]
        if all(EXITED in one for one in errors):
            words = [*_told(events, "info#err"), *words]
        raise failed("\n".join(filter(None, words)) or f"failed with exit code {code}")
    try:
        steps = json.loads(said).get("steps") or []
    except ValueError as error:
        raise PreviewError(f"pulumi preview: found no JSON: {error}") from error
    return Preview(steps, policy_events)


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, str]:
    with subprocess.Popen(  # noqa: S603 (the user's own pulumi)
        [*command, "--non-interactive", "--color", "never"],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            said, complaints = process.communicate()
        except KeyboardInterrupt:
            process.communicate()  # The engine has heard it too, and ends its children.
            raise
    return process.returncode, said, complaints


def _events(log: Path) -> Iterator[dict[str, Any]]:
    if log.exists():
        for line in log.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _told(events: Iterable[Mapping[str, Any]], severity: str) -> Iterator[str]:
    for event in events:
        told = event.get("diagnosticEvent") or {}
        message = str(told.get("message", "")).strip()
        if told.get("severity") == severity and message != REFUSED:
            yield message


def failed(words: str) -> OperationsError:
    """Return what is raised where a preview failed, with the engine's words."""
    found = failure("preview", words)
    return found if isinstance(found, UsageError) else PreviewError(str(found))
