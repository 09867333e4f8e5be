"""What becomes of a machine when it has been made or changed, and when it has been deleted."""

from collections.abc import Mapping

from local_azure import resources
from local_azure.arm import Json
from local_azure.azure import Azure, Effect
from local_azure.compute import (
    automatic_patching,
    guests,
    machine_disks,
    machine_records,
    model,
    patch_records,
    platform_extensions,
)
from local_azure.compute.wish_reading import image_of
from local_azure.network import network_interfaces
from local_azure.store import Event
from local_azure.timestamps import timestamp


def _provisioned(azure: Azure, event: Event) -> None:
    machine = resources.find(azure, event.target)
    if machine is None or machine["properties"]["provisioningState"] in ("Deleting", "Failed"):
        return
    record = machine_records.read(azure, machine["id"])
    machine_disks.make_disks(azure, machine, image_of(azure, machine))
    disks = machine_disks.disk_ids(machine)
    machine_disks.detach(azure, machine, set(record.get("disks", ())) - set(disks))
    machine["properties"]["provisioningState"] = "Succeeded"
    resources.put(azure, machine)
    changes: Json = {"provisioned": timestamp(azure.now()), "disks": disks}
    power = {"power": "running"} if record["power"] == "starting" else {}
    machine_records.change(azure, machine["id"], changes | power)
    guests.provisioned(azure, machine)
    platform_extensions.begin(azure, machine)
    automatic_patching.begin(azure, machine)


def _deleted(azure: Azure, event: Event) -> None:
    machine = resources.find(azure, event.target)
    if machine is None:
        return
    machine_disks.release_disks(azure, machine)
    network_interfaces.attach(azure, machine["id"], ())
    for entry in model.value(machine, "networkProfile.networkInterfaces") or ():
        if (entry.get("properties") or {}).get("deleteOption") == "Delete":
            network_interfaces.remove(azure, entry["id"])
    machine_records.end(azure, machine["id"])
    guests.end(azure, machine["id"])
    patch_records.end(azure, machine["id"])
    resources.delete(azure, machine["id"])


EFFECTS: Mapping[str, Effect] = {"compute.provisioned": _provisioned, "compute.deleted": _deleted}
