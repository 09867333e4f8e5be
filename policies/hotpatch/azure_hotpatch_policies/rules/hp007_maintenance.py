"""HP007: a hotpatched machine has no guest maintenance assignment."""

from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.machines import windows_machines
from azure_hotpatch_policies.resources import Resource, Stack, foreseen
from azure_hotpatch_policies.rule import Answer, Rule, Severity, Undecided, WholeStack
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import Spelling, Value

SOURCE = "https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations#guest"
GUEST = "inguestpatch"

TARGETS = {
    "azure-native:maintenance:ConfigurationAssignment": ("resourceName", "resourceId"),
    "azure:maintenance/assignmentVirtualMachine:AssignmentVirtualMachine": ("virtualMachineId",),
    "azure:maintenance/assignmentVirtualMachineScaleSet:AssignmentVirtualMachineScaleSet": (
        "virtualMachineScaleSetId",
    ),
}
"""Assignments to one machine, with the properties that name it."""

DYNAMIC = frozenset(
    {
        "azure-native:maintenance:ConfigurationAssignmentsForResourceGroup",
        "azure-native:maintenance:ConfigurationAssignmentsForSubscription",
        "azure:maintenance/assignmentDynamicScope:AssignmentDynamicScope",
    }
)
"""Assignments to whatever matches a filter."""

CONFIGURATIONS = {
    "azure-native:maintenance:MaintenanceConfiguration": "maintenanceScope",
    "azure:maintenance/configuration:Configuration": "scope",
}
"""Configurations, with the property that says what they maintain."""

PATH = "maintenanceConfigurationId"
ALLOWED = "no assignment of scope InGuestPatch for a hotpatched machine"
FIX = (
    "A schedule of its owner needs the platform's safety checks bypassed, which Azure refuses with "
    "hotpatch: remove the assignment, or set enableHotpatching of the machine to false."
)


@dataclass(frozen=True)
class _Hotpatched:
    """A machine on which hotpatch is on; `is_certain` is false where only the update will know."""

    resource: Resource
    machine: Machine
    is_certain: bool


def check(stack: Stack, _settings: Settings) -> Iterator[tuple[Resource, Answer]]:
    """Yield each assignment that would take the patching of a hotpatched machine over."""
    hotpatched = [
        _Hotpatched(resource, machine, machine.hotpatching.mark is None)
        for resource, machine in windows_machines(stack)
        if machine.hotpatching.mark is not None or machine.hotpatching.raw is True
    ]
    for assignment in stack.of_kinds((*TARGETS, *DYNAMIC)):
        is_guest = _is_guest(stack, assignment)
        if is_guest is False:
            continue
        for one in hotpatched:
            is_meant = _is_meant(assignment, one)
            if is_meant is False:
                continue
            found = f"a guest schedule for the hotpatched machine '{one.resource.name}'"
            if is_guest and is_meant and one.is_certain:
                yield assignment, Violation(PATH, found, ALLOWED, FIX, SOURCE)
            else:
                why = f"what may be {found}"
                yield assignment, Undecided(PATH, why, ALLOWED, FIX)
                break


def _value(resource: Resource) -> Value:
    return foreseen(resource, Spelling.SNAKE_TOO)


def _is_guest(stack: Stack, assignment: Resource) -> bool | None:
    """Tell whether the configuration patches guests; None where its scope is not in the stack."""
    wanted = _value(assignment).at(PATH)
    verdicts = []
    for configuration in stack.of_kinds(CONFIGURATIONS):
        is_its = configuration.urn in assignment.dependencies or (
            wanted.text is not None and wanted.text == _value(configuration).at("id").text
        )
        if is_its:
            scope = _value(configuration).at(CONFIGURATIONS[configuration.kind])
            verdicts.append(None if scope.mark else scope.text == GUEST)
    return verdicts[0] if verdicts else None


def _is_meant(assignment: Resource, one: _Hotpatched) -> bool | None:
    """Tell whether an assignment is for a machine; None where nobody can tell yet."""
    if assignment.kind in DYNAMIC:
        return None
    if one.resource.urn in assignment.dependencies:
        return True
    names = [_value(assignment).at(path) for path in TARGETS[assignment.kind]]
    if any(name.mark is not None for name in names):
        # A value that comes from a machine brings the dependency with it.
        return False if assignment.dependencies else None
    own = one.machine.name.text
    return own is not None and any(
        name.text is not None and name.text.rpartition("/")[2] == own for name in names
    )


RULE = Rule(
    id="HP007",
    name="maintenance",
    title="No guest maintenance schedule",
    description="No hotpatched machine is on a maintenance configuration of scope InGuestPatch.",
    why="Such a schedule needs the platform's safety checks bypassed, and Azure refuses that with "
    "hotpatch.",
    fix="Remove the assignment, or unenroll the machine and exempt it from HP003.",
    severity=Severity.HIGH,
    judges=WholeStack(check),
    source=SOURCE,
    tags=("maintenance",),
)
