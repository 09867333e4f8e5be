"""Reads a PUT or PATCH of a machine: what it names, and the wish in it."""

from local_azure import resources, tracked
from local_azure.arm import Json, Request
from local_azure.azure import Azure
from local_azure.compute import access, images, machine_records, marketplace, model, passwords
from local_azure.compute.images import Image
from local_azure.compute.wish import Wish

NAMESPACE = "Microsoft.Compute"


def id_of(request: Request) -> str:
    """The id of the machine that the path names."""
    return tracked.resource_id(request, NAMESPACE, "virtualMachines", request.parameters["vmName"])


def image_of(azure: Azure, resource: Json) -> Image | None:
    """The marketplace image that a machine is, or is to be, made from."""
    reference = model.value(resource, "storageProfile.imageReference") or {}
    named = [str(reference.get(part) or "") for part in ("publisher", "offer", "sku")]
    found = images.find_image(marketplace.known(azure), *named)
    version = reference.get("version") or "latest"
    if found is not None and "exactVersion" not in reference:
        return found if version.lower() in ("latest", found.version) else None
    return found


def read(
    azure: Azure, request: Request, body: Json, existing: Json | None, *, is_patch: bool
) -> Wish:
    """The wish of a request: its body over what is there, with the subscription's features."""
    subscription = request.parameters["subscriptionId"]
    machine_id = existing["id"] if existing else id_of(request)
    asked = model.asked(body, existing, is_patch=is_patch)
    record = machine_records.read(azure, machine_id) if existing else {}
    password = model.value(asked, "osProfile.adminPassword")
    changes = bool(
        password and record.get("password") and not passwords.is_same(password, record["password"])
    )
    return Wish(
        id=machine_id,
        name=resources.parse(machine_id).name,
        location=existing["location"] if existing else asked["location"],
        api_version=request.api_version,
        asked=asked,
        image=image_of(azure, asked),
        registered=access.registered_features(azure, subscription),
        carried=access.carried_features(azure, subscription),
        existing=existing,
        power=record.get("power", "running"),
        password_changes=changes,
    )
