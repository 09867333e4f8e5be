"""Extensions of a machine: what the agent installs in it."""

from collections.abc import Mapping

from local_azure import operations, resources, tracked
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.compute import machine_records, shapes
from local_azure.store import Event

TYPE = "Microsoft.Compute/virtualMachines/extensions"
NAMESPACE = "Microsoft.Compute"
_SECRETS = ("protectedSettings", "protectedSettingsFromKeyVault", "instanceView")


def of(azure: Azure, machine: Json) -> list[Json]:
    """The extensions of a machine."""
    return list(resources.under(azure, machine["id"], TYPE))


def _put(azure: Azure, request: Request) -> Reply:
    machine = _machine(azure, request)
    if machine_records.read(azure, machine["id"])["power"] != "running":
        raise ArmError(
            409,
            "OperationNotAllowed",
            "Cannot modify extensions in the VM when the VM is not running.",
        )
    body = tracked.body_of(request, shapes.EXTENSION)
    extension_id = _id(request)
    existing = resources.find(azure, extension_id)
    asked = body.get("properties") or {}
    extension: Json = {
        "name": request.parameters["vmExtensionName"],
        "id": existing["id"] if existing else extension_id,
        "type": TYPE,
        "location": machine["location"],
        **({"tags": body["tags"]} if body.get("tags") else {}),
        "properties": {
            "autoUpgradeMinorVersion": True,
            **{name: part for name, part in asked.items() if name not in _SECRETS},
            "provisioningState": "Updating" if existing else "Creating",
        },
    }
    for name in ("publisher", "type", "typeHandlerVersion"):
        if not extension["properties"].get(name):
            raise ArmError(
                400,
                "InvalidParameter",
                f"Required parameter '{name}' is missing (null).",
                target=name,
            )
    resources.put(azure, extension)
    headers = _begin(azure, request, machine, extension["id"], "compute.extended")
    return Reply(
        status=200 if existing else 201,
        body=extension,
        headers=operations.without_location(headers),
    )


def _get(azure: Azure, request: Request) -> Reply:
    _machine(azure, request)
    return Reply(status=200, body=resources.get(azure, _id(request)))


def _list(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body={"value": of(azure, _machine(azure, request))})


def _delete(azure: Azure, request: Request) -> Reply:
    existing = resources.find(azure, _id(request))
    if existing is None:
        return Reply(status=204)
    machine = _machine(azure, request)
    resources.set_provisioning_state(azure, existing["id"], "Deleting")
    headers = _begin(azure, request, machine, existing["id"], "compute.unextended")
    return Reply(status=202, headers=headers)


def _begin(
    azure: Azure, request: Request, machine: Json, extension_id: str, effect: str
) -> Mapping[str, str]:
    return operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=machine["location"],
        seconds=azure.durations.machine,
        effect=effect,
        target=extension_id,
    )


def _machine(azure: Azure, request: Request) -> Json:
    path = ("virtualMachines", request.parameters["vmName"], "extensions", "any")
    return resources.get_parent(azure, tracked.resource_id(request, NAMESPACE, *path))


def _id(request: Request) -> str:
    return tracked.resource_id(
        request,
        NAMESPACE,
        "virtualMachines",
        request.parameters["vmName"],
        "extensions",
        request.parameters["vmExtensionName"],
    )


def _extended(azure: Azure, event: Event) -> None:
    found = resources.find(azure, event.target)
    if found is not None and found["properties"]["provisioningState"] != "Deleting":
        resources.set_provisioning_state(azure, event.target, "Succeeded")


def _unextended(azure: Azure, event: Event) -> None:
    resources.delete(azure, event.target)


_MANY = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Compute/virtualMachines/{vmName}/extensions"
)
_ONE = f"{_MANY}/{{vmExtensionName}}"

ROUTES = (
    Route(
        method="PUT", path=_ONE, operation="VirtualMachineExtensions_CreateOrUpdate", handler=_put
    ),
    Route(method="DELETE", path=_ONE, operation="VirtualMachineExtensions_Delete", handler=_delete),
    Route(method="GET", path=_ONE, operation="VirtualMachineExtensions_Get", handler=_get),
    Route(method="GET", path=_MANY, operation="VirtualMachineExtensions_List", handler=_list),
)

EFFECTS: Mapping[str, Effect] = {
    "compute.extended": _extended,
    "compute.unextended": _unextended,
}
