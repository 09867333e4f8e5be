"""Managed disks on their own: empty ones made, all of them read, listed and deleted."""

from collections.abc import Mapping

from local_azure import operations, resources, tracked
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.compute import shapes
from local_azure.compute.machine_disks import TYPE, is_zone_redundant, tier
from local_azure.paging import page
from local_azure.store import Event
from local_azure.timestamps import timestamp
from local_azure.zones import refuse_zones

NAMESPACE = "Microsoft.Compute"

ASSUMED = (
    "A disk of its own is always empty: other create options are refused.",
    "The status of the refusal of a zone-redundant disk with a zone, 409.",
    "A disk in a zone is not attached to a machine in none, in the words for one in another zone.",
)


def _put(azure: Azure, request: Request) -> Reply:
    resources.writable_group(azure, request)
    body = tracked.body_of(request, shapes.DISK)
    disk_id = _id(request)
    existing = resources.find(azure, disk_id)
    location = tracked.location_of(body, disk_id, existing)
    asked = body.get("properties") or {}
    name = request.parameters["diskName"]
    creation = (asked.get("creationData") or {}).get("createOption")
    if existing is None and creation != "Empty":
        raise ArmError(
            400,
            "InvalidParameter",
            f"The value '{creation}' of parameter 'disk.creationData.createOption' is invalid."
            " Local Azure makes empty disks only.",
            target="disk.creationData.createOption",
        )
    refuse_zones(f"{TYPE}/{name}", location, body.get("zones") or ())
    sku = (body.get("sku") or {}).get("name", "Standard_LRS")
    _refuse_zone(name, sku, body.get("zones") or [], existing)
    made: Json = {
        "uniqueId": str(azure.new_id()),
        "timeCreated": timestamp(azure.now()),
        "diskState": "Unattached",
        "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
        "networkAccessPolicy": "AllowAll",
        "publicNetworkAccess": "Enabled",
    }
    disk: Json = {
        **(existing or {}),
        "name": existing["name"] if existing else name,
        "id": existing["id"] if existing else disk_id,
        "type": TYPE,
        "location": location,
        "tags": body.get("tags") or {},
        "sku": {"name": sku, "tier": tier(sku)},
        "properties": {
            **(existing["properties"] if existing else made),
            **asked,
            "provisioningState": "Updating",
        },
    }
    if body.get("zones"):
        disk["zones"] = body["zones"]
    resources.put(azure, disk)
    headers = _begin(azure, request, disk, "compute.disk-provisioned")
    return Reply(status=200 if existing else 202, body=disk, headers=headers)


def _refuse_zone(name: str, sku: str, zones: list[str], existing: Json | None) -> None:
    if zones and is_zone_redundant(sku):
        # Seen in Azure/terraform-azurerm-avm-res-compute-virtualmachine#236, without its status.
        raise ArmError(
            409,
            "OperationNotAllowed",
            f"A disk with sku '{sku}' cannot be created in an availability zone.",
        )
    before = existing.get("zones", []) if existing else zones
    if zones and zones != before:
        # Seen in hashicorp/terraform-provider-azurerm#16059.
        raise ArmError(
            400,
            "BadRequest",
            f"Availability zone must not be changed on existing resource '{name}'. Existing zone"
            f" '{','.join(before)}', new zone '{','.join(zones)}'.",
        )


def _patch(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=tracked.replace_tags(azure, request, _id(request)))


def _get(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=resources.get(azure, _id(request)))


def _list_group(azure: Azure, request: Request) -> Reply:
    names = request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    resources.get_group(azure, *names)
    return page(azure, request, resources.under(azure, resources.group_id(*names), TYPE))


def _list(azure: Azure, request: Request) -> Reply:
    subscription = f"/subscriptions/{request.parameters['subscriptionId']}"
    return page(azure, request, resources.under(azure, subscription, TYPE))


def _delete(azure: Azure, request: Request) -> Reply:
    disk = resources.find(azure, _id(request))
    if disk is None:
        return Reply(status=204)
    if disk.get("managedBy"):
        raise ArmError(
            409,
            "OperationNotAllowed",
            f"Disk {disk['name']} is attached to VM {disk['managedBy']}.",
        )
    headers = _begin(azure, request, disk, "compute.disk-deleted")
    return Reply(status=202, headers=headers)


def _begin(azure: Azure, request: Request, disk: Json, effect: str) -> Mapping[str, str]:
    return operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=disk["location"],
        seconds=azure.durations.network,
        effect=effect,
        target=disk["id"],
    )


def _id(request: Request) -> str:
    return tracked.resource_id(request, NAMESPACE, "disks", request.parameters["diskName"])


def _provisioned(azure: Azure, event: Event) -> None:
    resources.set_provisioning_state(azure, event.target, "Succeeded")


def _deleted(azure: Azure, event: Event) -> None:
    resources.delete(azure, event.target)


_MANY = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Compute/disks"
)
_ONE = f"{_MANY}/{{diskName}}"

ROUTES = (
    Route(method="PUT", path=_ONE, operation="Disks_CreateOrUpdate", handler=_put),
    Route(method="PATCH", path=_ONE, operation="Disks_Update", handler=_patch),
    Route(method="GET", path=_ONE, operation="Disks_Get", handler=_get),
    Route(method="DELETE", path=_ONE, operation="Disks_Delete", handler=_delete),
    Route(method="GET", path=_MANY, operation="Disks_ListByResourceGroup", handler=_list_group),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}/providers/Microsoft.Compute/disks",
        operation="Disks_List",
        handler=_list,
    ),
)

EFFECTS: Mapping[str, Effect] = {
    "compute.disk-provisioned": _provisioned,
    "compute.disk-deleted": _deleted,
}
