"""Writes docs/errors.md: `python -m tests.errors.page`.

The page lists every error that a user can meet, and each with what it really says.
"""

import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch_cloud.errors import CloudError
from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_policies.errors import PoliciesError
from local_azure.arm import ArmError
from local_azure.errors import LocalAzureError
from local_azure.faults import Dropped, Held
from local_azure.resource_graph.refusals import GraphError
from local_azure.resource_graph.syntax import QuerySyntaxError
from tests.errors.examples import EXAMPLES

PAGE = Path(__file__).parents[2] / "docs/errors.md"

ROOTS: dict[str, type[Exception]] = {
    "azure_hotpatch": HotpatchError,
    "azure_hotpatch_cloud": CloudError,
    "azure_hotpatch_policies": PoliciesError,
    "azure_hotpatch_operations": OperationsError,
    "local_azure": LocalAzureError,
}
"""The one error of each package from which all its others come, in the order of the page."""

INSIDE = frozenset({ArmError, Dropped, Held, GraphError, QuerySyntaxError})
"""What never leaves the local Azure's server but as an answer, or as the end of a connection."""

HEAD = """\
# Errors

Every error that you can meet, and what it says. The place comes first, then what was found, what is
allowed, and what to do. All mistakes of one input come at once. The words are the same in a Python
program, from the plugin in any other language, and inside `apply`; no message holds a secret.

This page is generated from the classes, and each example by raising the error: `make docs`.
"""


def errors_of(package: str) -> list[type[Exception]]:
    """Every exception class of a package, its root first."""
    folders = importlib.import_module(package).__path__
    found = {
        error
        for module in pkgutil.walk_packages(folders, f"{package}.")
        if not module.name.endswith("__main__")
        for _, error in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if issubclass(error, Exception) and error.__module__.startswith(f"{package}.")
    }
    return sorted(found - INSIDE, key=lambda error: (len(error.__mro__), full_name(error)))


def full_name(error: type[Exception]) -> str:
    """Module and class."""
    return f"{error.__module__}.{error.__qualname__}"


def said(error: type[Exception]) -> list[str]:
    """What each example of an error says.

    Raises:
        LookupError: an example raises nothing, or another error.
    """
    return [_said(error, example) for example in EXAMPLES.get(error, ())]


def _said(error: type[Exception], example: Callable[[], object]) -> str:
    try:
        example()
    except error as raised:
        if type(raised) is error:
            return str(raised)
    raise LookupError(f"an example of {full_name(error)} raises another error, or none")


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for package in ROOTS for line in _package(package))])


def _package(package: str) -> Iterator[str]:
    (root, *others) = errors_of(package)
    yield f"## {package}"
    yield ""
    yield f"Catch `{full_name(root)}` for all of them. {_sentence(root)}"
    yield ""
    for error in others:
        yield f"### {error.__qualname__}"
        yield ""
        yield f"`{full_name(error)}`: {_sentence(error)}"
        yield ""
        for text in said(error):
            yield textwrap.indent(text, "    ")
            yield ""


def _sentence(error: type[Exception]) -> str:
    text = inspect.getdoc(error) or ""
    return " ".join(text.partition("\n\n")[0].split())


if __name__ == "__main__":
    PAGE.write_text(page())
