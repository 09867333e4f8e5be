"""Virtual machines: made, changed, read, listed and deleted."""

from collections.abc import Mapping

from local_azure import operations, resources, tracked
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.compute import (
    agents,
    checks,
    etags,
    extensions,
    identities,
    machine_disks,
    machine_records,
    model,
    passwords,
    patch_status,
    shapes,
)
from local_azure.compute.instance_view import instance_view
from local_azure.compute.machine_records import TYPE
from local_azure.compute.wish import Wish
from local_azure.compute.wish_reading import NAMESPACE, id_of, image_of, read
from local_azure.network import network_interfaces
from local_azure.paging import page
from local_azure.timestamps import timestamp
from local_azure.zones import refuse_zones


def put(azure: Azure, request: Request) -> Reply:
    """Make a machine, or say the whole of one anew."""
    resources.writable_group(azure, request)
    machine_id = id_of(request)
    existing = resources.find(azure, machine_id)
    etags.refuse_another(request, existing)
    body = tracked.body_of(request, shapes.MACHINE)
    location = tracked.location_of(body, machine_id, existing)
    machine = _write(azure, request, {**body, "location": location}, existing, is_patch=False)
    return Reply(
        status=200 if existing else 201,
        body=shown(azure, machine, request.api_version),
        headers=_begin(azure, request, machine, "compute.provisioned"),
    )


def patch(azure: Azure, request: Request) -> Reply:
    """Change some of a machine."""
    existing = resources.get(azure, id_of(request))
    etags.refuse_another(request, existing)
    machine = _write(
        azure, request, tracked.body_of(request, shapes.MACHINE), existing, is_patch=True
    )
    headers = _begin(azure, request, machine, "compute.provisioned")
    return Reply(status=200, body=shown(azure, machine, request.api_version), headers=headers)


def get(azure: Azure, request: Request) -> Reply:
    """The machine, with its instance view when it is asked for."""
    machine = resources.get(azure, id_of(request))
    body = shown(azure, machine, request.api_version)
    if "instanceview" in request.query.get("$expand", "").lower():
        body["properties"] = {
            **body["properties"],
            "instanceView": view(azure, machine, request.api_version),
        }
    return Reply(status=200, body=body)


def get_instance_view(azure: Azure, request: Request) -> Reply:
    """The instance view alone."""
    machine = resources.get(azure, id_of(request))
    return Reply(status=200, body=view(azure, machine, request.api_version))


def delete(azure: Azure, request: Request) -> Reply:
    """Delete the machine; its interfaces become free, its disks go or stay as they were to."""
    machine = resources.find(azure, id_of(request))
    if machine is None:
        return Reply(status=204)
    resources.set_provisioning_state(azure, machine["id"], "Deleting")
    headers = operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=machine["location"],
        seconds=azure.durations.delete,
        effect="compute.deleted",
        target=machine["id"],
    )
    return Reply(status=202, headers=headers)


def list_group(azure: Azure, request: Request) -> Reply:
    """The machines of a resource group."""
    names = request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    resources.get_group(azure, *names)
    return _page(azure, request, resources.group_id(*names))


def list_subscription(azure: Azure, request: Request) -> Reply:
    """The machines of a subscription."""
    return _page(azure, request, f"/subscriptions/{request.parameters['subscriptionId']}")


def list_location(azure: Azure, request: Request) -> Reply:
    """The machines of a subscription in one location."""
    subscription = f"/subscriptions/{request.parameters['subscriptionId']}"
    return _page(azure, request, subscription, request.parameters["location"].lower())


def shown(azure: Azure, machine: Json, api_version: str) -> Json:
    """The machine as ARM shows it in a version, with its extensions."""
    known = extensions.of(azure, machine)
    with_known = {"resources": known} if known else {}
    return {**machine, **with_known, **etags.shown(machine, api_version)}


def view(azure: Azure, machine: Json, api_version: str = patch_status.SETTINGS_SINCE) -> Json:
    """The instance view of a machine as of now."""
    return instance_view(
        machine,
        machine_records.read(azure, machine["id"]),
        image_of(azure, machine),
        extensions.of(azure, machine),
        patch_status.patch_status(azure, machine, api_version),
        timestamp(azure.now()),
        is_silent=agents.is_silent(azure, machine),
    )


def _page(azure: Azure, request: Request, prefix: str, location: str | None = None) -> Reply:
    machines = resources.under(azure, prefix, TYPE)
    return page(
        azure,
        request,
        (
            shown(azure, machine, request.api_version)
            for machine in machines
            if location in (None, machine["location"])
        ),
    )


