"""Resources of cases as a Pulumi program in Python."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import EnumType
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Code:
    """A value that is written as code."""

    text: str


@dataclass(frozen=True)
class Marked:
    """How a resource is written, in comparison to another.

    Attributes:
        like: Inputs of the other: what differs gets a mark; None for no comparison.
        mark: The mark, a comment.
    """

    like: Any
    mark: str

    def below(self, key: Any) -> "Marked":
        """The same for what stands below."""
        if self.like is None:
            return self
        try:
            return Marked(self.like[key], self.mark)
        except (KeyError, IndexError, TypeError):
            return Marked(_NOTHING, self.mark)

    def of(self, value: Any) -> str:
        """The mark of a value, where it gets one."""
        if self.like is None or value == self.like:
            return ""
        return f"  # {self.mark}"


_NOTHING = object()
ALONE = Marked(None, "")


def declaration(
    type_: str, name: str, inputs: Mapping[str, Any], marked: Marked = ALONE, options: str = ""
) -> str:
    """The expression that declares a resource of azure-native.

    Args:
        type_: Its type, of the form `azure-native:compute:VirtualMachine`.
        name: Its name.
        inputs: Its inputs, as the engine has them.
        marked: What is marked in it.
        options: Its resource options; empty for none.
    """
    _, module, class_ = type_.split(":")
    classes = import_module(f"pulumi_azure_native.{module}")
    # Its public constructor is overloaded; what it calls has the types.
    constructor = getattr(classes, class_)._internal_init  # noqa: SLF001
    lines = [f"{module}.{class_}(", f'    "{name}",']
    lines += _arguments(module, constructor, inputs, marked, 1)
    if options:
        lines.append(f"    opts=pulumi.ResourceOptions({options}),")
    return "\n".join([*lines, ")"])


def snake(key: str) -> str:
    """The name of an input in Python: `provisionVMAgent` is `provision_vm_agent`."""
    split = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", key)
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", split).lower()


def _arguments(
    module: str,
    callee: Callable[..., Any],
    inputs: Mapping[str, Any],
    marked: Marked,
    depth: int,
) -> Iterator[str]:
    classes = import_module(f"pulumi_azure_native.{module}")
    parameters = inspect.signature(callee).parameters
    for key, value in inputs.items():
        name = snake(key)
        types = re.findall(r"\w+", str(parameters[name].annotation))
        inner = next((getattr(classes, one) for one in types if one.endswith("Args")), None)
        if isinstance(value, str) and "str" not in types:
            yield f"{'    ' * depth}{name}={_member(classes, module, types, value)},"
        else:
            yield from _lines(module, f"{name}=", value, inner, marked.below(key), depth)


def _member(classes: Any, module: str, types: list[str], value: str) -> str:
    """The member of an enum that stands for a text, where a text is not taken."""
    name = next(one for one in types if isinstance(getattr(classes, one, None), EnumType))
    return f"{module}.{name}.{getattr(classes, name)(value).name}"


def _lines(
    module: str,
    head: str,
    value: Any,
    class_: Callable[..., Any] | None,
    marked: Marked,
    depth: int,
) -> Iterator[str]:
    indent = "    " * depth
    match value:
        case Mapping() if class_ is not None:
            yield f"{indent}{head}{module}.{class_.__name__}("
            yield from _arguments(module, class_, value, marked, depth + 1)
            yield f"{indent}),"
        case list() if value:
            yield f"{indent}{head}["
            for index, one in enumerate(value):
                yield from _lines(module, "", one, class_, marked.below(index), depth + 1)
            yield f"{indent}],"
        case _:
            yield f"{indent}{head}{_literal(value)},{marked.of(value)}"


def _literal(value: Any) -> str:
    if isinstance(value, Code):
        return value.text
    return json.dumps(value) if isinstance(value, str) else repr(value)
