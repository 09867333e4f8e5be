"""Tenants, subscriptions and their locations."""

from collections.abc import Iterable

from local_azure.arm import Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.locations import LOCATIONS, Location
from local_azure.paging import page

SUBSCRIPTION = "subscription"


def begin(azure: Azure) -> None:
    """Have the subscriptions of the settings, where there are none yet."""
    if not known(azure):
        add(azure, azure.settings.subscriptions)


def add(azure: Azure, subscriptions: Iterable[str]) -> None:
    """Have these subscriptions too; whether each is bare is settled when it is new."""
    for subscription in subscriptions:
        if azure.store.get(SUBSCRIPTION, subscription) is None:
            record = {"id": subscription.lower(), "bare": azure.settings.bare}
            azure.store.put(SUBSCRIPTION, subscription, record)


def is_bare(azure: Azure, subscription: str) -> bool:
    """Whether its providers began NotRegistered."""
    record = azure.store.get(SUBSCRIPTION, subscription)
    return record is not None and bool(record.get("bare"))


def known(azure: Azure) -> tuple[str, ...]:
    """The ids of all subscriptions, oldest first."""
    return tuple(record["id"] for record in azure.store.list(SUBSCRIPTION))


def _subscription(azure: Azure, subscription: str) -> Json:
    return {
        "id": f"/subscriptions/{subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": subscription,
        "tenantId": azure.settings.tenant,
        "displayName": f"Local Azure {subscription[-4:]}",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def _list(azure: Azure, request: Request) -> Reply:
    return page(azure, request, [_subscription(azure, each) for each in known(azure)])


def _get(azure: Azure, request: Request) -> Reply:
    found = azure.store.get(SUBSCRIPTION, request.parameters["subscriptionId"]) or {}
    return Reply(status=200, body=_subscription(azure, found["id"]))


def _tenants(azure: Azure, request: Request) -> Reply:
    tenant = azure.settings.tenant
    item = {
        "id": f"/tenants/{tenant}",
        "tenantId": tenant,
        "displayName": "Local Azure",
        "tenantCategory": "Home",
    }
    return page(azure, request, [item])


def _locations(azure: Azure, request: Request) -> Reply:
    subscription = request.parameters["subscriptionId"]
    return page(azure, request, [_location(subscription, each) for each in LOCATIONS])


def _location(subscription: str, location: Location) -> Json:
    base = f"/subscriptions/{subscription}/locations"
    metadata: Json = {
        "regionType": "Physical",
        "regionCategory": "Recommended" if location.zones else "Other",
        "geography": location.geography,
        "geographyGroup": location.geography_group,
        "physicalLocation": location.physical_location,
        "pairedRegion": [],
    }
    if location.paired is not None:
        metadata["pairedRegion"] = [{"name": location.paired, "id": f"{base}/{location.paired}"}]
    item: Json = {
        "id": f"{base}/{location.name}",
        "name": location.name,
        "type": "Region",
        "displayName": location.display_name,
        "regionalDisplayName": f"({location.geography_group}) {location.display_name}",
        "metadata": metadata,
    }
    if location.zones:
        item["availabilityZoneMappings"] = [
            {"logicalZone": str(zone), "physicalZone": f"{location.name}-az{zone}"}
            for zone in range(1, location.zones + 1)
        ]
    return item


ROUTES = (
    Route(method="GET", path="/tenants", operation="Tenants_List", handler=_tenants),
    Route(method="GET", path="/subscriptions", operation="Subscriptions_List", handler=_list),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}",
        operation="Subscriptions_Get",
        handler=_get,
    ),
    Route(
        method="GET",
        path="/subscriptions/{subscriptionId}/locations",
        operation="Subscriptions_ListLocations",
        handler=_locations,
    ),
)
