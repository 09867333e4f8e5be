"""The disks of a machine: made with it, given to it, and what becomes of them after it."""

from collections.abc import Iterable

from local_azure import resources
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.compute import model
from local_azure.compute.images import Image
from local_azure.timestamps import timestamp

TYPE = "Microsoft.Compute/disks"


def refuse_disks(azure: Azure, machine: Json) -> None:
    """Say no to disks that are there already, or in use, or not there.

    Raises:
        ArmError: 409 ConflictingUserInput; 404 NotFound; 400 BadRequest.
    """
    for disk in _disks(machine):
        existing = resources.find(azure, _id(machine, disk)) if "name" in disk else None
        mine = existing is not None and _is_mine(existing, machine)
        given = (disk.get("managedDisk") or {}).get("id")
        if disk["createOption"] == "Attach" and given:
            _refuse_attaching(azure, machine, given)
        elif existing is not None and not mine:
            group = resources.parse(machine["id"]).group.upper()
            raise ArmError(
                409,
                "ConflictingUserInput",
                f"Disk {disk['name']} already exists in resource group {group}. Only"
                " CreateOption.Attach is supported.",
                target=existing["id"],
            )


def make_disks(azure: Azure, machine: Json, image: Image | None) -> None:
    """Make the machine's new disks and attach all; its profile then has their names and ids."""
    storage = machine["properties"]["storageProfile"]
    for index, disk in enumerate(_disks(machine)):
        attached = disk["createOption"] == "Attach" and (disk.get("managedDisk") or {}).get("id")
        if attached:
            existing = resources.get(azure, attached)
            disk.setdefault("name", existing["name"])
            disk["diskSizeGB"] = existing["properties"]["diskSizeGB"]
            _attach(azure, existing, machine)
            continue
        kind = "disk1" if disk is storage["osDisk"] else f"disk{index + 1}"
        disk.setdefault("name", f"{machine['name']}_{kind}_{azure.new_id().hex}")
        disk_id = _id(machine, disk)
        disk["managedDisk"]["id"] = disk_id
        if resources.find(azure, disk_id) is None:
            source = image if disk is storage["osDisk"] else None
            resources.put(azure, _new_disk(azure, machine, disk, source))


def release_disks(azure: Azure, machine: Json) -> None:
    """After the machine: delete the disks that were to go with it, detach the others."""
    for disk in _disks(machine):
        disk_id = (disk.get("managedDisk") or {}).get("id")
        existing = resources.find(azure, disk_id) if disk_id else None
        if existing is None or not _is_mine(existing, machine):
            continue
        if disk.get("deleteOption") == "Delete":
            resources.delete(azure, existing["id"])
        else:
            _detach(azure, existing)


def disk_ids(machine: Json) -> list[str]:
    """The ids of the disks that a machine has."""
    return [disk["managedDisk"]["id"] for disk in _disks(machine)]


def detach(azure: Azure, machine: Json, disk_ids: Iterable[str]) -> None:
    """Detach those of the disks that are the machine's."""
    for disk_id in disk_ids:
        disk = resources.find(azure, disk_id)
        if disk is not None and _is_mine(disk, machine):
            _detach(azure, disk)


def tier(sku: str) -> str:
    """The tier of a disk's SKU.

    >>> tier("Premium_LRS"), tier("StandardSSD_LRS")
    ('Premium', 'Standard')
    """
    kind = sku.partition("_")[0]
    return "Standard" if kind.startswith("Standard") else kind.removesuffix("V2")


def is_zone_redundant(sku: str) -> bool:
    """Whether a disk of this SKU is in all zones.

    >>> is_zone_redundant("Premium_ZRS"), is_zone_redundant("Premium_LRS")
    (True, False)
    """
    return sku.endswith("_ZRS")


def _disks(machine: Json) -> list[Json]:
    storage = machine["properties"]["storageProfile"]
    return [storage["osDisk"], *storage["dataDisks"]]


