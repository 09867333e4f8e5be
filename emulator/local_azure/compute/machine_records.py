"""What this Azure knows of a machine beside the resource that it shows."""

from collections.abc import Mapping
from typing import Any

from local_azure import resources
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.timestamps import timestamp

TYPE = "Microsoft.Compute/virtualMachines"
_KIND = "machine"

BUSY = ("Creating", "Updating", "Deleting")


def begin(azure: Azure, machine_id: str, password: Json | None) -> None:
    """Begin the record of a new machine.

    `password` is the digest of the administrator's.
    """
    azure.store.put(
        _KIND,
        machine_id,
        {"power": "starting", "password": password, "created": timestamp(azure.now())},
    )


def read(azure: Azure, machine_id: str) -> Json:
    """Power state, password digest, and when it was made and last provisioned."""
    return azure.store.get(_KIND, machine_id) or {"power": "running", "password": None}


def change(azure: Azure, machine_id: str, changes: Mapping[str, Any]) -> None:
    """Write some of the record anew."""
    azure.store.put(_KIND, machine_id, {**read(azure, machine_id), **changes})


def end(azure: Azure, machine_id: str) -> None:
    """Forget the machine."""
    azure.store.delete(_KIND, machine_id)


def refuse_while_busy(machine: Json) -> None:
    """Say no while an operation is under way on the machine.

    Raises:
        ArmError: 409 Conflict.
    """
    if machine["properties"]["provisioningState"] in BUSY:
        raise conflict()


def conflict() -> ArmError:
    """What ARM says while another operation is under way."""
    return ArmError(
        409,
        "Conflict",
        "The request failed due to conflict with a concurrent request. To resolve it, please refer"
        " to https://aka.ms/activitylog to get more details on the conflicting requests.",
    )


def get(azure: Azure, machine_id: str) -> Json:
    """The machine.

    Raises:
        ArmError: 404.
    """
    return resources.get(azure, machine_id)
