"""Resource groups, and the resources in them as ARM itself lists them."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from local_azure import namespaces, operations, resources
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.locations import LOCATIONS, find
from local_azure.paging import page
from local_azure.store import Event
from local_azure.timestamps import timestamp

GROUP = "group"
_SHOWN = ("id", "name", "type", "kind", "managedBy", "location", "tags", "sku", "plan", "identity",
          "zones")  # fmt: skip

ASSUMED = (
    (
        "A resource group is deleted by deleting each resource in it through its own provider,"
        " again and again until none is left; when none can be deleted any more the operation fails"
        " with `ResourceGroupDeletionBlocked` and the group stays."
    ),
)


def _put(azure: Azure, request: Request) -> Reply:
    subscription, name = _names(request)
    body = request.body or {}
    location = _location(body.get("location"))
    old = azure.store.get(GROUP, resources.group_id(subscription, name))
    if old is not None:
        if old["properties"]["provisioningState"] == "Deleting":
            resources.writable_group(azure, request)
        if old["location"] != location:
            raise ArmError(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{location}'. The Resource group already exists"
                f" in location '{old['location']}'.",
            )
        name = old["name"]
    group: Json = {
        "id": resources.group_id(subscription, name),
        "name": name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": location,
        **({"managedBy": body["managedBy"]} if body.get("managedBy") else {}),
        **({"tags": body["tags"]} if body.get("tags") is not None else {}),
        "properties": {"provisioningState": "Succeeded"},
    }
    azure.store.put(GROUP, group["id"], group)
    return Reply(status=201 if old is None else 200, body=group)


def _location(asked: object) -> str:
    if not asked or not isinstance(asked, str):
        raise ArmError(
            400,
            "LocationRequired",
            "The location property is required for this definition.",
        )
    found = find(asked)
    if found is None:
        known = ",".join(location.name for location in LOCATIONS)
        raise ArmError(
            400,
            "LocationNotAvailableForResourceGroup",
            f"The provided location '{asked}' is not available for resource group. List of"
            f" available regions is '{known}'.",
        )
    return found.name


def _get(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=resources.get_group(azure, *_names(request)))


def _exists(azure: Azure, request: Request) -> Reply:
    group = azure.store.get(GROUP, resources.group_id(*_names(request)))
    return Reply(status=404 if group is None else 204)


def _patch(azure: Azure, request: Request) -> Reply:
    group = resources.get_group(azure, *_names(request))
    tags = (request.body or {}).get("tags")
    if tags is not None:
        group["tags"] = tags
        azure.store.put(GROUP, group["id"], group)
    return Reply(status=200, body=group)


def _list(azure: Azure, request: Request) -> Reply:
    prefix = f"/subscriptions/{request.parameters['subscriptionId']}/"
    return page(azure, request, azure.store.list(GROUP, prefix))


def _delete(azure: Azure, request: Request) -> Reply:
    group = resources.get_group(azure, *_names(request))
    group["properties"]["provisioningState"] = "Deleting"
    azure.store.put(GROUP, group["id"], group)
    number = str(azure.new_id())
    record: Json = {
        "id": number,
        "subscription": request.parameters["subscriptionId"].lower(),
        "status": "InProgress",
        "startTime": timestamp(azure.now()),
    }
    azure.store.put(operations.OPERATION, number, record)
    data: Json = {"operation": number, "origin": request.origin}
    if request.fault is not None and request.fault["action"] == "fail-operation":
        data["failure"] = {
            "code": request.fault["code"],
            "message": request.fault["message"],
        }
    azure.after(azure.durations.delete, "group-emptied", group["id"], data)
    query = urlencode({"api-version": request.api_version})
    link = f"/subscriptions/{request.parameters['subscriptionId']}/operationresults/{number}"
    headers = {"Location": f"{request.origin}{link}?{query}", **operations.retry_after(azure)}
    return Reply(status=202, headers=headers)


def _emptied(azure: Azure, event: Event) -> None:
    """One round of a group's deletion: ask for what is left to go, or end."""
    left = list(resources.under(azure, event.target))
    group = azure.store.get(GROUP, event.target)
    record = azure.store.get(operations.OPERATION, event.data["operation"])
    if group is None or record is None:
        return
    error = event.data.get("failure")
    if left and error is None:
        gone = sum(_ask_to_go(azure, event, each) for each in left)
        if gone:
            azure.after(azure.durations.delete or 0.001, "group-emptied", event.target, event.data)
            return
        names = ", ".join(each["id"].split("/providers/", 1)[1] for each in left)
        error = {
            "code": "ResourceGroupDeletionBlocked",
            "message": f"Deletion of resource group '{group['name']}' failed as resources with"
            f" identifiers '{names}' could not be deleted. The provisioning state of the resource"
            " group will be rolled back.",
        }
    if error is None:
        azure.store.delete(GROUP, event.target)
        record["status"] = "Succeeded"
        record["output"] = None
    else:
        group["properties"]["provisioningState"] = "Succeeded"
        azure.store.put(GROUP, event.target, group)
        record |= {"status": "Failed", "error": error}
    record["endTime"] = timestamp(azure.now())
    azure.store.put(operations.OPERATION, record["id"], record)


