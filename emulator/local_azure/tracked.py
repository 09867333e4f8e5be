"""What every tracked resource has: an id, a location that stays, tags."""

from typing import cast

from local_azure import body_shape, locations, resources
from local_azure.arm import ArmError, Json, Request
from local_azure.azure import Azure
from local_azure.body_shape import Shape

_RESOURCE: Shape = {"location": str, "tags": dict, "properties": dict}


def resource_id(request: Request, namespace: str, *path: str) -> str:
    """The id below the request's resource group: `path` is types and names in turn."""
    group = resources.group_id(
        request.parameters["subscriptionId"], request.parameters["resourceGroupName"]
    )
    return "/".join((group, "providers", namespace, *path))


def body_of(request: Request, shape: Shape = _RESOURCE) -> Json:
    """The JSON body that a PUT or PATCH must have, each value of the type that it is to be.

    Raises:
        ArmError: 400 InvalidRequestContent without a body; 400 for a value of another type.
    """
    if request.body is None:
        raise ArmError(
            400,
            "InvalidRequestContent",
            "The request content was invalid and could not be deserialized: 'the body is empty'.",
        )
    return cast("Json", body_shape.read(request.body, shape))


def location_of(body: Json, resource_id: str, existing: Json | None) -> str:
    """The location that a PUT asks for, as ARM keeps it: `westeurope`.

    Raises:
        ArmError: 400 LocationRequired; 400 LocationNotAvailableForResourceType; 409
            InvalidResourceLocation, for it never changes.
    """
    asked = body.get("location")
    if not asked:
        raise ArmError(
            400, "LocationRequired", "The location property is required for this definition."
        )
    parts = resources.parse(resource_id)
    found = locations.find(asked)
    if found is None:
        known = ",".join(location.name for location in locations.LOCATIONS)
        raise ArmError(
            400,
            "LocationNotAvailableForResourceType",
            f"The provided location '{asked}' is not available for resource type '{parts.type}'."
            f" List of available regions for the resource type is '{known}'.",
        )
    if existing is not None and existing["location"] != found.name:
        raise ArmError(
            409,
            "InvalidResourceLocation",
            f"The resource '{parts.name}' already exists in location '{existing['location']}' in"
            f" resource group '{parts.group}'. A resource with the same name cannot be created in"
            f" location '{found.name}'. Please select a new resource name.",
        )
    return found.name


def missing_reference(azure: Azure, resource_id: str, by: str, location: str) -> ArmError | None:
    """Why `by`, in `location`, cannot point at `resource_id`; None where it can.

    A child has its parent's location. Source: ARM's text, in public use since 2015.
    """
    found = resources.find(azure, resource_id)
    if found is not None and "location" not in found:
        found = resources.find(azure, resources.parse(resource_id).parent or "")
    if found is not None and found["location"] == location:
        return None
    return ArmError(
        400,
        "InvalidResourceReference",
        f"Resource {resource_id} referenced by resource {by} was not found. Please make sure that"
        " the referenced resource exists, and that both resources are in the same region.",
    )


def replace_tags(azure: Azure, request: Request, resource_id: str) -> Json:
    """The resource with the tags of a PATCH that changes nothing else.

    Raises:
        ArmError: 404.
    """
    found = resources.get(azure, resource_id)
    found["tags"] = body_of(request).get("tags") or {}
    resources.put(azure, found)
    return found
