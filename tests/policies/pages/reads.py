"""What a rule reads, found by watching it judge its cases."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from azure_hotpatch_policies import azure_classic, azure_native
from azure_hotpatch_policies.judging import judge_resource, judge_stack
from azure_hotpatch_policies.machine import Form, Kind, Machine
from azure_hotpatch_policies.machines import Reading, machines_of
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.rules import hp007_maintenance as hp007
from azure_hotpatch_policies.rules import hp008_registrations as hp008
from azure_hotpatch_policies.rules import hp015_egress as hp015
from azure_hotpatch_policies.settings_file import parse
from tests.policies.policy_case import cases
from tests.policies.stack_case import stack_cases

TODAY = dt.date(2026, 11, 23)
FORMS: dict[str, Form] = {
    "azure-native:compute:VirtualMachine": azure_native.VM,
    "azure-native:compute:VirtualMachineScaleSet": azure_native.SCALE_SET,
    **azure_classic.FORMS,
}
"""The ways to write a machine; a template writes it as azure-native, below `properties`."""

BESIDE = {
    "environment": "environment of the provider",
    "project": "name of the project",
    "stack": "name of the stack",
}
"""Attributes of a machine that are no properties of it."""

NOT_SHOWN = frozenset({"kind", "place"})


class Watched:
    """A machine that notes which of its attributes are asked for."""

    def __init__(self, machine: Machine, seen: set[str]) -> None:
        self._machine = machine
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        """Note it, and answer."""
        self._seen.add(name)
        return getattr(self._machine, name)


def attributes_read(rule: Rule) -> frozenset[str]:
    """The attributes of a machine that a rule reads, in all of its cases together."""
    seen: set[str] = set()
    for case in cases():
        if case.rule == rule.id:
            settings = parse(json.dumps(case.settings or {}), Path(), TODAY)
            list(judge_resource(rule, _watched(case.resource(), seen), settings))
    for whole in stack_cases():
        if whole.rule == rule.id:
            settings = parse(json.dumps(whole.settings or {}), Path(), TODAY)
            stack = whole.stack()
            for resource in stack.resources:
                _watched(resource, seen)
            list(judge_stack(rule, stack, settings))
    # Judging asks each machine for its system, whatever the rule.
    return frozenset(seen - NOT_SHOWN - ({"system"} if rule.id != "HP018" else set()))


def _watched(resource: Resource, seen: set[str]) -> Resource:
    reading = machines_of(resource)
    machines = tuple(cast("Machine", Watched(one, seen)) for one in reading.machines)
    resource.derived["machines"] = Reading(machines, reading.unread)
    return resource


def properties(form: Form, attribute: str) -> list[str]:
    """Where a form writes an attribute; none where it cannot be written."""
    match attribute:
        case "sizes":
            return list(form.sizes)
        case "other_images":
            return list(form.other_images)
        case "system":
            return list(form.signs.values())
        case _:
            paths = form.paths.get(attribute, ())
            return [path for path in paths if path != "implied"]


def table(rule: Rule) -> Iterator[str]:
    """What a rule reads, as lines: properties by type of resource, and what is beside."""
    read = sorted(attributes_read(rule))
    own = [one for one in read if one not in BESIDE]
    rows = [
        (type_, [path for one in own for path in properties(form, one)])
        for type_, form in FORMS.items()
        if own and (rule.id != "HP012" or form.kind is Kind.SCALE_SET)
    ]
    rows += OTHERS.get(rule.id, [])
    if rows:
        yield "| Type of resource | Properties |"
        yield "| --- | --- |"
    for type_, paths in rows:
        written = ", ".join(f"`{path}`" for path in dict.fromkeys(paths))
        yield f"| `{type_}` | {written or 'has no such property'} |"
    beside = [BESIDE[one] for one in read if one in BESIDE]
    if beside:
        yield ""
        yield f"And the {', the '.join(beside)}."


def _network(type_: str, *, inside: str = "") -> tuple[str, list[str]]:
    return type_, [f"{inside}{path}" for path in RULE_OF_A_GROUP]


RULE_OF_A_GROUP = (
    "direction",
    "access",
    "protocol",
    "sourceAddressPrefix",
    "sourceAddressPrefixes",
    "destinationPortRange",
    "destinationPortRanges",
)

OTHERS: dict[str, list[tuple[str, list[str]]]] = {
    "HP007": [
        *((type_, [hp007.PATH, *paths]) for type_, paths in hp007.TARGETS.items()),
        *((type_, [hp007.PATH]) for type_ in sorted(hp007.DYNAMIC)),
        *((type_, ["id", path]) for type_, path in hp007.CONFIGURATIONS.items()),
    ],
    "HP008": [
        *((type_, [path]) for type_, path in hp008.REGISTRATIONS.items()),
        ("pulumi:providers:azure-native", ["subscriptionId"]),
    ],
    "HP015": [
        ("azure-native:network:Subnet", ["subnetName", *hp015.WAYS_OUT]),
        ("azure:network/subnet:Subnet", ["name"]),
        ("azure-native:network:NetworkInterface", ["ipConfigurations"]),
        ("azure:network/networkInterface:NetworkInterface", ["ipConfigurations"]),
        *((type_, []) for type_ in sorted(hp015.ASSOCIATIONS)),
    ],
    "HP016": [
        _network("azure-native:network:NetworkSecurityGroup", inside="securityRules[]."),
        _network("azure-native:network:SecurityRule"),
        _network(
            "azure:network/networkSecurityGroup:NetworkSecurityGroup", inside="securityRules[]."
        ),
        _network("azure:network/networkSecurityRule:NetworkSecurityRule"),
    ],
}
"""What rules read of resources that are no machines."""
