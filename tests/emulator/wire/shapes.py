"""What two answers have in common when every value in them may differ: status, keys, types."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_NAMES = {
    dict: "object",
    list: "list",
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
}


class Found(NamedTuple):
    """One difference: its kind and where it is, as `local_azure.differences` writes them."""

    kind: str
    where: str


def compare(theirs: Any, ours: Any) -> Iterator[Found]:
    """The differences of two bodies; below a key that only one has, nothing more is said."""
    expected, found = dict(_shape(theirs, "")), dict(_shape(ours, ""))
    yield from (Found("missing", path) for path in _tops(expected, found))
    yield from (Found("more", path) for path in _tops(found, expected))
    for path in expected.keys() & found.keys():
        if expected[path] != found[path]:
            yield Found("type", f"{path}: {expected[path]} → {found[path]}".removeprefix(": "))


def _tops(these: Mapping[str, str], those: Mapping[str, str]) -> Iterator[str]:
    """Paths that only `these` have, without those below another such path."""
    for path in these.keys() - those.keys():
        parent = path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]
        if parent in those or not parent:
            yield path


def _shape(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each path in the value with its type; the items of a list are one."""
    yield path, _NAMES.get(type(value), "null")
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _shape(part, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for item in value:
            yield from _shape(item, f"{path}[]")
