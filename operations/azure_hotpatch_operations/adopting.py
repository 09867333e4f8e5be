"""An existing machine on its way under management: what Pulumi needs, and what would change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_facts import adoption, images
from azure_hotpatch_facts.adoption import Kept
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machine_reading import show

_NOT_INPUTS = frozenset(
    {
        *("id", "name", "type", "etag", "systemData", "resources", "managedBy", "properties"),
        *("vmId", "provisioningState", "instanceView", "timeCreated"),
    }
)
"""What only Azure sets of a machine. Source: the outputs of pulumi-azure-native 3.29.0's
compute.VirtualMachine that are no inputs, read 2026-11-25."""

INPUTS = frozenset(
    {
        *("location", "tags", "zones", "identity", "plan", "extendedLocation", "placement"),
        *("additionalCapabilities", "applicationProfile", "availabilitySet", "billingProfile"),
        *("capacityReservation", "diagnosticsProfile", "evictionPolicy", "extensionsTimeBudget"),
        *("hardwareProfile", "host", "hostGroup", "licenseType", "networkProfile", "osProfile"),
        *("platformFaultDomain", "priority", "proximityPlacementGroup", "scheduledEventsPolicy"),
        *("scheduledEventsProfile", "securityProfile", "storageProfile", "userData"),
        *("virtualMachineScaleSet",),
    }
)
"""What can be said of a machine, beside its name and group. Source: the inputs of
pulumi-azure-native 3.29.0's compute.VirtualMachine, read 2026-11-25."""

_READ_ONLY = frozenset(
    {"principalId", "tenantId", "clientId", "exactVersion", "enableVMAgentPlatformUpdates"}
)
"""The same, further inside. Source: as _NOT_INPUTS, of the blocks."""


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """What the adoption of one machine means.

    Attributes:
        name: The component's name in the program.
        machine: The machine's inputs, as it is.
        id: Its ARM id in Azure's own spelling.
        left_out: What Azure shows of it and azure-native has no input for.
        changes: What hotpatch changes in place: path, found, becomes.
        kept: What stays though a new machine has it otherwise.
        refusal: Why it cannot be adopted; None where it can.
    """

    name: str
    machine: dict[str, Any]
    id: str
    left_out: tuple[str, ...]
    changes: Mapping[str, tuple[Any, Any]]
    kept: tuple[Kept, ...]
    refusal: str | None

    @property
    def machine_file(self) -> str:
        """Name of the file with the machine's inputs."""
        return f"{self.name}.machine.json"

    @property
    def import_file(self) -> str:
        """Name of the file that `pulumi import` reads."""
        return f"{self.name}.import.json"

    @property
    def imported(self) -> dict[str, Any]:
        """What `pulumi import --file` brings into the state: the component, and its machine."""
        component = {"type": "azure-hotpatch:index:AdoptedVm", "name": self.name, "component": True}
        machine = {
            "type": "azure-native:compute:VirtualMachine",
            "name": f"{self.name}-vm",
            "id": self.id,
            "parent": self.name,
        }
        return {"resources": [component, machine]}

    def data(self) -> dict[str, Any]:
        """The adoption as JSON has it."""
        return {
            "name": self.name,
            "id": self.id,
            "refusal": self.refusal,
            "leftOut": list(self.left_out),
            "changes": {path: {"from": a, "to": b} for path, (a, b) in self.changes.items()},
            "kept": [
                {"path": each.path, "found": each.found, "usual": each.usual, "rule": each.rule}
                for each in self.kept
            ],
            "machine": self.machine,
            "import": self.imported,
        }

    def files(self, folder: Path) -> dict[Path, str]:
        """The two files with their text."""
        return {
            folder / self.machine_file: _text(self.machine),
            folder / self.import_file: _text(self.imported),
        }


async def look(
    arm: Arm, wanted: MachineId, name: str, added: tuple[images.Image, ...] = ()
) -> Adoption:
    """Read a machine, and say what its adoption would mean; nothing is changed.

    Raises:
        MachineError: there is none, or Azure does not show it.
    """
    body = (await show(arm, wanted)).body or {}
    machine = inputs_of(body)
    refusal = adoption.why_not(machine, added)
    return Adoption(
        name=name,
        machine=machine,
        id=str(body.get("id", wanted.path)),
        left_out=_left_out(body),
        changes={} if refusal else adoption.changes(machine),
        kept=() if refusal else tuple(adoption.kept(machine)),
        refusal=refusal,
    )


def inputs_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of azure-native that would make the machine which ARM shows.

    >>> inputs_of({"id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/"
    ...            "virtualMachines/web", "name": "web", "properties": {"vmId": "7", "priority":
    ...            "Spot"}})
    {'resourceGroupName': 'g', 'vmName': 'web', 'priority': 'Spot'}
    """
    flat = {**body, **(body.get("properties") or {})}
    inputs = {name: _settable(value) for name, value in flat.items() if name in INPUTS}
    users = (flat.get("identity") or {}).get("userAssignedIdentities")
    if users:
        # ARM has what only Azure sets below each, and azure-native takes their ids.
        inputs["identity"] = {**inputs["identity"], "userAssignedIdentities": list(users)}
    given = {name: value for name, value in inputs.items() if value not in (None, {}, [])}
    return {
        "resourceGroupName": str(body["id"]).split("/")[4],
        "vmName": body["name"],
        **given,
    }


def _left_out(body: Mapping[str, Any]) -> tuple[str, ...]:
    flat = {**body, **(body.get("properties") or {})}
    return tuple(name for name in flat if name not in INPUTS | _NOT_INPUTS)


def _settable(value: Any) -> Any:
    """Return a block without what only Azure sets, and without ARM's `properties`."""
    if isinstance(value, list):
        return [_settable(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    flat = {**{k: v for k, v in value.items() if k != "properties"}, **_properties(value)}
    cleaned = {name: _settable(part) for name, part in flat.items() if name not in _READ_ONLY}
    return {name: part for name, part in cleaned.items() if part not in (None, {}, [])}


def _properties(value: Mapping[str, Any]) -> Mapping[str, Any]:
    found = value.get("properties")
    return found if isinstance(found, Mapping) else {}


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2) + "\n"
