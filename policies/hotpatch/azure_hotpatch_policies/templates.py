"""Machines that are written inside templates of Azure Resource Manager."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from azure_hotpatch_policies import azure_native
from azure_hotpatch_policies.machine import Form, Machine, System, read
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.values import Mark, Spelling, Value

VM = azure_native.in_template(azure_native.VM)
SCALE_SET = azure_native.in_template(azure_native.SCALE_SET)
FORMS: dict[str, Form] = {
    "microsoft.compute/virtualmachines": VM,
    "microsoft.compute/virtualmachinescalesets": SCALE_SET,
}
"""By ARM's type in lower case."""

DEPLOYMENT = "microsoft.resources/deployments"
DEEPEST = 16
"""How many templates inside templates are followed; Azure itself allows fewer."""


@dataclass(frozen=True)
class Unread:
    """A part of a template, or a resource, in which there may be a machine that cannot be judged.

    Attributes:
        path: Where it stands.
        why: Why it cannot be read.
    """

    path: str
    why: str


def machines(template: Value, owner: Resource, depth: int = 0) -> Iterator[Machine | Unread]:
    """Yield the machines of a template, and what in it cannot be read.

    A name in a template has any case, and a text in square brackets is an expression. A resource
    in a copy loop is judged by what is written, and is reported besides: nobody can tell here how
    many it makes, and of what.

    Args:
        template: The template.
        owner: The resource that deploys it.
        depth: How many templates it is inside of.
    """
    if depth > DEEPEST:
        yield Unread(template.path, "too many templates inside each other")
        return
    evaluated = replace(template, raw=_marked(template.raw), spelling=Spelling.ANY_CASE)
    resources = evaluated.at("resources")
    if resources.mark is not None or not isinstance(resources.raw, dict | list | None):
        yield Unread(resources.path, resources.found)
        return
    if resources.is_absent:
        if evaluated.is_absent or not isinstance(evaluated.raw, dict):
            yield Unread(template.path, evaluated.found)
        return
    for resource in _resources(resources):
        yield from _of_resource(resource, owner, depth)


def _resources(resources: Value) -> Iterator[Value]:
    """Yield the resources of a template, which lists them or (language 2.0) names them."""
    if isinstance(resources.raw, dict):
        for name in resources.raw:
            yield replace(resources, path=f"{resources.path}.{name}", raw=resources.raw[name])
    else:
        yield from resources.items()


def _of_resource(resource: Value, owner: Resource, depth: int) -> Iterator[Machine | Unread]:
    type_ = resource.at("type")
    if type_.text is None:
        yield Unread(type_.path, type_.found)
        return
    if resource.at("condition").raw is False:
        return
    form = FORMS.get(type_.text)
    if form is not None:
        yield from _of_machine(resource, owner, form)
    elif type_.text == DEPLOYMENT:
        if resource.at("properties.templateLink").is_absent:
            yield from machines(resource.at("properties.template"), owner, depth + 1)
        else:
            yield Unread(f"{resource.path}.properties.templateLink", "a template elsewhere")
    elif type_.text.startswith("microsoft.compute/virtualmachinescalesets/virtualmachines"):
        yield Unread(resource.path, "a machine of a scale set")
    nested = resource.at("resources")
    if not nested.is_absent and form is None:
        for child in _resources(nested):
            yield from _of_resource(child, owner, depth)


def _of_machine(resource: Value, owner: Resource, form: Form) -> Iterator[Machine | Unread]:
    machine = read(form, resource, owner)
    if machine.system is not System.LINUX and not resource.at("copy").is_absent:
        yield Unread(f"{resource.path}.copy", "a copy loop of machines")
    yield machine


def _marked(raw: Any) -> Any:
    """Return a template with a Mark for each expression, and for what a copy loop will write."""
    if isinstance(raw, str):
        escaped = raw.startswith("[[")
        return Mark.EXPRESSION if _is_expression(raw) else raw[1:] if escaped else raw
    if isinstance(raw, list):
        return [_marked(element) for element in raw]
    if isinstance(raw, dict):
        copies = raw.get("copy")
        looped = copies if isinstance(copies, list) else []
        names = [loop["name"] for loop in looped if isinstance(loop, dict) and "name" in loop]
        made = {str(name): Mark.EXPRESSION for name in names}
        return {key: _marked(value) for key, value in raw.items()} | made
    return raw


def _is_expression(text: str) -> bool:
    """Tell an expression, `[parameters('sku')]`, from a text that begins with a bracket, `[[…]`."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")
