"""The machines that a resource declares, by whatever provider."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_policies import azure_classic, azure_native, templates
from azure_hotpatch_policies.machine import Form, Machine, read
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.templates import Unread
from azure_hotpatch_policies.values import Spelling, Value

_NATIVE = {
    "azure-native:compute:VirtualMachine": azure_native.VM,
    "azure-native:compute:VirtualMachineScaleSet": azure_native.SCALE_SET,
}
_DEPLOYMENT = re.compile(r"azure-native:resources:Deployment(At\w+Scope)?")
_CLASSIC_DEPLOYMENT = re.compile(r"azure:core/\w*[tT]emplateDeployment:\w*TemplateDeployment")

MACHINE_LIKE = re.compile(
    r"(?!azure-hotpatch:)azure[\w-]*:.*\b\w*"
    r"(virtual_?machine(_?scale_?set)?(_?vm|_?instance)?s?|scale_?set)",
    re.IGNORECASE | re.ASCII,
)
"""Types of Azure's providers that sound like machines: `azure-native:scvmm:VirtualMachine`."""

FLEETS = frozenset({"azure-native:azurefleet:Fleet"})
"""Types that make machines and do not sound like it."""

_ARM_MACHINE = re.compile(r"microsoft\.compute/virtualmachine(s|scalesets)(@.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a resource declares.

    Attributes:
        machines: Its machines.
        unread: Where machines may be that cannot be judged.
    """

    machines: tuple[Machine, ...] = ()
    unread: tuple[Unread, ...] = ()


NOTHING = Reading()


def form_of(type_: str) -> Form | None:
    """Return how a type of resource writes one machine; None where it does not."""
    kind = Resource("", type_, "", {}).kind
    return _NATIVE.get(kind) or azure_classic.FORMS.get(kind)


def may_declare(type_: str) -> bool:
    """Tell cheaply whether a resource of this type may declare a machine that can be judged."""
    kind = Resource("", type_, "", {}).kind
    return (
        form_of(kind) is not None
        or _DEPLOYMENT.fullmatch(kind) is not None
        or _CLASSIC_DEPLOYMENT.fullmatch(kind) is not None
    )


def machines_of(resource: Resource) -> Reading:
    """Return the machines of a resource, and what cannot be read in it."""
    kind = resource.kind
    if kind in _NATIVE:
        return Reading((read(_NATIVE[kind], Value("", dict(resource.properties)), resource),))
    if kind in azure_classic.FORMS:
        root = Value("", dict(resource.properties), spelling=Spelling.SNAKE_TOO)
        return Reading((read(azure_classic.FORMS[kind], root, resource),))
    if _DEPLOYMENT.fullmatch(kind):
        return _sorted(_deployed(resource))
    if _CLASSIC_DEPLOYMENT.fullmatch(kind):
        return _sorted(_deployed_classically(resource))
    type_ = resource.properties.get("type")
    if _sounds_like_one(kind) or (isinstance(type_, str) and _ARM_MACHINE.fullmatch(type_)):
        return Reading(unread=(Unread("", f"a resource of type '{resource.type}'"),))
    return NOTHING


def _sounds_like_one(kind: str) -> bool:
    if kind in azure_classic.LINUX:
        return False
    return kind in FLEETS or MACHINE_LIKE.fullmatch(kind) is not None


def _deployed(resource: Resource) -> Iterator[Machine | Unread]:
    root = Value("", dict(resource.properties))
    link = root.at("properties.templateLink")
    if not link.is_absent:
        yield Unread(link.path, "a template elsewhere")
        return
    yield from templates.machines(root.at("properties.template"), resource)


def _deployed_classically(resource: Resource) -> Iterator[Machine | Unread]:
    content = Value("", dict(resource.properties)).at("templateContent")
    if isinstance(content.raw, str):
        try:
            template = json.loads(content.raw)
        except (ValueError, RecursionError):
            yield Unread(content.path, "a text that is no JSON")
            return
        yield from templates.machines(Value(content.path, template), resource)
    else:
        why = "a template elsewhere" if content.is_absent else content.found
        yield Unread(content.path, why)


def _sorted(found: Iterator[Machine | Unread]) -> Reading:
    everything = tuple(found)
    return Reading(
        tuple(one for one in everything if isinstance(one, Machine)),
        tuple(one for one in everything if isinstance(one, Unread)),
    )