def _id(machine: Json, disk: Json) -> str:
    """The id of a disk; Azure writes the group of the disks that it makes in upper case."""
    parts = resources.parse(machine["id"])
    group = resources.group_id(parts.subscription, parts.group.upper())
    return f"{group}/providers/{TYPE}/{disk['name']}"


def _is_mine(disk: Json, machine: Json) -> bool:
    return bool(disk.get("managedBy", "").lower() == machine["id"].lower())


def _refuse_attaching(azure: Azure, machine: Json, disk_id: str) -> None:
    disk = resources.find(azure, disk_id)
    if disk is None:
        raise ArmError(404, "NotFound", f"Disk {resources.parse(disk_id).name} is not found.")
    if disk.get("managedBy") and not _is_mine(disk, machine):
        raise ArmError(
            409,
            "ConflictingUserInput",
            f"Disk '{disk_id}' cannot be attached as the disk is already owned by VM"
            f" '{disk['managedBy']}'.",
            target="dataDisk",
        )
    _refuse_zone(machine, disk, disk_id)


def _refuse_zone(machine: Json, disk: Json, disk_id: str) -> None:
    """Seen in jenkins-infra/azure#1406, and where the disk has no zone in jrudlin/Azure#7."""
    wanted, found = ((one.get("zones") or [""])[0] for one in (machine, disk))
    if wanted != found and not is_zone_redundant(disk["sku"]["name"]):
        why = (
            f"the same zone as the VM. VM zone: '{wanted}'. Disk zone: '{found}'."
            if found
            else f"zone '{wanted}'."
        )
        text = f"Disk {disk_id} cannot be attached to the VM because it is not in {why}"
        raise ArmError(400, "BadRequest", text)


def _attach(azure: Azure, disk: Json, machine: Json) -> None:
    disk["managedBy"] = machine["id"]
    disk["properties"]["diskState"] = "Attached"
    resources.put(azure, disk)


def _detach(azure: Azure, disk: Json) -> None:
    disk.pop("managedBy", None)
    disk["properties"]["diskState"] = "Unattached"
    resources.put(azure, disk)


def _new_disk(azure: Azure, machine: Json, disk: Json, image: Image | None) -> Json:
    sku = disk["managedDisk"]["storageAccountType"]
    creation: Json = {"createOption": "Empty"}
    properties: Json = {"diskSizeGB": disk.get("diskSizeGB", 0)}
    if image is not None:
        subscription = resources.parse(machine["id"]).subscription
        reference = (
            f"/Subscriptions/{subscription}/Providers/Microsoft.Compute/Locations"
            f"/{machine['location']}/Publishers/{image.publisher}/ArtifactTypes/VMImage/Offers"
            f"/{image.offer}/Skus/{image.sku}/Versions/{image.version}"
        )
        creation = {"createOption": "FromImage", "imageReference": {"id": reference}}
        properties |= {"osType": image.os_type, "hyperVGeneration": image.generation}
        if model.value(machine, "securityProfile.securityType") == "TrustedLaunch":
            properties["securityProfile"] = {"securityType": "TrustedLaunch"}
    made: Json = {
        "name": disk["name"],
        "id": _id(machine, disk),
        "type": TYPE,
        "location": machine["location"],
        "tags": machine.get("tags") or {},
        "sku": {"name": sku, "tier": tier(sku)},
        "managedBy": machine["id"],
        "properties": {
            **properties,
            "creationData": creation,
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            "networkAccessPolicy": "AllowAll",
            "publicNetworkAccess": "Enabled",
            "timeCreated": timestamp(azure.now()),
            "provisioningState": "Succeeded",
            "diskState": "Attached",
            "uniqueId": str(azure.new_id()),
        },
    }
    if machine.get("zones") and not is_zone_redundant(sku):
        made["zones"] = machine["zones"]
    return made