def _write(
    azure: Azure, request: Request, body: Json, existing: Json | None, *, is_patch: bool
) -> Json:
    """Judge the wish, and keep the machine that it describes."""
    if existing is not None:
        machine_records.refuse_while_busy(existing)
    wish = read(azure, request, body, existing, is_patch=is_patch)
    refuse_zones(f"{TYPE}/{wish.name}", wish.location, wish.asked.get("zones") or ())
    refusal = checks.refusal(wish)
    if refusal is not None:
        raise refusal
    machine = _resource(azure, wish)
    interfaces = _interfaces(azure, machine)
    machine_disks.refuse_disks(azure, machine)
    resources.put(azure, machine)
    network_interfaces.attach(azure, machine["id"], interfaces)
    if existing is None:
        password = wish.given("osProfile.adminPassword")
        kept = None if password is None else passwords.digest(password)
        machine_records.begin(azure, machine["id"], kept)
    return machine


def _resource(azure: Azure, wish: Wish) -> Json:
    """The whole resource that the wish describes."""
    old = wish.existing or {}
    filled = wish.filled
    properties: Json = {
        "vmId": old["properties"]["vmId"] if old else str(azure.new_id()),
        **filled["properties"],
        "provisioningState": "Updating" if old else "Creating",
    }
    if old.get("properties", {}).get("timeCreated"):
        properties["timeCreated"] = old["properties"]["timeCreated"]
    elif model.has_time_created(wish.api_version) and not old:
        properties["timeCreated"] = timestamp(azure.now())
    machine: Json = {
        "name": wish.name,
        "id": wish.id,
        "type": TYPE,
        "location": wish.location,
    }
    for part in ("tags", "plan", "zones", "extendedLocation"):
        if filled.get(part):
            machine[part] = filled[part]
    identity = identities.identity(azure, filled.get("identity"), old.get("identity"))
    if identity:
        machine["identity"] = identity
    return machine | {"properties": properties}


def _interfaces(azure: Azure, machine: Json) -> tuple[str, ...]:
    """The ids of the machine's interfaces, each there, in its region, and free.

    Raises:
        ArmError: 400 InvalidResourceReference or NicInUse.
    """
    entries = model.value(machine, "networkProfile.networkInterfaces") or []
    found = tuple(entry["id"] for entry in entries if entry.get("id"))
    for interface in found:
        missing = tracked.missing_reference(azure, interface, machine["id"], machine["location"])
        if missing is not None:
            raise missing
        user = network_interfaces.user_of(azure, interface)
        if user is not None and user.lower() != machine["id"].lower():
            raise network_interfaces.in_use(interface, user)
    if not found:
        raise ArmError(
            400,
            "InvalidParameter",
            "Required parameter 'networkInterfaces' is missing (null).",
            target="networkInterfaces",
        )
    return found


def _begin(azure: Azure, request: Request, machine: Json, effect: str) -> Mapping[str, str]:
    """Start what follows a PUT or PATCH."""
    return operations.without_location(
        operations.begin(
            azure,
            request,
            namespace=NAMESPACE,
            location=machine["location"],
            seconds=azure.durations.machine,
            effect=effect,
            target=machine["id"],
        )
    )


_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_MANY = f"{_GROUP}/providers/Microsoft.Compute/virtualMachines"
_ONE = f"{_MANY}/{{vmName}}"
_SUBSCRIPTION = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute"

ROUTES = (
    Route(method="PUT", path=_ONE, operation="VirtualMachines_CreateOrUpdate", handler=put),
    Route(method="PATCH", path=_ONE, operation="VirtualMachines_Update", handler=patch),
    Route(method="DELETE", path=_ONE, operation="VirtualMachines_Delete", handler=delete),
    Route(method="GET", path=_ONE, operation="VirtualMachines_Get", handler=get),
    Route(
        method="GET",
        path=f"{_ONE}/instanceView",
        operation="VirtualMachines_InstanceView",
        handler=get_instance_view,
    ),
    Route(method="GET", path=_MANY, operation="VirtualMachines_List", handler=list_group),
    Route(
        method="GET",
        path=f"{_SUBSCRIPTION}/virtualMachines",
        operation="VirtualMachines_ListAll",
        handler=list_subscription,
    ),
    Route(
        method="GET",
        path=f"{_SUBSCRIPTION}/locations/{{location}}/virtualMachines",
        operation="VirtualMachines_ListByLocation",
        handler=list_location,
    ),
)
