"""Every namespace that this Azure serves: add a module here, and its routes and effects are in."""

from collections.abc import Mapping
from types import ModuleType

from local_azure import (
    compute,
    feature_registrations,
    features,
    managed_identity,
    metadata,
    network,
    operations,
    providers,
    resource_graph,
    resource_groups,
    subscriptions,
    tokens,
)
from local_azure.arm import Route
from local_azure.azure import Effect

SERVICES: tuple[ModuleType, ...] = (
    metadata,
    tokens,
    managed_identity,
    subscriptions,
    providers,
    features,
    feature_registrations,
    resource_groups,
    operations,
    network,
    compute,
    resource_graph,
)

ROUTES: tuple[Route, ...] = tuple(
    route for service in SERVICES for route in getattr(service, "ROUTES", ())
)

EFFECTS: Mapping[str, Effect] = {
    name: effect for service in SERVICES for name, effect in getattr(service, "EFFECTS", {}).items()
}
