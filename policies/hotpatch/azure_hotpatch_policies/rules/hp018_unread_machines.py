"""HP018: every machine is in a form that can be judged."""

from collections.abc import Iterator

from azure_hotpatch_policies.machine import System
from azure_hotpatch_policies.machines import machines_of
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Answer, EachResource, Rule, Severity, Undecided
from azure_hotpatch_policies.settings import Settings

SOURCE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax"
ALLOWED = "a machine of azure_hotpatch, azure-native:compute or azure:compute"
FIX = "Declare the machine in one of these ways, or exempt it with a reason."


def check(resource: Resource, _settings: Settings) -> Iterator[Answer]:
    """Yield where a machine may be that no rule can judge: the answer is always undecided."""
    reading = machines_of(resource)
    for unread in reading.unread:
        yield Undecided(unread.path or "type", f"{unread.why}, which is not read", ALLOWED, FIX)
    for machine in reading.machines:
        if machine.system is System.UNTOLD:
            yield Undecided(
                machine.place or "storageProfile",
                "a machine whose operating system nothing tells",
                "an osType, a windowsConfiguration, or a marketplace image of a known publisher",
                "Write the osType of its system disk; exempt a machine that is only read here.",
            )


RULE = Rule(
    id="HP018",
    name="unread-machines",
    title="Machines that cannot be judged",
    description="Every resource that may be a machine is in a form that the rules can judge.",
    why="A machine that no rule understands would otherwise pass in silence.",
    fix="Declare it with HotpatchVm, azure-native or the classic provider, or exempt it.",
    severity=Severity.MEDIUM,
    judges=EachResource(check),
    source=SOURCE,
    tags=("coverage",),
)
