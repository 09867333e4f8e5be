"""The registration of a feature as a resource: subscriptionFeatureRegistrations, 2021-07-01."""

from local_azure import features
from local_azure.arm import Handler, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.feature_catalog import Feature
from local_azure.paging import page

_DETAIL = "feature-registration"
_SINCE = "2021-07-01"
_KEPT = ("description", "metadata", "shouldFeatureDisplayInPortal")

ASSUMED = (
    (
        "A GET of subscriptionFeatureRegistrations answers 200 for every feature that exists, also"
        " one that is NotRegistered (pulumi-azure-native#1722); the lists hold those that were"
        " touched."
    ),
    (
        "DELETE of a registration ends in NotRegistered, as the portal does; it answers 204 for one"
        " that is not registered."
    ),
    "`Microsoft.Features/operations` lists the operations that local Azure serves.",
)


def _put(azure: Azure, request: Request) -> Reply:
    feature = _named(azure, request)
    properties = (request.body or {}).get("properties") or {}
    details = {name: properties[name] for name in _KEPT if name in properties}
    azure.store.put(_DETAIL, _key(request, feature), details)
    features.start(azure, request, feature)
    return Reply(status=200, body=_registration(azure, request, feature))


def _get(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=_registration(azure, request, _named(azure, request)))


def _delete(azure: Azure, request: Request) -> Reply:
    feature = _named(azure, request)
    record = features.stop(azure, request, feature, "NotRegistered")
    azure.store.delete(_DETAIL, _key(request, feature))
    return Reply(status=200 if record["state"] == "Unregistering" else 204)


def _list(azure: Azure, request: Request) -> Reply:
    wanted = request.parameters["providerNamespace"].lower()
    return _page(azure, request, wanted)


def _list_all(azure: Azure, request: Request) -> Reply:
    return _page(azure, request, None)


def _page(azure: Azure, request: Request, namespace: str | None) -> Reply:
    subscription = request.parameters["subscriptionId"]
    items = [
        _registration(azure, request, feature)
        for feature in features.known(azure)
        if namespace in (None, feature.namespace.lower())
        and features.record_of(azure, subscription, feature)["state"] != "NotRegistered"
    ]
    return page(azure, request, items)


def _operations(azure: Azure, request: Request) -> Reply:
    items: list[Json] = []
    for route in azure.routes:
        if "/Microsoft.Features/" in route.path and route.operation != "Operations_List":
            resource, _, operation = route.operation.partition("_")
            display = {
                "provider": "Microsoft.Features",
                "resource": resource,
                "operation": operation,
            }
            items.append({"name": f"Microsoft.Features/{resource}/{operation}", "display": display})
    return page(azure, request, items)


def _named(azure: Azure, request: Request) -> Feature:
    parameters = request.parameters
    return features.find(azure, parameters["providerNamespace"], parameters["featureName"])


def _key(request: Request, feature: Feature) -> str:
    return f"{request.parameters['subscriptionId']}/{feature.namespace}/{feature.name}"


def _registration(azure: Azure, request: Request, feature: Feature) -> Json:
    subscription = request.parameters["subscriptionId"]
    record = features.record_of(azure, subscription, feature)
    details = azure.store.get(_DETAIL, _key(request, feature)) or {}
    known = {"displayName": feature.display_name, "description": feature.description}
    properties: Json = {
        "subscriptionId": subscription,
        "featureName": feature.name,
        "providerNamespace": feature.namespace,
        "state": record["state"],
        "authorizationProfile": {},
        "approvalType": feature.approval_type,
        **{name: text for name, text in known.items() if text is not None},
        **details,
    }
    if "askedAt" in record:
        properties["registrationDate"] = record["askedAt"]
    return {
        "name": feature.name,
        "id": f"/subscriptions/{subscription}/providers/Microsoft.Features/featureProviders"
        f"/{feature.namespace}/subscriptionFeatureRegistrations/{feature.name}",
        "type": "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations",
        "properties": properties,
    }


_BASE = "/subscriptions/{subscriptionId}/providers/Microsoft.Features"
_OF_NAMESPACE = f"{_BASE}/featureProviders/{{providerNamespace}}/subscriptionFeatureRegistrations"
_ONE = f"{_OF_NAMESPACE}/{{featureName}}"


def _route(method: str, path: str, operation: str, handler: Handler) -> Route:
    name = f"SubscriptionFeatureRegistrations_{operation}"
    return Route(method=method, path=path, operation=name, handler=handler, since=_SINCE)


ROUTES = (
    Route(
        method="GET",
        path="/providers/Microsoft.Features/operations",
        operation="Operations_List",
        handler=_operations,
    ),
    _route("GET", _ONE, "Get", _get),
    _route("PUT", _ONE, "CreateOrUpdate", _put),
    _route("DELETE", _ONE, "Delete", _delete),
    _route("GET", _OF_NAMESPACE, "ListBySubscription", _list),
    _route("GET", f"{_BASE}/subscriptionFeatureRegistrations", "ListAllBySubscription", _list_all),
)
