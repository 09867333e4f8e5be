"""Virtual machine scale sets of Flexible orchestration: made, changed, read, listed, deleted."""

from collections.abc import Mapping

from local_azure import operations, resources, tracked
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.compute import (
    access,
    check_scale_sets,
    machine_records,
    passwords,
    scale_set_members,
    shapes,
)
from local_azure.compute import scale_set_model as model
from local_azure.compute.wish import Wish
from local_azure.compute.wish_reading import NAMESPACE, image_of
from local_azure.network.network_type import name_of, need
from local_azure.paging import page
from local_azure.store import Event
from local_azure.timestamps import timestamp
from local_azure.zones import refuse_zones

_KIND = "scaleSet"


def put(azure: Azure, request: Request) -> Reply:
    """Make a scale set and its machines, or say the whole of one anew."""
    resources.writable_group(azure, request)
    existing = resources.find(azure, _id(request))
    body = tracked.body_of(request, shapes.SCALE_SET)
    location = tracked.location_of(body, _id(request), existing)
    return _write(azure, request, {**body, "location": location}, existing, is_patch=False)


def patch(azure: Azure, request: Request) -> Reply:
    """Change some of a scale set."""
    existing = resources.get(azure, _id(request))
    body = tracked.body_of(request, shapes.SCALE_SET)
    return _write(azure, request, body, existing, is_patch=True)


def get(azure: Azure, request: Request) -> Reply:
    """The scale set."""
    return Reply(status=200, body=shown(azure, resources.get(azure, _id(request))))


def delete(azure: Azure, request: Request) -> Reply:
    """Delete the scale set with its machines."""
    scale_set = resources.find(azure, _id(request))
    if scale_set is None:
        return Reply(status=204)
    resources.set_provisioning_state(azure, scale_set["id"], "Deleting")
    scale_set_members.delete_all(azure, request, scale_set["id"])
    seconds = azure.durations.delete
    return Reply(
        status=202, headers=_begin(azure, request, scale_set, "compute.scaleSetDeleted", seconds)
    )


def list_group(azure: Azure, request: Request) -> Reply:
    """The scale sets of a resource group."""
    names = request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    resources.get_group(azure, *names)
    return _page(azure, request, resources.group_id(*names))


def list_subscription(azure: Azure, request: Request) -> Reply:
    """The scale sets of a subscription."""
    return _page(azure, request, f"/subscriptions/{request.parameters['subscriptionId']}")


def list_machines(azure: Azure, request: Request) -> Reply:
    """The machines of a scale set."""
    return scale_set_members.listed(azure, request, resources.get(azure, _id(request)))


def shown(azure: Azure, scale_set: Json) -> Json:
    """The scale set as ARM shows it, with as many machines as there are."""
    if scale_set["properties"]["provisioningState"] in machine_records.BUSY:
        return scale_set
    capacity = len(scale_set_members.of(azure, scale_set["id"]))
    return {**scale_set, "sku": {**scale_set["sku"], "capacity": capacity}}


def _id(request: Request) -> str:
    name = request.parameters["vmScaleSetName"]
    return tracked.resource_id(request, NAMESPACE, "virtualMachineScaleSets", name)


def _page(azure: Azure, request: Request, prefix: str) -> Reply:
    found = resources.under(azure, prefix, model.TYPE)
    return page(azure, request, (shown(azure, scale_set) for scale_set in found))


def _write(
    azure: Azure, request: Request, body: Json, existing: Json | None, *, is_patch: bool
) -> Reply:
    """Judge the wish, keep the scale set that it describes, and begin its machines."""
    if existing is not None:
        machine_records.refuse_while_busy(existing)
    asked = model.asked(body, existing, is_patch=is_patch)
    password = _password(asked) or f"{azure.new_id()}-A"
    sent = (body.get("properties") or {}).get(model.PROFILE) if is_patch else None
    wish = _wish(azure, request, asked, existing, sent, password)
    refuse_zones(f"{model.TYPE}/{wish.name}", wish.location, asked.get("zones") or ())
    for check in check_scale_sets.CHECKS:
        if check.when(wish):
            raise check.error(wish)
    _refuse_network(azure, wish, asked)
    _refuse_extensions(asked)
    scale_set = _resource(azure, wish, existing)
    resources.put(azure, scale_set)
    if existing is None:
        azure.store.put(_KIND, scale_set["id"], {"password": passwords.digest(password)})
    record = azure.store.get(_KIND, scale_set["id"]) or {}
    kept = None if _password(asked) else record.get("password")
    whole = {**scale_set, "properties": {**scale_set["properties"], **_with_secrets(asked)}}
    scale_set_members.scale(azure, request, whole, password, kept)
    seconds = azure.durations.machine
    headers = _begin(azure, request, scale_set, "compute.scaled", seconds)
    return Reply(
        status=201 if existing is None else 200,
        body=scale_set,
        headers=operations.without_location(headers),
    )


