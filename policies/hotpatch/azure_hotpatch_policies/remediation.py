"""Repairs that can neither reboot a machine nor replace it: its patch and assessment modes.

Off by default: a stack asks for them with the enforcement level `remediate` of one policy.
"""

from collections.abc import Callable, Mapping
from typing import Any

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machines import form_of
from azure_hotpatch_policies.values import UNKNOWNS

Repair = Callable[[str, Any], Any]
"""From a type and its inputs, which are changed in place, to the inputs; None to leave them."""


def _setting(attribute: str) -> Repair:
    def repair(type_: str, inputs: Any) -> Any:
        form = form_of(type_)
        paths = form.paths.get(attribute, ()) if form else ()
        if not paths:
            return None
        return inputs if _written(inputs, paths[0].split("."), patch_settings.PLATFORM) else None

    return repair


def _written(inputs: Any, path: list[str], value: str) -> bool:
    """Write a value, the blocks above it included; tell whether anything was changed.

    Where the system of a machine is not known to be Windows, its block is missing, and none is
    made; nor is a value overwritten that only the update will know.
    """
    *blocks, leaf = path
    holder = inputs
    for depth, block in enumerate(blocks):
        if block not in list(holder) or holder[block] is None:
            if depth < len(blocks) - 1:
                return False
            holder[block] = {}
        holder = holder[block]
        if not isinstance(holder, Mapping):
            return False
    found = holder[leaf] if leaf in list(holder) else None
    if isinstance(found, str) and (found in UNKNOWNS or found.lower() == value.lower()):
        return False
    holder[leaf] = value
    return True


REPAIRS: Mapping[str, Repair] = {
    "HP004": _setting("patch_mode"),
    "HP014": _setting("assessment_mode"),
}
"""By id of the rule."""
