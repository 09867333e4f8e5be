"""The machines that a resource declares, by whatever provider."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from azure_hotpatch_policies import azure_classic, azure_native
from azure_hotpatch_policies.machine import Form, Machine, System, read
from azure_hotpatch_policies.resources import Resource, Stack, foreseen
from azure_hotpatch_policies.templates import Unread, deployed, is_deployment
from azure_hotpatch_policies.values import Spelling, Value

_NATIVE = {
    "azure-native:compute:VirtualMachine": azure_native.VM,
    "azure-native:compute:VirtualMachineScaleSet": azure_native.SCALE_SET,
}
_IN_TEMPLATES = {
    "microsoft.compute/virtualmachines": azure_native.in_template(azure_native.VM),
    "microsoft.compute/virtualmachinescalesets": azure_native.in_template(azure_native.SCALE_SET),
}
"""By ARM's type in lower case."""

MACHINE_LIKE = re.compile(
    r"(?!azure-hotpatch:)azure[\w-]*:.*\b\w*"
    r"(virtual_?machine(_?scale_?set)?(_?vm|_?instance)?s?|scale_?set)",
    re.IGNORECASE | re.ASCII,
)
"""Types of Azure's providers that sound like machines: `azure-native:scvmm:VirtualMachine`."""

FLEETS = frozenset({"azure-native:azurefleet:Fleet"})
"""Types that make machines and do not sound like it."""

ABOUT_MACHINES = frozenset(
    {
        "azure-native:compute:VirtualMachineRunCommandByVirtualMachine",
        "azure-native:sqlvirtualmachine:SqlVirtualMachine",
        "azure:maintenance/assignmentVirtualMachine:AssignmentVirtualMachine",
        "azure:maintenance/assignmentVirtualMachineScaleSet:AssignmentVirtualMachineScaleSet",
        "azure:mssql/virtualMachine:VirtualMachine",
        (
            "azure:securitycenter/serverVulnerabilityAssessmentVirtualMachine:"
            "ServerVulnerabilityAssessmentVirtualMachine"
        ),
    }
)
"""Types that sound like machines, and only add something to one that is declared elsewhere.

Source: every type of pulumi-azure-native 3.29.0 and pulumi-azure 6.40.1.
"""

_ARM_MACHINE = re.compile(
    r"microsoft\.(compute/virtualmachine(s|scalesets(/virtualmachines)?)|azurefleet/fleets)(@.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """What a resource declares.

    Attributes:
        machines: Its machines.
        unread: Where machines may be that cannot be judged.
    """

    machines: tuple[Machine, ...] = ()
    unread: tuple[Unread, ...] = ()


def form_of(type_: str) -> Form | None:
    """Return how a type of resource writes one machine; None where it does not."""
    kind = Resource("", type_, "", {}).kind
    return _NATIVE.get(kind) or azure_classic.FORMS.get(kind)


@cache
def may_declare(type_: str) -> bool:
    """Tell cheaply whether a resource of this type may declare a machine that can be judged."""
    kind = Resource("", type_, "", {}).kind
    return form_of(kind) is not None or is_deployment(kind)


def machines_of(resource: Resource) -> Reading:
    """Return the machines of a resource, and what cannot be read in it."""
    if "machines" not in resource.derived:
        resource.derived["machines"] = _machines_of(resource)
    reading: Reading = resource.derived["machines"]
    return reading


def _machines_of(resource: Resource) -> Reading:
    kind = resource.kind
    form = form_of(kind)
    if form is not None:
        spelling = Spelling.SNAKE_TOO if kind in azure_classic.FORMS else Spelling.EXACT
        root = Value("", dict(resource.properties), spelling=spelling)
        return Reading((read(form, root, resource),))
    if is_deployment(kind):
        found = tuple(_in_template(resource))
        return Reading(
            tuple(one for one in found if isinstance(one, Machine)),
            tuple(one for one in found if isinstance(one, Unread)),
        )
    type_ = resource.properties.get("type")
    if _sounds_like_one(kind) or (isinstance(type_, str) and _ARM_MACHINE.fullmatch(type_)):
        return Reading(unread=(Unread("", f"a resource of type '{resource.type}'"),))
    return Reading()


def windows_machines(stack: Stack) -> Iterator[tuple[Resource, Machine]]:
    """Yield the Windows machines of a stack, each with the resource that declares it.

    One of which a preview tells nothing may be a Windows machine, of which nothing is known.
    """
    for resource in stack.resources:
        form = form_of(resource.type)
        if form is not None and not resource.properties:
            yield resource, read(form, foreseen(resource), resource)
        elif may_declare(resource.type):
            for machine in machines_of(resource).machines:
                if machine.system is System.WINDOWS:
                    yield resource, machine


def _sounds_like_one(kind: str) -> bool:
    if kind in azure_classic.LINUX or kind in ABOUT_MACHINES:
        return False
    return kind in FLEETS or MACHINE_LIKE.fullmatch(kind) is not None


def _in_template(resource: Resource) -> Iterator[Machine | Unread]:
    """Yield the machines of a template, and what in it cannot be read.

    A machine in a copy loop is judged by what is written, and is reported besides: nobody can tell
    here how many it makes, and of what.
    """
    for one in deployed(resource):
        if isinstance(one, Unread):
            yield one
            continue
        type_ = one.at("type").text or ""
        form = _IN_TEMPLATES.get(type_)
        if form is not None:
            machine = read(form, one, resource)
            if machine.system is not System.LINUX and not one.at("copy").is_absent:
                yield Unread(f"{one.path}.copy", "a copy loop of machines")
            yield machine
        elif _ARM_MACHINE.fullmatch(type_):
            yield Unread(one.path, f"a resource of type '{type_}'")
