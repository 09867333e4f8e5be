"""The operations that every type of Microsoft.Network has, written once."""

from collections.abc import Callable, Iterable, Mapping

from local_azure import operations, resources, tracked
from local_azure.arm import ArmError, Handler, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.network import links
from local_azure.network.network_type import NAMESPACE, Draft, NetworkType, name_of
from local_azure.network.shapes import shape_of
from local_azure.paging import page
from local_azure.store import Event
from local_azure.zones import refuse_zones


def routes(type_: NetworkType) -> tuple[Route, ...]:
    """The routes of one type, in the order of Azure's REST reference."""
    group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    step = f"/{type_.parent[0]}/{{{type_.parent[1]}}}" if type_.parent else ""
    many = f"{group}/providers/{NAMESPACE}{step}/{type_.type}"
    one = f"{many}/{{{type_.parameter}}}"
    every = f"/subscriptions/{{subscriptionId}}/providers/{NAMESPACE}/{type_.type}"

    def route(method: str, path: str, verb: str, handler: Callable[..., Reply]) -> Route:
        bound: Handler = lambda azure, request: handler(azure, type_, request)  # noqa: E731
        return Route(
            method=method, path=path, operation=f"{type_.operations}_{verb}", handler=bound
        )

    first = (
        route("GET", one, "Get", get),
        route("PUT", one, "CreateOrUpdate", put),
        route("DELETE", one, "Delete", delete),
        route("GET", many, "List", list_group),
    )
    if type_.parent:
        return first
    return (
        *first,
        route("PATCH", one, "UpdateTags", patch_tags),
        route("GET", every, "ListAll", list_subscription),
    )


