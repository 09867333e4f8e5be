"""Records of ARM resources: whole documents, kept by their ARM id, which compares without case."""

from collections.abc import Iterator
from dataclasses import dataclass

from local_azure.arm import ArmError, Json, Request
from local_azure.azure import Azure

RESOURCE = "resource"


@dataclass(frozen=True)
class ResourceId:
    """The parts of an ARM id below a resource group.

    >>> parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v")
    ResourceId(subscription='s', group='g', namespace='Microsoft.Network', \
types=('virtualNetworks',), names=('v',))
    """

    subscription: str
    group: str
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def type(self) -> str:
        """`Microsoft.Network/virtualNetworks`, for a child `…/virtualNetworks/subnets`."""
        return "/".join((self.namespace, *self.types))

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[-1]

    @property
    def parent(self) -> str | None:
        """The id of the resource that this one is a part of, None for one of its own."""
        if len(self.types) == 1:
            return None
        pairs = zip(self.types[:-1], self.names[:-1], strict=True)
        steps = "".join(f"/{type_}/{name}" for type_, name in pairs)
        return f"{group_id(self.subscription, self.group)}/providers/{self.namespace}{steps}"


def parse(resource_id: str) -> ResourceId:
    """Take an ARM id apart.

    Raises:
        ValueError: the text is not the id of a resource in a resource group.
    """
    parts = resource_id.strip("/").split("/")
    words = [parts[index].lower() for index in (0, 2, 4)] if len(parts) > 7 else []  # noqa: PLR2004 (the shortest id has eight parts)
    if words != ["subscriptions", "resourcegroups", "providers"] or len(parts) % 2:
        raise ValueError(f"{resource_id}: not the id of a resource in a resource group")
    return ResourceId(parts[1], parts[3], parts[5], tuple(parts[6::2]), tuple(parts[7::2]))


def group_id(subscription: str, group: str) -> str:
    """The id of a resource group."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def find(azure: Azure, resource_id: str) -> Json | None:
    """The resource, or None."""
    return azure.store.get(RESOURCE, resource_id)


def get(azure: Azure, resource_id: str) -> Json:
    """The resource.

    Raises:
        ArmError: 404 ResourceNotFound, or ResourceGroupNotFound, or ParentResourceNotFound.
    """
    found = find(azure, resource_id)
    if found is not None:
        return found
    parts = parse(resource_id)
    get_group(azure, parts.subscription, parts.group)
    if parts.parent is not None:
        get_parent(azure, resource_id)
    path = "/".join(f"{type_}/{name}" for type_, name in zip(parts.types, parts.names, strict=True))
    raise ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{parts.namespace}/{path}' under resource group '{parts.group}' was not"
        " found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def get_parent(azure: Azure, child_id: str) -> Json:
    """The resource that a child is a part of.

    Raises:
        ArmError: 404 ResourceGroupNotFound or ParentResourceNotFound.
    """
    parts = parse(child_id)
    get_group(azure, parts.subscription, parts.group)
    parent_id = parts.parent or ""
    found = find(azure, parent_id)
    if found is None:
        raise ArmError(
            404,
            "ParentResourceNotFound",
            "Can not perform requested operation on nested resource."
            f" Parent resource '{'/'.join(parse(parent_id).names)}' not found.",
        )
    return found


def put(azure: Azure, resource: Json) -> None:
    """Keep the resource under its own `id`."""
    azure.store.put(RESOURCE, resource["id"], resource)


def delete(azure: Azure, resource_id: str) -> bool:
    """Remove the resource and all of its children; False when there was none."""
    for child in list(azure.store.list(RESOURCE, f"{resource_id}/")):
        azure.store.delete(RESOURCE, child["id"])
    return azure.store.delete(RESOURCE, resource_id)


def under(azure: Azure, prefix: str, type_: str | None = None) -> Iterator[Json]:
    """Resources whose id is below `prefix`, oldest first, of one type or of all.

    `prefix` is the id of a subscription, a resource group or a parent; `type_` compares without
    case: `Microsoft.Compute/virtualMachines`.
    """
    for resource in azure.store.list(RESOURCE, f"{prefix.rstrip('/')}/"):
        if type_ is None or resource["type"].lower() == type_.lower():
            yield resource


def get_group(azure: Azure, subscription: str, group: str) -> Json:
    """The resource group.

    Raises:
        ArmError: 404 ResourceGroupNotFound; 409 ResourceGroupBeingDeleted is for who writes, see
            `writable_group`.
    """
    found = azure.store.get("group", group_id(subscription, group))
    if found is None:
        raise ArmError(
            404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found."
        )
    return found


def writable_group(azure: Azure, request: Request) -> Json:
    """The resource group that a PUT names, refused while it is being deleted.

    The route's parameters are named `subscriptionId` and `resourceGroupName`.

    Raises:
        ArmError: 404 ResourceGroupNotFound, 409 ResourceGroupBeingDeleted.
    """
    name = request.parameters["resourceGroupName"]
    found = get_group(azure, request.parameters["subscriptionId"], name)
    if found["properties"]["provisioningState"] == "Deleting":
        raise ArmError(
            409,
            "ResourceGroupBeingDeleted",
            f"The resource group '{name}' is in deprovisioning state and cannot perform this"
            " operation.",
        )
    return found


def set_provisioning_state(azure: Azure, resource_id: str, state: str) -> None:
    """Write `properties.provisioningState`, if the resource is still there."""
    found = find(azure, resource_id)
    if found is not None:
        found.setdefault("properties", {})["provisioningState"] = state
        put(azure, found)
