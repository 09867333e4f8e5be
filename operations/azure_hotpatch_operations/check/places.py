"""Where a program makes a resource, out of what the engine keeps of its call stack."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from azure_hotpatch_operations.check.findings import Place

_FRAME = re.compile(r"project:///(?P<file>.+)#(?P<line>\d+)(,\d+)?")
"""How the engine writes a line of a file of the project, with a column in some languages."""

OF_OTHERS = frozenset({"..", "site-packages", "node_modules", "azure_hotpatch"})
"""Folders in which no line of the user's stands, in the project or outside."""


def places_of(resources: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
    """Return where each resource is made, by URN; one without a line of its own has its parent's.

    The engine knows no lines of what a component in another process makes.

    Args:
        resources: As the engine writes them into a state, or into a preview.
    """
    by_urn = {one["urn"]: one for one in resources}
    found = {urn: place_of(one) for urn, one in by_urn.items()}
    places = {}
    for urn in by_urn:
        above, seen = urn, set[str]()
        while found.get(above) is None and above in by_urn and above not in seen:
            seen.add(above)
            above = by_urn[above].get("parent") or ""
        place = found.get(above)
        if place is not None:
            places[urn] = place
    return places


def place_of(resource: Mapping[str, Any]) -> Place | None:
    """Return the first line of a resource's call stack that is the user's own; None for none."""
    frames = [resource, *(resource.get("stackTrace") or ())]
    for frame in frames:
        found = _FRAME.fullmatch(frame.get("sourcePosition") or "")
        if found is not None:
            file = PurePosixPath(unquote(found["file"]))
            if not OF_OTHERS & set(file.parts):
                return Place(str(file), int(found["line"]))
    return None
