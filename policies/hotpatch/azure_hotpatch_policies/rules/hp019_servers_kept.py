"""HP019: no update replaces or deletes a machine."""

from collections.abc import Iterator

from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.machine import System
from azure_hotpatch_policies.machines import machines_of
from azure_hotpatch_policies.rule import Answer, EachStep, Rule, Severity
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.steps import DELETING, REPLACING, Step
from azure_hotpatch_policies.templates import leaves_its_machines

SOURCE = "https://www.pulumi.com/docs/iac/concepts/options/protect/"
ALLOWED = "an update that keeps every machine"
FIX_REPLACED = (
    "Take the change back, or let the machine keep its value with ignore_changes; where the "
    "machine is meant to go, exempt it from HP019."
)
FIX_DELETED = (
    "Keep it in the program, or take it out of the state with `pulumi state delete`; where the "
    "machine is meant to go, exempt it from HP019."
)


def check(step: Step, settings: Settings) -> Iterator[Answer]:
    """Yield a machine that would not be there after the update, or be another one."""
    if step.is_left or step.operation not in REPLACING | DELETING:
        return
    if not _is_server(step, settings):
        return
    if step.operation in REPLACING:
        path, *others = step.reasons or ("type",)
        also = f", as {', '.join(others)} would," if others else ""
        found = f"a change{also} by which the update replaces the machine"
        yield Violation(path, found, ALLOWED, FIX_REPLACED, SOURCE)
    else:
        yield Violation("type", "a machine that the update deletes", ALLOWED, FIX_DELETED, SOURCE)


def _is_server(step: Step, settings: Settings) -> bool:
    """Tell whether a step is about a machine."""
    resource = step.resource
    if leaves_its_machines(resource.kind):
        return False
    reading = machines_of(resource)
    systems = {machine.system for machine in reading.machines}
    is_judged = bool(systems - {System.LINUX}) or (bool(systems) and settings.judges_linux)
    return is_judged or bool(reading.unread)


RULE = Rule(
    id="HP019",
    name="servers-kept",
    title="No machine replaced or deleted",
    description="No update replaces or deletes a machine.",
    why="A machine is a server: what it holds on its system disk, its identity and its patch "
    "history go with it, and a preview shows that in one line among many.",
    fix="Take the change back, or exempt the machine with a reason and a last day.",
    severity=Severity.CRITICAL,
    judges=EachStep(check),
    source=SOURCE,
    tags=("preview", "servers"),
)