def _ask_to_go(azure: Azure, event: Event, resource: Json) -> bool:
    """Whether the resource is gone or going after its own DELETE was asked."""
    if resources.find(azure, resource["id"]) is None:
        return True
    if resource.get("properties", {}).get("provisioningState") == "Deleting":
        return True
    parts = resources.parse(resource["id"])
    for route in azure.routes:
        parameters = route.match(resource["id"]) if route.method == "DELETE" else None
        if parameters is None:
            continue
        known = namespaces.find(parts.namespace)
        versions = known.versions("/".join(parts.types)) if known else (route.since,)
        request = Request(
            method="DELETE",
            path=resource["id"],
            parameters=parameters,
            query={"api-version": versions[-1]},
            headers={},
            body=None,
            origin=event.data["origin"],
            request_id=str(azure.new_id()),
        )
        try:
            with azure.store.transaction():
                route.handler(azure, request)
        except ArmError:
            return False
        return True
    if parts.parent is None:
        resources.delete(azure, resource["id"])
        return True
    return False


def _resources_of_group(azure: Azure, request: Request) -> Reply:
    group = resources.get_group(azure, *_names(request))
    return page(azure, request, _tracked(azure, request, group["id"]))


def _resources_of_subscription(azure: Azure, request: Request) -> Reply:
    prefix = f"/subscriptions/{request.parameters['subscriptionId']}"
    return page(azure, request, _tracked(azure, request, prefix))


def _tracked(azure: Azure, request: Request, prefix: str) -> list[Json]:
    """What ARM itself keeps of each resource that has a location, filtered by its type."""
    wanted = _type_filter(request)
    return [
        {name: resource[name] for name in _SHOWN if name in resource}
        for resource in resources.under(azure, prefix)
        if "location" in resource and wanted in (None, resource["type"].lower())
    ]


def _type_filter(request: Request) -> str | None:
    text = request.query.get("$filter")
    if text is None:
        return None
    words = text.split()
    if len(words) == 3 and words[0].lower() == "resourcetype" and words[1] == "eq":  # noqa: PLR2004 (name, operator, value)
        return words[2].strip("'").lower()
    raise ArmError(
        400,
        "InvalidFilterInQueryString",
        f"Invalid $filter '{text}' specified in the query string. Local Azure knows"
        " resourceType eq '…' only.",
    )


def _operation_result(azure: Azure, request: Request) -> Reply:
    reply = operations.result(azure, request)
    return replace(reply, status=200) if reply.status == 204 else reply  # noqa: PLR2004 (ARM ends a group's deletion with 200)


def _names(request: Request) -> tuple[str, str]:
    return request.parameters["subscriptionId"], request.parameters["resourceGroupName"]


_BASE = "/subscriptions/{subscriptionId}/resourcegroups"
_ONE = f"{_BASE}/{{resourceGroupName}}"

ROUTES = (
    Route(method="GET", path=_BASE, operation="ResourceGroups_List", handler=_list),
    Route(method="PUT", path=_ONE, operation="ResourceGroups_CreateOrUpdate", handler=_put),
    Route(method="GET", path=_ONE, operation="ResourceGroups_Get", handler=_get),
    Route(method="HEAD", path=_ONE, operation="ResourceGroups_CheckExistence", handler=_exists),
    Route(method="PATCH", path=_ONE, operation="ResourceGroups_Update", handler=_patch),
    Route(method="DELETE", path=_ONE, operation="ResourceGroups_Delete", handler=_delete),
    Route(
        method="GET",
        path=f"{_ONE}/resources",
        operation="Resources_ListByResourceGroup",
        handler=_resources_of_group,
    ),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}/resources",
        operation="Resources_List",
        handler=_resources_of_subscription,
    ),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}/operationresults/{operationId}",
        operation="OperationResults_Get",
        handler=_operation_result,
    ),
)

EFFECTS: Mapping[str, Effect] = {"group-emptied": _emptied}
