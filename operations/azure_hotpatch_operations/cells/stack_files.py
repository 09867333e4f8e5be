"""The stacks' files, Pulumi.<stack>.yaml: written to fit the fleet, with all else left as it is."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from azure_hotpatch_operations.cells.fleet_file import Cell
from azure_hotpatch_operations.errors import UsageError

HEADER = "# Written by `azure-hotpatch cells`; plain settings come from the fleet file.\n"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One setting that differs.

    Attributes:
        key: The setting.
        found: What the file has; None for nothing.
        wanted: What the fleet file says; None for nothing.
    """

    key: str
    found: Any
    wanted: Any


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """What one stack's file holds, and is to hold.

    Attributes:
        cell: The cell.
        path: The file.
        changes: What the fleet file wants otherwise.
        strangers: Plain settings that the fleet file does not name.
        text: The whole file as it is to be.
    """

    cell: Cell
    path: Path
    changes: tuple[Change, ...]
    strangers: tuple[Change, ...]
    text: str


def compare(cell: Cell, folder: Path, *, prune: bool) -> StackFile:
    """Hold a cell against its file; secrets, comments and all outside `config` stay.

    Args:
        cell: The cell.
        folder: The folder of the project.
        prune: Whether settings that the fleet file does not name are removed.

    Raises:
        UsageError: The file is there and is no stack file.
    """
    path = _file(folder, cell.stack)
    yaml = YAML()
    yaml.preserve_quotes = True
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else HEADER
        document = yaml.load(before)
    except (OSError, UnicodeError, YAMLError) as error:
        said = " ".join(str(error).split())
        raise UsageError(f"{path}: found no readable YAML: {said}. Mend it, or move it.") from error
    document = yaml.load(f"{before}config: {{}}\n") if document is None else document
    config = document.setdefault("config", {}) if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise UsageError(f"{path}: found no mapping `config`; allowed: a stack file of Pulumi's.")
    hidden = sorted(key for key in cell.config if _is_secret(config.get(key)))
    if hidden:
        raise UsageError(
            f"{path}: found a secret for {', '.join(hidden)}, and the fleet file has plain text;"
            " allowed: one of the two. Take it out of the fleet file."
        )
    changes = tuple(
        Change(key=key, found=_plain(config.get(key)), wanted=wanted)
        for key, wanted in cell.config.items()
        if not _is_same(_plain(config.get(key)), wanted)
    )
    strangers = tuple(
        Change(key=key, found=_plain(value), wanted=None)
        for key, value in config.items()
        if key not in cell.config and not _is_secret(value)
    )
    if not (changes or (prune and strangers)):
        return StackFile(cell=cell, path=path, changes=(), strangers=strangers, text=before)
    if hasattr(config, "fa"):
        config.fa.set_block_style()
    for change in changes:
        config[change.key] = change.wanted
    for stranger in strangers if prune else ():
        del config[stranger.key]
    written = io.StringIO()
    yaml.dump(document, written)
    return StackFile(
        cell=cell, path=path, changes=changes, strangers=strangers, text=written.getvalue()
    )


def left_over(folder: Path, cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return the stacks whose files this command wrote and that the fleet has no more."""
    wanted = {cell.stack for cell in cells}
    found = sorted(folder.glob("Pulumi.*.yaml"))
    names = {path: path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in found}
    return tuple(
        name
        for path, name in names.items()
        if name not in wanted
        and path.read_text(encoding="utf-8", errors="replace").startswith(HEADER)
    )


def renamed(folder: Path, old: Iterable[str], cells: Iterable[Cell]) -> dict[str, str]:
    """Return which left-over stacks are cells of the fleet under another name: old name to new.

    A cell that has a file under its new name is none of them.
    """
    places = {
        (cell.subscription, cell.region): cell.stack
        for cell in cells
        if not _file(folder, cell.stack).exists()
    }
    found = {name: places.get(_place(_file(folder, name))) for name in old}
    return {name: new for name, new in found.items() if new is not None}


def _file(folder: Path, stack: str) -> Path:
    return folder / f"Pulumi.{stack}.yaml"


def _place(path: Path) -> tuple[str, str]:
    """Return the subscription and the region of a stack, empty where its file has none."""
    try:
        document = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, YAMLError):
        return "", ""
    config = document.get("config") if isinstance(document, dict) else None
    found = config if isinstance(config, dict) else {}
    subscription, region = found.get("azure-native:subscriptionId"), found.get("hotpatch:location")
    return str(subscription).lower(), str(region)


def _is_same(found: Any, wanted: Any) -> bool:
    """Compare as Pulumi does: `true` is not 1, and 5 is "5", as which its command rewrites it."""
    if found is None or wanted is None:
        return found is wanted
    one, other = (
        each if isinstance(each, str) else json.dumps(each, default=str) for each in (found, wanted)
    )
    return bool(one == other)


def _is_secret(value: Any) -> bool:
    """Tell whether a setting holds a secret, at any depth."""
    if isinstance(value, Mapping):
        return "secure" in value or any(_is_secret(each) for each in value.values())
    return isinstance(value, list) and any(_is_secret(each) for each in value)


def _plain(value: Any) -> Any:
    """Return a value without ruamel's types, and nothing of a secret."""
    if _is_secret(value):
        return "a secret"
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value