def _wish(
    azure: Azure,
    request: Request,
    asked: Json,
    existing: Json | None,
    sent: Json | None,
    password: str,
) -> Wish:
    """One machine of the scale set as a wish, beside the set itself."""
    subscription = request.parameters["subscriptionId"]
    scale_set_id = existing["id"] if existing else _id(request)
    # A set that is there already need not tell its password again.
    told = password if existing else None
    machine = model.machine(asked, f"{model.prefix_of(asked)[:9]}AAAAAA", told)
    return Wish(
        id=scale_set_id,
        name=resources.parse(scale_set_id).name,
        location=existing["location"] if existing else asked["location"],
        api_version=request.api_version,
        asked={
            **machine,
            "scaleSet": asked,
            "scaleSetBefore": existing,
            "scaleSetSent": sent,
        },
        image=image_of(azure, machine),
        registered=access.registered_features(azure, subscription),
        carried=access.carried_features(azure, subscription),
    )


def _password(asked: Json) -> str | None:
    profile = (asked.get("properties") or {}).get(model.PROFILE) or {}
    found: str | None = (profile.get("osProfile") or {}).get("adminPassword")
    return found


def _with_secrets(asked: Json) -> Json:
    """The profile as the client sent it: extensions have settings that nobody reads again."""
    return {model.PROFILE: asked["properties"][model.PROFILE]}


def _refuse_extensions(asked: Json) -> None:
    """Say no to an extension that does not say what it is.

    Raises:
        ArmError: 400 InvalidParameter.
    """
    for extension in model.extensions_of(asked):
        described = {**(extension.get("properties") or {}), "name": extension.get("name")}
        for name in ("name", "publisher", "type", "typeHandlerVersion"):
            if not described.get(name):
                raise ArmError(
                    400,
                    "InvalidParameter",
                    f"Required parameter '{name}' is missing (null).",
                    target=name,
                )


def _refuse_network(azure: Azure, wish: Wish, asked: Json) -> None:
    """Say no to a set without interfaces, or with one in a subnet that is not there.

    Raises:
        ArmError: 400 InvalidParameter, InvalidRequestFormat or InvalidResourceReference.
    """
    interfaces = model.interfaces_of(asked)
    if not interfaces:
        raise ArmError(
            400,
            "InvalidParameter",
            "Required parameter 'networkInterfaceConfigurations' is missing (null).",
            target="networkInterfaceConfigurations",
        )
    for interface in interfaces:
        name_of(interface)
        for address in need(interface, "properties", "ipConfigurations"):
            subnet = need(address, "properties", "subnet", "id")
            missing = tracked.missing_reference(azure, subnet, wish.id, wish.location)
            if missing is not None:
                raise missing


def _resource(azure: Azure, wish: Wish, existing: Json | None) -> Json:
    """The whole resource that the wish describes."""
    old = existing["properties"] if existing else {}
    whole = model.filled(
        wish.asked["scaleSet"], wish.image, name=wish.name, api_version=wish.api_version
    )
    parts = ("tags", "sku", "plan", "zones", "identity")
    beside = {part: whole[part] for part in parts if whole.get(part)}
    return {
        "name": wish.name,
        "id": wish.id,
        "type": model.TYPE,
        "location": wish.location,
        **beside,
        "properties": {
            **whole["properties"],
            "provisioningState": "Updating" if existing else "Creating",
            "uniqueId": old.get("uniqueId") or str(azure.new_id()),
            "timeCreated": old.get("timeCreated") or timestamp(azure.now()),
        },
    }


def _begin(
    azure: Azure, request: Request, scale_set: Json, effect: str, seconds: float
) -> Mapping[str, str]:
    return operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=scale_set["location"],
        seconds=seconds,
        effect=effect,
        target=scale_set["id"],
    )


def _scaled(azure: Azure, event: Event) -> None:
    scale_set = resources.find(azure, event.target)
    if scale_set is not None and scale_set["properties"]["provisioningState"] != "Deleting":
        resources.set_provisioning_state(azure, event.target, "Succeeded")


def _deleted(azure: Azure, event: Event) -> None:
    azure.store.delete(_KIND, event.target)
    resources.delete(azure, event.target)


_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_MANY = f"{_GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
_ONE = f"{_MANY}/{{vmScaleSetName}}"

ROUTES = (
    Route(method="PUT", path=_ONE, operation="VirtualMachineScaleSets_CreateOrUpdate", handler=put),
    Route(method="PATCH", path=_ONE, operation="VirtualMachineScaleSets_Update", handler=patch),
    Route(method="DELETE", path=_ONE, operation="VirtualMachineScaleSets_Delete", handler=delete),
    Route(method="GET", path=_ONE, operation="VirtualMachineScaleSets_Get", handler=get),
    Route(method="GET", path=_MANY, operation="VirtualMachineScaleSets_List", handler=list_group),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachineScaleSets",
        operation="VirtualMachineScaleSets_ListAll",
        handler=list_subscription,
    ),
    Route(
        method="GET",
        path=f"{_ONE}/virtualMachines",
        operation="VirtualMachineScaleSetVMs_List",
        handler=list_machines,
    ),
)

EFFECTS: Mapping[str, Effect] = {
    "compute.scaled": _scaled,
    "compute.scaleSetDeleted": _deleted,
}
