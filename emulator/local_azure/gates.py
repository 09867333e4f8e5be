"""What ARM checks before a resource provider sees a request, in ARM's order."""

import re

from local_azure import namespaces, providers, tokens
from local_azure.arm import ArmError, Request, Route
from local_azure.azure import Azure

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview|-alpha|-beta|-privatepreview)?")
_PROVIDER = re.compile(r"/providers/([A-Za-z]+\.[A-Za-z]+)(?:/([^{]*))?", re.IGNORECASE)

ASSUMED = (
    (
        "A path that no route serves answers 404 `InvalidResourceType` or"
        " `InvalidResourceNamespace`, with the method and the path in the message."
    ),
    "A path that is served for other methods only answers 405 `MethodNotAllowed`.",
)


def check_api_version_given(request: Request) -> None:
    """Refuse a request without an api-version.

    Raises:
        ArmError: 400 MissingApiVersionParameter.
    """
    if not request.api_version:
        raise ArmError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )


def check_token(azure: Azure, request: Request) -> None:
    """Refuse a request without a good token for this Azure.

    Raises:
        ArmError: 401, with a WWW-Authenticate header that names the tenant's authority.
    """
    try:
        tokens.verify(azure, request.headers.get("authorization"), request.origin)
    except ArmError as error:
        error.headers["WWW-Authenticate"] = (
            f'Bearer authorization_uri="{request.origin}/{azure.settings.tenant}",'
            f' error="invalid_token", error_description="{error.message}"'
        )
        raise


def check_subscription(azure: Azure, request: Request) -> None:
    """Refuse a subscription that this Azure does not have.

    Raises:
        ArmError: 404 SubscriptionNotFound.
    """
    subscription = request.parameters.get("subscriptionId")
    if subscription is not None and azure.store.get("subscription", subscription) is None:
        raise ArmError(
            404,
            "SubscriptionNotFound",
            f"The subscription '{subscription}' could not be found.",
        )


def check_versions(route: Route, request: Request) -> None:
    """Refuse an api-version that the resource type never had.

    Raises:
        ArmError: 400 InvalidApiVersionParameter or NoRegisteredProviderFound.
    """
    name, type_ = provider_of(route)
    namespace = namespaces.find(name)
    versions = () if namespace is None else namespace.versions(type_)
    asked = request.api_version
    if asked in versions and asked >= route.since:
        return
    known = ",".join(version for version in reversed(versions) if version >= route.since)
    if name == "Microsoft.Resources" or not _VERSION.fullmatch(asked):
        raise ArmError(
            400,
            "InvalidApiVersionParameter",
            f"The api-version '{asked}' is invalid. The supported versions are '{known}'.",
        )
    raise ArmError(
        400,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for location '' and API version '{asked}' for"
        f" type '{type_}'. The supported api-versions are '{known.replace(',', ', ')}'.",
    )


def check_registered(azure: Azure, route: Route, request: Request) -> None:
    """Refuse a namespace for which the subscription is not registered.

    Raises:
        ArmError: 409 MissingSubscriptionRegistration.
    """
    subscription = request.parameters.get("subscriptionId")
    name, _ = provider_of(route)
    namespace = namespaces.find(name)
    if subscription is None or namespace is None or namespace.is_free:
        return
    if providers.is_usable(azure, subscription, name):
        return
    message = (
        f"The subscription is not registered to use namespace '{name}'. See"
        " https://aka.ms/rps-not-found for how to register subscriptions."
    )
    detail = {"code": "MissingSubscriptionRegistration", "target": name, "message": message}
    raise ArmError(409, "MissingSubscriptionRegistration", message, details=[detail])


def provider_of(route: Route) -> tuple[str, str]:
    """The namespace and the resource type that a route belongs to.

    >>> path = "/subscriptions/{s}/providers/Microsoft.Compute/locations/{l}/operations/{o}"
    >>> provider_of(Route(method="GET", path=path, operation="X", handler=lambda a, r: None))
    ('Microsoft.Compute', 'locations/operations')
    """
    found = _PROVIDER.search(route.path)
    if found is None:
        parts = [part for part in route.path.split("/") if part]
        return "Microsoft.Resources", parts[2] if len(parts) > 2 else parts[0]  # noqa: PLR2004 (below a subscription)
    rest = route.path[found.end(1) :].strip("/").split("/")
    types = [part for part in rest if part and not part.startswith("{")]
    return found.group(1), "/".join(types)


def unknown_path(method: str, path: str) -> ArmError:
    """What ARM says of a path that nobody serves, naming method and path."""
    found = _PROVIDER.search(path)
    where = f"{method} {path}"
    if found is None:
        return ArmError(404, "NotFound", f"No operation of Azure is served here at {where}.")
    name = found.group(1)
    namespace = namespaces.find(name)
    if namespace is None:
        return ArmError(
            404,
            "InvalidResourceNamespace",
            f"The resource namespace '{name}' is invalid. ({where})",
        )
    type_ = (found.group(2) or "").split("/")[0]
    return ArmError(
        404,
        "InvalidResourceType",
        f"The resource type '{type_}' could not be found in the namespace '{namespace.name}',"
        f" or local Azure does not serve this operation. ({where})",
    )