def get(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """The resource as it is."""
    return Reply(status=200, body=shown(azure, type_, resources.get(azure, _id(type_, request))))


def put(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """Make the resource, or change the whole of it."""
    resources.writable_group(azure, request)
    body = tracked.body_of(request, shape_of(type_.type))
    resource_id = _id(type_, request)
    existing = resources.find(azure, resource_id)
    _refuse_while_deleting(existing)
    resource_id = existing["id"] if existing else resource_id
    parent = _parent(azure, resource_id)
    location = parent["location"] if parent else tracked.location_of(body, resource_id, existing)
    draft = Draft(
        id=resource_id,
        name=resources.parse(resource_id).name,
        location=location,
        api_version=request.api_version,
        asked=body,
        existing=existing,
        parent=parent,
        siblings=_siblings(azure, type_, resource_id, parent),
    )
    resource = _write(azure, type_, draft)
    headers = operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=location,
        seconds=azure.durations.network,
        effect="network.provisioned",
        target=resource_id,
    )
    return Reply(
        status=200 if existing else 201,
        body=shown(azure, type_, resource),
        headers=operations.without_location(headers),
    )


def delete(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """Take the resource away, unless it is in use."""
    resource_id = _id(type_, request)
    existing = resources.find(azure, resource_id)
    if existing is None:
        return Reply(status=204)
    type_.refuse_delete(azure, existing)
    for child in _children(azure, type_, existing["id"]):
        if type_.children is not None:
            type_.children.refuse_delete(azure, child)
    resources.set_provisioning_state(azure, existing["id"], "Deleting")
    parent = _parent(azure, existing["id"]) or existing
    headers = operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=parent["location"],
        seconds=azure.durations.network,
        effect="network.deleted",
        target=existing["id"],
    )
    return Reply(status=202, headers=headers)


def list_group(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """Those of a resource group, or of a parent."""
    group = resources.group_id(
        request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    )
    resources.get_group(
        azure, request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    )
    parent = _id(type_, request, below=False) if type_.parent else None
    if parent is not None:
        resources.get(azure, parent)
    found = resources.under(azure, parent or group, type_.full_type)
    return page(azure, request, (shown(azure, type_, resource) for resource in found))


def list_subscription(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """Those of a subscription."""
    subscription = f"/subscriptions/{request.parameters['subscriptionId']}"
    found = resources.under(azure, subscription, type_.full_type)
    return page(azure, request, (shown(azure, type_, resource) for resource in found))


def patch_tags(azure: Azure, type_: NetworkType, request: Request) -> Reply:
    """Give the resource other tags."""
    resource = tracked.replace_tags(azure, request, _id(type_, request))
    return Reply(status=200, body=shown(azure, type_, resource))


def shown(azure: Azure, type_: NetworkType, resource: Json) -> Json:
    """The resource as ARM shows it, with what points at it and with its children."""
    properties = {**resource["properties"], **type_.show(azure, resource)}
    if type_.children is not None:
        properties[type_.children_field] = [
            shown(azure, type_.children, child) for child in _children(azure, type_, resource["id"])
        ]
    return {**resource, "properties": properties}


def _write(azure: Azure, type_: NetworkType, draft: Draft) -> Json:
    """Check and keep the resource and the children that came with it."""
    zones = draft.asked.get("zones")
    if zones:
        refuse_zones(f"{type_.full_type}/{draft.name}", draft.location, zones)
    built = type_.build(azure, draft)
    old = draft.existing["properties"] if draft.existing else {}
    resource: Json = {"name": draft.name, "id": draft.id, "etag": f'W/"{azure.new_id()}"'}
    properties = {"provisioningState": "Updating"}
    if draft.parent is None:
        resource |= {"location": draft.location, "tags": draft.asked.get("tags") or {}}
        properties["resourceGuid"] = old.get("resourceGuid") or str(azure.new_id())
        sku = draft.asked.get("sku") or type_.default_sku
        resource |= {"sku": dict(sku)} if sku else {}
        resource |= {"zones": zones} if zones else {}
    resource |= {"type": type_.full_type, "properties": properties | built.properties}
    resources.put(azure, resource)
    links.write(azure, draft.id, built.links)
    if type_.children is not None and draft.properties.get(type_.children_field) is not None:
        _write_children(azure, type_.children, resource, draft, type_.children_field)
    return resource


def _write_children(
    azure: Azure, type_: NetworkType, parent: Json, draft: Draft, name: str
) -> None:
    """Make a parent's children those of the list that came with it."""
    asked: list[Json] = draft.properties[name]
    wanted = {name_of(child).lower() for child in asked}
    for child in list(resources.under(azure, parent["id"], type_.full_type)):
        if child["name"].lower() not in wanted:
            type_.refuse_delete(azure, child)
            _forget(azure, child["id"])
    for child in asked:
        child_id = f"{parent['id']}/{type_.type}/{child['name']}"
        existing = resources.find(azure, child_id)
        _write(
            azure,
            type_,
            Draft(
                id=existing["id"] if existing else child_id,
                name=child["name"],
                location=parent["location"],
                api_version=draft.api_version,
                asked=child,
                existing=existing,
                parent=parent,
                siblings=_siblings(azure, type_, child_id, parent),
            ),
        )


def _id(type_: NetworkType, request: Request, *, below: bool = True) -> str:
    """The id that the path names, or its parent's."""
    steps = (type_.parent[0], request.parameters[type_.parent[1]]) if type_.parent else ()
    last = (type_.type, request.parameters[type_.parameter]) if below else ()
    return tracked.resource_id(request, NAMESPACE, *steps, *last)


def _parent(azure: Azure, resource_id: str) -> Json | None:
    above = resources.parse(resource_id).parent
    return None if above is None else resources.get(azure, above)


def _children(azure: Azure, type_: NetworkType, resource_id: str) -> Iterable[Json]:
    if type_.children is None:
        return ()
    return list(resources.under(azure, resource_id, type_.children.full_type))


def _siblings(
    azure: Azure, type_: NetworkType, resource_id: str, parent: Json | None
) -> tuple[Json, ...]:
    if parent is None:
        return ()
    return tuple(
        other
        for other in resources.under(azure, parent["id"], type_.full_type)
        if other["id"].lower() != resource_id.lower()
    )


def _refuse_while_deleting(existing: Json | None) -> None:
    if existing is not None and existing["properties"]["provisioningState"] == "Deleting":
        raise ArmError(
            429,
            "AnotherOperationInProgress",
            "Another operation on this or dependent resource is in progress.",
        )


def _forget(azure: Azure, resource_id: str) -> None:
    for child in list(resources.under(azure, resource_id)):
        links.write(azure, child["id"], ())
    links.write(azure, resource_id, ())
    resources.delete(azure, resource_id)


def _provisioned(azure: Azure, event: Event) -> None:
    found = resources.find(azure, event.target)
    if found is None or found["properties"]["provisioningState"] != "Updating":
        return
    for changed in (found, *resources.under(azure, event.target)):
        resources.set_provisioning_state(azure, changed["id"], "Succeeded")


def _deleted(azure: Azure, event: Event) -> None:
    _forget(azure, event.target)


EFFECTS: Mapping[str, Effect] = {
    "network.provisioned": _provisioned,
    "network.deleted": _deleted,
}
