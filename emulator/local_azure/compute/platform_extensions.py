"""Extensions that the platform brings by itself to a machine whose patches it orchestrates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local_azure import resources
from local_azure.arm import Json
from local_azure.azure import Azure, Effect
from local_azure.compute import agents, extensions, guests
from local_azure.store import Event

_PUBLISHER = "Microsoft.CPlat.Core"


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One such extension, and which machines it comes to; its name is its type."""

    type: str
    type_handler_version: str
    comes_to: Callable[[Json], bool]


# Source: https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/windows-vm-hotpatch
# (07/13/2026) for the types; the version 1.5 from azure-powershell's recording
# VirtualMachinePatchTests/TestPatchStatusGetAzVMinstanceview.json (2020-08-26).
PLATFORM_EXTENSIONS = (
    Brought(
        type="WindowsPatchExtension",
        type_handler_version="1.5",
        comes_to=guests.is_by_platform,
    ),
    Brought(type="WindowsHotpatch", type_handler_version="1.0", comes_to=guests.is_enrolled),
)

ASSUMED = (
    (
        "The platform's extensions come three hours after a machine's enrolment, to a machine that"
        " runs and whose agent answers."
    ),
    "The platform's extensions are named as their types; the version of WindowsHotpatch is 1.0.",
    "The platform's extensions stay when a machine is unenrolled.",
)


def begin(azure: Azure, machine: Json) -> None:
    """Let the extensions come to a machine that is to have some and has not."""
    if _missing(azure, machine):
        data = {"vmId": machine["properties"]["vmId"]}
        azure.after(azure.durations.enrolment, "compute.enrolled", machine["id"], data)


def is_ready(azure: Azure, machine: Json) -> bool:
    """Whether the extension that patches is there: hours after the enrolment."""
    brought = PLATFORM_EXTENSIONS[0].type
    return resources.find(azure, f"{machine['id']}/extensions/{brought}") is not None


def _missing(azure: Azure, machine: Json) -> list[Brought]:
    known = {extension["name"].lower() for extension in extensions.of(azure, machine)}
    return [
        brought
        for brought in PLATFORM_EXTENSIONS
        if brought.comes_to(machine) and brought.type.lower() not in known
    ]


def _enrolled(azure: Azure, event: Event) -> None:
    machine = resources.find(azure, event.target)
    if machine is None or machine["properties"]["vmId"] != event.data["vmId"]:
        return
    if not agents.answers(azure, machine):
        begin(azure, machine)
        return
    for brought in _missing(azure, machine):
        resources.put(
            azure,
            {
                "name": brought.type,
                "id": f"{machine['id']}/extensions/{brought.type}",
                "type": extensions.TYPE,
                "location": machine["location"],
                "properties": {
                    "autoUpgradeMinorVersion": True,
                    "publisher": _PUBLISHER,
                    "type": brought.type,
                    "typeHandlerVersion": brought.type_handler_version,
                    "provisioningState": "Succeeded",
                },
            },
        )


EFFECTS: Mapping[str, Effect] = {"compute.enrolled": _enrolled}
