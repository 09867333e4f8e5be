"""Enrolling and unenrolling one machine in hotpatch: what is to be changed, and why it can't be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_facts.images import Image
from azure_hotpatch_operations.machine import BY_PLATFORM, Machine

_SCALE_SET = (
    "it is an instance of a scale set, whose model says this for all of them, and hotpatch can't be"
    " off there. Change the scale set's model."
)
"""Source: hashicorp/terraform-provider-azurerm PR 24335: "'EnableHotpatching' must be set to 'true'
on Virtual Machine Scale Sets running Hotpatch-compatible images."
"""

_NO_AGENT = (
    "it was made without the agent (provisionVMAgent false), which can't be changed, and without"
    " which nothing is patched. Make it anew."
)
"""Source: MicrosoftDocs/azure-docs issue 112633: what is fixed at creation."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to do about a machine.

    Attributes:
        refusal: Why nothing can be done, and what to do; empty where something can.
        settings: The patchSettings that it is to have; None where it has them.
    """

    refusal: str = ""
    settings: Mapping[str, Any] | None = None

    def changes(self, machine: Machine) -> dict[str, tuple[Any, Any]]:
        """Each setting that changes: before and after, by its path below patchSettings."""
        found = machine.patch_settings
        before, after = _flat(found), _flat(self.settings or found)
        names = dict.fromkeys((*before, *after))
        return {
            name: (before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
        }


def plan(machine: Machine, *, enrol: bool, added: tuple[Image, ...] = ()) -> Plan:
    """What to change so that a machine is enrolled, or is not; `added` are the user's own images.

    The mode stays the platform's also when hotpatch is off: Azure refuses a hotpatch image without.

    Source: https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update, on
    enableHotpatching; claranet/terraform-azurerm-windows-vm pull request 4, on the bypass.
    """
    if machine.scale_set is not None:
        return Plan(refusal=_SCALE_SET)
    found = machine.patch_settings
    if not enrol:
        is_off = found.get("enableHotpatching") is not True
        return Plan() if is_off else Plan(settings={**found, "enableHotpatching": False})
    if not machine.is_windows:
        return Plan(refusal="it runs no Windows, and only Windows Server Azure Edition hotpatches.")
    why_not = machine.why_not(added)
    if why_not:
        return Plan(refusal=f"{why_not}. Make it anew from an image that can hotpatch.")
    if not machine.has_agent:
        return Plan(refusal=_NO_AGENT)
    wanted = {**found, "patchMode": BY_PLATFORM, "enableHotpatching": True}
    if machine.is_bypassing:
        by_platform = found["automaticByPlatformSettings"]
        wanted["automaticByPlatformSettings"] = {
            **by_platform,
            "bypassPlatformSafetyChecksOnUserSchedule": False,
        }
    return Plan() if wanted == found else Plan(settings=wanted)


def body(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The PATCH that gives a machine these patchSettings, all of them said again.

    Source: azurerm `orchestrated_virtual_machine_scale_set_resource.go:1272`, of scale sets: a
    PATCH that leaves out patchSettings of a hotpatch image is refused.
    """
    windows = {"windowsConfiguration": {"patchSettings": dict(settings)}}
    return {"properties": {"osProfile": windows}}


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found
