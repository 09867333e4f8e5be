"""What templates of Azure Resource Manager deploy, as far as it can be read without Azure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.values import Disclosed, Mark, Spelling, Value, disclosed

_NATIVE = re.compile(r"azure-native:resources:Deployment(At\w+Scope)?")
_STACK = re.compile(r"azure-native:resources:DeploymentStackAt\w+")
_CLASSIC = re.compile(r"azure:core/\w*[tT]emplateDeployment:\w*TemplateDeployment")

GENERIC = "azure-native:resources:Resource"
"""A resource of any type, which is told by its inputs and written as in a template."""

NESTED = frozenset({"microsoft.resources/deployments", "microsoft.resources/deploymentstacks"})
DEEPEST = 16
"""How many templates inside templates are followed; Azure itself allows fewer."""

ELSEWHERE = "a template elsewhere"


@dataclass(frozen=True)
class Unread:
    """A part of a template, or a resource, in which there may be what cannot be judged.

    Attributes:
        path: Where it stands; empty for a whole resource.
        why: Why it cannot be read.
    """

    path: str
    why: str


def is_deployment(kind: str) -> bool:
    """Tell whether a kind of resource deploys a template, or what a template could write."""
    forms = (_NATIVE, _STACK, _CLASSIC)
    return kind == GENERIC or any(form.fullmatch(kind) for form in forms)


def leaves_its_machines(kind: str) -> bool:
    """Tell whether a kind of resource deploys machines that stay where it is deleted.

    A stack of deployments deletes what it made, or not, by a setting.
    Source, read 2026-11-25:
    https://learn.microsoft.com/powershell/module/az.resources/remove-azresourcegroupdeployment,
    https://www.pulumi.com/registry/packages/azure/api-docs/core/resourcegrouptemplatedeployment
    """
    is_classic = _CLASSIC.fullmatch(kind) is not None
    return _NATIVE.fullmatch(kind) is not None or (
        is_classic and "ResourceGroupTemplateDeployment" not in kind
    )


def deployed(resource: Resource) -> Iterator[Value | Unread]:
    """Yield each resource that a deployment's template writes, and what of it cannot be read.

    A name in a template has any case. A text in square brackets is an expression, which only Azure
    evaluates; so is what a copy loop writes.
    """
    root = Value("", dict(resource.properties))
    if resource.kind == GENERIC:
        yield from _of_generic(resource)
    elif _STACK.fullmatch(resource.kind):
        yield from _linked(root, 0)
    elif _NATIVE.fullmatch(resource.kind):
        yield from _linked(root.at("properties"), 0)
    elif _CLASSIC.fullmatch(resource.kind):
        yield from _of_text(root.at("templateContent"))


def _of_generic(resource: Resource) -> Iterator[Value | Unread]:
    """Yield what a resource of any type declares.

    A program writes the type in three parts; a rule over the stack may be shown the whole.
    """
    root = Value("", dict(resource.properties))
    parts = (root.at("resourceProviderNamespace"), root.at("resourceType"))
    above = root.at("parentResourcePath", default="")
    whole = root.at("type").text if all(part.is_absent for part in parts) else None
    if whole is None:
        unread = next((part for part in (*parts, above) if part.text is None), None)
        if unread is not None:
            yield Unread(unread.path, unread.found)
            return
        namespace, last = (part.text or "" for part in parts)
        names = (above.text or "").strip("/").split("/")
        whole = "/".join(filter(None, [namespace.strip("/"), *names[::2], last.strip("/")]))
    written = {"name": resource.properties.get("resourceName"), **resource.properties}
    yield from _of_resource(Value("", {**written, "type": whole}, spelling=Spelling.ANY_CASE), 0)


def _linked(holder: Value, depth: int) -> Iterator[Value | Unread]:
    """Yield what the template in a block deploys; one elsewhere cannot be read."""
    link = holder.at("templateLink")
    if link.is_absent:
        yield from _of_template(holder.at("template"), depth)
    else:
        yield Unread(link.path, ELSEWHERE)


def _of_text(content: Value) -> Iterator[Value | Unread]:
    if not isinstance(content.raw, str):
        yield Unread(content.path, ELSEWHERE if content.is_absent else content.found)
        return
    try:
        template = json.loads(content.raw)
    except (ValueError, RecursionError):
        yield Unread(content.path, "a text that is no JSON")
        return
    held = disclosed(template) if isinstance(content.raw, Disclosed) else template
    yield from _of_template(replace(content, raw=held), 0)


def _of_template(template: Value, depth: int) -> Iterator[Value | Unread]:
    if depth > DEEPEST:
        yield Unread(template.path, "too many templates inside each other")
        return
    evaluated = replace(template, raw=_marked(template.raw), spelling=Spelling.ANY_CASE)
    resources = evaluated.at("resources")
    if resources.mark is not None or not isinstance(resources.raw, dict | list | None):
        yield Unread(resources.path, resources.found)
    elif resources.is_absent and not isinstance(evaluated.raw, dict):
        yield Unread(template.path, evaluated.found)
    else:
        for resource in _listed(resources):
            yield from _of_resource(resource, depth)


def _listed(resources: Value) -> Iterator[Value]:
    """Yield the resources of a template, which lists them or (language 2.0) names them."""
    if isinstance(resources.raw, dict):
        for name in resources.raw:
            yield replace(resources, path=f"{resources.path}.{name}", raw=resources.raw[name])
    else:
        yield from resources.items()


def _of_resource(resource: Value, depth: int) -> Iterator[Value | Unread]:
    type_ = resource.at("type")
    if type_.text is None:
        yield Unread(type_.path, type_.found)
        return
    if resource.at("condition").raw is False:
        return
    if type_.text in NESTED:
        yield from _linked(resource.at("properties"), depth + 1)
        return
    yield resource
    for child in _listed(resource.at("resources")):
        yield from _of_resource(child, depth)


def _marked(raw: Any) -> Any:
    """Return a template with a Mark for each expression, and for what a copy loop will write."""
    if isinstance(raw, str):
        return _evaluated(raw)
    if isinstance(raw, list):
        return [_marked(element) for element in raw]
    if isinstance(raw, dict):
        copies = raw.get("copy")
        looped = copies if isinstance(copies, list) else []
        names = [loop["name"] for loop in looped if isinstance(loop, dict) and "name" in loop]
        made = {str(name): Mark.EXPRESSION for name in names}
        return {key: _marked(value) for key, value in raw.items()} | made
    return raw


def _evaluated(text: str) -> str | Mark:
    """Tell an expression, `[parameters('sku')]`, from a text that begins with a bracket, `[[…]`."""
    if text.startswith("[["):
        return text[1:]
    return Mark.EXPRESSION if text.startswith("[") and text.endswith("]") else text
