"""The command `azure-hotpatch recover`: a report of what was cut off, and the repair of it."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from azure_hotpatch_operations.azure_reading import open_azure
from azure_hotpatch_operations.decisions import Decision, Finding, decide, import_arguments
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.locks import Lock
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_operations.stack_state import read_state, with_planned


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a kill has left, and the commands that repair it; none where something is undecided."""

    locks: tuple[Lock, ...] | None
    """None where the backend does not show them."""
    is_planned: bool
    """Whether what the next `up` would create was looked for as well."""
    findings: tuple[Finding, ...]
    commands: tuple[tuple[str, ...], ...]
    next: str
    """The command that comes after the repair."""
    is_repaired: bool = False

    @property
    def is_blocked(self) -> bool:
        """Whether somebody must first look."""
        undecided = any(each.decision is Decision.UNDECIDED for each in self.findings)
        return undecided or any(not lock.is_stale for lock in self.locks or ())

    @property
    def is_well(self) -> bool:
        """Whether nothing is left to do but the next command."""
        return self.is_repaired or not (self.commands or self.is_blocked)

    def after_repair(self) -> "Report":
        """The same, after its commands have run."""
        return replace(self, is_repaired=True)

    def data(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "locks": None
            if self.locks is None
            else [{"owner": lock.owner, "isStale": lock.is_stale} for lock in self.locks],
            "operations": [
                {
                    "urn": each.operation.urn,
                    "operation": each.operation.kind,
                    "decision": each.decision.value,
                    "reason": each.reason,
                    "id": each.arm_id,
                }
                for each in self.findings
            ],
            "commands": [list(command) for command in self.commands],
            "repaired": self.is_repaired,
            "next": self.next,
        }


async def look(
    pulumi: Pulumi,
    environment: Mapping[str, str],
    *,
    interval: float,
    patience: float,
    is_planned: bool,
) -> Report:
    """Read the state and the locks, and ask Azure; nothing is changed.

    `is_planned`: ask too for what the next `up` would create.

    Raises:
        OperationsError: Pulumi gives no state.
        CloudError: Azure gives no answer.
    """
    locks = pulumi.locks()
    state = read_state(pulumi.export())
    # While an update runs, what it has not finished is not interrupted.
    is_running = any(not lock.is_stale for lock in locks or ())
    if is_planned and not is_running:
        state = with_planned(state, pulumi.preview())
    if any(state.has_secret_settings(each.provider) for each in state.operations):
        state = replace(read_state(pulumi.export(show_secrets=True)), operations=state.operations)
    findings: list[Finding] = []
    if not is_running:
        async with open_azure(interval=interval, patience=patience) as azure:
            findings = await decide(state, environment, azure.provisioning_state)
    report = Report(
        is_planned=is_planned,
        locks=None if locks is None else tuple(locks),
        findings=tuple(findings),
        commands=(),
        next=shlex.join(pulumi.command("up")),
    )
    return report if report.is_blocked else replace(report, commands=_commands(pulumi, report))


def _commands(pulumi: Pulumi, report: Report) -> tuple[tuple[str, ...], ...]:
    imports = [each for each in report.findings if each.decision is Decision.IMPORT]
    commands = [pulumi.command(*import_arguments(each)) for each in imports]
    if report.locks:
        commands.insert(0, pulumi.command("cancel", "--yes"))
    if any(each.operation.kind != "planned" for each in report.findings):
        refresh = ("refresh", "--clear-pending-creates", "--yes", "--skip-preview")
        commands.append(pulumi.command(*refresh))
    return tuple(commands)


def repair(pulumi: Pulumi, report: Report, say: Callable[[str], None], *, to_stderr: bool) -> None:
    """Run the report's commands, in order.

    Raises:
        OperationsError: one of them fails, or something is still interrupted after them.
    """
    for command in report.commands:
        say(f"$ {shlex.join(command)}")
        pulumi.run(command, to_stderr=to_stderr)
    left = read_state(pulumi.export()).operations
    if left:
        names = ", ".join(each.urn for each in left)
        raise OperationsError(f"still interrupted after the repair: {names}; run this again")


_ORPHANS = "Where `pulumi up` says 'cannot create already existing resource': add --planned."


def words(report: Report, *, is_done: bool) -> list[str]:
    """The report for a reader; `is_done`: only what comes after the repair."""
    if is_done:
        return ["", f"Repaired. Next: {report.next}"]
    lines = [
        f"The stack is locked by {lock.owner}; {_lock_words(lock)}." for lock in report.locks or ()
    ]
    lines += [
        f"{each.decision.value:9}  {each.operation.type} {each.operation.name}: {each.reason}"
        + (f"\n           {each.arm_id}" if each.arm_id else "")
        for each in report.findings
    ]
    if report.is_blocked:
        return [*lines, "", *_blocked_words(report)]
    if not report.commands:
        return [
            "Nothing was interrupted here; nothing to do.",
            *([] if report.is_planned else [_ORPHANS]),
            *_unseen_locks(report),
        ]
    return [
        *lines,
        *_unseen_locks(report),
        "",
        "To repair the state (--yes does it):",
        *(f"  {shlex.join(command)}" for command in report.commands),
        f"  {report.next}",
    ]


def _lock_words(lock: Lock) -> str:
    if lock.is_stale is None:
        return "whether it still runs can't be seen from here"
    return "that process is gone" if lock.is_stale else "it is running"


def _unseen_locks(report: Report) -> list[str]:
    if report.locks is not None:
        return []
    return ["This backend does not show its locks; where a command meets one: pulumi cancel."]


def _blocked_words(report: Report) -> list[str]:
    if any(not lock.is_stale for lock in report.locks or ()):
        return [
            "Nothing was done. Wait for that update to end; if you know that it is gone, run",
            "`pulumi cancel`, then this again.",
        ]
    return [
        "Nothing was done: look in Azure for what is undecided. What exists, `pulumi import` under",
        "its name and parent, then run this again. Where none of it exists,",
        "`pulumi refresh --clear-pending-creates` forgets it.",
    ]
