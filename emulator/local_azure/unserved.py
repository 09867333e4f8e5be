"""Operations that Azure has and this Azure has not, read from Microsoft's own clients.

Needs the azure-mgmt packages of tests/requirements.txt; only `local_azure.coverage` imports it.
"""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from local_azure import services

CLIENTS = (
    "azure.mgmt.compute",
    "azure.mgmt.resource.features",
    "azure.mgmt.network",
    "azure.mgmt.resource.resources",
)

# Each operation's request is built by a function of its own, written by Microsoft's generator.
_BUILDER = re.compile(
    r"^def build_(?P<name>\w+)_request\(.*?"
    r'^    _url = (?:kwargs\.pop\(\s*"template_url",)?\(?\s*"(?P<path>[^"]+)".*?'
    r'^    return HttpRequest\(\s*method="(?P<method>[A-Z]+)"',
    re.MULTILINE | re.DOTALL,
)

# Calls with the id of any resource: each is served where that resource's own operation is.
_ANY_RESOURCE = ("{resourceId}", "{parentResourcePath}")


class Operation(NamedTuple):
    """One operation of a client: `virtual_machines`, `list_all`, what it calls, and if we do."""

    group: str
    name: str
    method: str
    path: str
    is_served: bool


def unserved() -> Iterator[tuple[str, tuple[Operation, ...]]]:
    """By client: what is not served in the groups of operations of which something is served.

    Raises:
        ValueError: a client is written in another way than this module reads.
    """
    served = {_key(route.method, route.path) for route in services.ROUTES}
    for client in CLIENTS:
        every = tuple(_operations(import_module(f"{client}.operations._operations"), served))
        if not any(operation.is_served for operation in every):
            raise ValueError(f"{client}: none of its operations was found; read it in another way")
        known = {operation.group for operation in every if operation.is_served}
        missing = (each for each in every if each.group in known and not each.is_served)
        yield client.replace(".", "-"), tuple(missing)


def _operations(module: ModuleType, served: set[tuple[str, str]]) -> Iterator[Operation]:
    """Every operation of a client."""
    groups = sorted(_groups(module), key=len, reverse=True)
    for found in _BUILDER.finditer(inspect.getsource(module)):
        name, method, path = found["name"], found["method"], found["path"]
        group = next((each for each in groups if name.startswith(f"{each}_")), name)
        is_generic = method != "HEAD" and any(part in path for part in _ANY_RESOURCE)
        is_served = is_generic or _key(method, path) in served
        yield Operation(group, name.removeprefix(f"{group}_"), method, path, is_served)


def _groups(module: ModuleType) -> Iterator[str]:
    """`VirtualMachinesOperations` is the class of `virtual_machines`."""
    for name in vars(module):
        found = re.fullmatch(r"_?(\w+?)Operations(?:Mixin)?", name)
        if found is not None:
            words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", found[1])
            yield words.lower()


def _key(method: str, path: str) -> tuple[str, str]:
    """What a path of ours and one of a client have in common."""
    return method, re.sub(r"\{\w+\}", "{}", path).lower()
