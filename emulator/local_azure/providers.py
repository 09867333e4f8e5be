"""Resource providers and their registration with a subscription."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from local_azure import namespaces, resources, subscriptions
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.locations import LOCATIONS
from local_azure.namespaces import Namespace, ResourceType
from local_azure.paging import page
from local_azure.store import Event
from local_azure.timestamps import timestamp

PROVIDER = "provider"
SEEDED = "seeded-provider"
_USABLE = ("Registered", "Registering")

ASSUMED = (
    (
        "Microsoft.Compute and Microsoft.Network begin Registered, as in nearly every subscription;"
        " `--bare` lets them begin NotRegistered."
    ),
    (
        "Registering a Registered provider again takes it through Registering, for"
        " `durations.provider`."
    ),
    "A namespace can be used while it is Registering.",
    "Unregistering a provider that has resources answers 409 `CannotUnregisterProvider`.",
)


@dataclass(frozen=True, kw_only=True)
class SeededProvider:
    """A provider that is only there to be registered: `Microsoft.Test`, its types and versions."""

    namespace: str
    resource_types: tuple[str, ...] = ()
    api_versions: tuple[str, ...] = ()


def state(azure: Azure, subscription: str, namespace: str) -> str:
    """NotRegistered, Registering, Registered, Unregistering or Unregistered."""
    return str(_record(azure, subscription, namespace)["state"])


def is_usable(azure: Azure, subscription: str, namespace: str) -> bool:
    """Whether resources of the namespace can be made and read."""
    return state(azure, subscription, namespace) in _USABLE


def registered_at(azure: Azure, subscription: str, namespace: str) -> datetime | None:
    """When the last registration finished, None while there was none or it was undone."""
    at = _record(azure, subscription, namespace).get("registeredAt")
    return None if at is None else datetime.fromisoformat(at)


def asked_at(azure: Azure, subscription: str, namespace: str) -> datetime | None:
    """When the last registration that finished was asked for, None where there was none."""
    at = _record(azure, subscription, namespace).get("askedAt")
    return None if at is None else datetime.fromisoformat(at)


def known(azure: Azure) -> tuple[Namespace, ...]:
    """Every namespace that there is: those that are served, and those that were seeded."""
    seeded = (_seeded(record) for record in azure.store.list(SEEDED))
    return (*namespaces.NAMESPACES, *seeded)


def find(azure: Azure, name: str) -> Namespace | None:
    """The namespace of that name, without case, or None."""
    return next((each for each in known(azure) if each.name.lower() == name.lower()), None)


def seed(azure: Azure, provider: SeededProvider) -> None:
    """Let there be one more provider; nothing is served below it."""
    azure.store.put(SEEDED, provider.namespace, asdict(provider))


def _seeded(record: Json) -> Namespace:
    versions = tuple(record["api_versions"])
    types = (ResourceType(name=name, versions=versions) for name in record["resource_types"])
    return Namespace(name=record["namespace"], types=tuple(types))


def _record(azure: Azure, subscription: str, namespace: str) -> Json:
    found = azure.store.get(PROVIDER, f"{subscription}/{namespace}")
    if found is not None:
        return found
    served = namespaces.find(namespace)
    is_free = served is not None and served.is_free
    is_begun = served is not None and not subscriptions.is_bare(azure, subscription)
    return {"state": "Registered" if is_free or is_begun else "NotRegistered"}


def _write(azure: Azure, subscription: str, namespace: str, record: Json) -> None:
    azure.store.put(PROVIDER, f"{subscription}/{namespace}", record)


def _list(azure: Azure, request: Request) -> Reply:
    subscription = request.parameters["subscriptionId"]
    return page(azure, request, [_provider(azure, subscription, each) for each in known(azure)])


def _get(azure: Azure, request: Request) -> Reply:
    subscription = request.parameters["subscriptionId"]
    return Reply(status=200, body=_provider(azure, subscription, _named(azure, request)))


def _list_types(azure: Azure, request: Request) -> Reply:
    return page(azure, request, [_resource_type(each) for each in _named(azure, request).types])


def _get_at_tenant(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=_described(_named(azure, request)))


def _list_at_tenant(azure: Azure, request: Request) -> Reply:
    return page(azure, request, [_described(each) for each in known(azure)])


def _register(azure: Azure, request: Request) -> Reply:
    subscription, namespace = request.parameters["subscriptionId"], _named(azure, request)
    record = _record(azure, subscription, namespace.name)
    if not namespace.is_free:
        record["state"] = "Registering"
        record["turn"] = record.get("turn", 0) + 1
        _write(azure, subscription, namespace.name, record)
        if request.fault is None or request.fault["action"] != "stuck":
            azure.after(
                azure.durations.provider,
                "provider-registered",
                subscription,
                {
                    "namespace": namespace.name,
                    "turn": record["turn"],
                    "askedAt": timestamp(azure.now()),
                },
            )
    return Reply(status=200, body=_provider(azure, subscription, namespace))


def _unregister(azure: Azure, request: Request) -> Reply:
    subscription, namespace = request.parameters["subscriptionId"], _named(azure, request)
    if namespace.is_free:
        raise ArmError(
            409,
            "CannotUnregisterProvider",
            f"Cannot unregister the resource provider '{namespace.name}': it is registered for"
            " every subscription.",
        )
    prefix = f"{namespace.name}/".lower()
    used = [
        resource
        for resource in resources.under(azure, f"/subscriptions/{subscription}")
        if resource["type"].lower().startswith(prefix)
    ]
    if used:
        raise ArmError(
            409,
            "CannotUnregisterProvider",
            f"Cannot unregister the resource provider '{namespace.name}': the subscription has"
            f" {len(used)} of its resources, '{used[0]['id']}' among them.",
        )
    record = _record(azure, subscription, namespace.name)
    if record["state"] in ("Registered", "Registering"):
        record["turn"] = record.get("turn", 0) + 1
        record["state"] = "Unregistering"
        record.pop("registeredAt", None)
        record.pop("askedAt", None)
        _write(azure, subscription, namespace.name, record)
        azure.after(
            azure.durations.provider,
            "provider-unregistered",
            subscription,
            {"namespace": namespace.name, "turn": record["turn"]},
        )
    return Reply(status=200, body=_provider(azure, subscription, namespace))


def _registered(azure: Azure, event: Event) -> None:
    record = _record(azure, event.target, event.data["namespace"])
    if record.get("turn") == event.data["turn"]:
        times = {"registeredAt": timestamp(azure.now()), "askedAt": event.data["askedAt"]}
        record |= {"state": "Registered", **times}
        _write(azure, event.target, event.data["namespace"], record)


def _unregistered(azure: Azure, event: Event) -> None:
    record = _record(azure, event.target, event.data["namespace"])
    if record.get("turn") == event.data["turn"]:
        record["state"] = "Unregistered"
        _write(azure, event.target, event.data["namespace"], record)


def _named(azure: Azure, request: Request) -> Namespace:
    name = request.parameters["resourceProviderNamespace"]
    found = find(azure, name)
    if found is None:
        raise ArmError(
            404, "InvalidResourceNamespace", f"The resource namespace '{name}' is invalid."
        )
    return found


def _provider(azure: Azure, subscription: str, namespace: Namespace) -> Json:
    body: Json = {
        "id": f"/subscriptions/{subscription}/providers/{namespace.name}",
        "namespace": namespace.name,
    }
    if namespace.authorizations:
        body["authorizations"] = [dict(each) for each in namespace.authorizations]
    return body | {
        "resourceTypes": [_resource_type(each) for each in namespace.types],
        "registrationState": state(azure, subscription, namespace.name),
        "registrationPolicy": "RegistrationFree" if namespace.is_free else "RegistrationRequired",
    }


def _described(namespace: Namespace) -> Json:
    """The provider without a subscription, so without a registration."""
    types = [_resource_type(each) for each in namespace.types]
    return {"namespace": namespace.name, "resourceTypes": types}


def _resource_type(type_: ResourceType) -> Json:
    body: Json = {
        "resourceType": type_.name,
        "locations": [location.display_name for location in LOCATIONS],
        "apiVersions": list(reversed(type_.versions)),
    }
    if type_.zonal:
        body["zoneMappings"] = [
            {
                "location": location.display_name,
                "zones": [str(zone) for zone in range(1, location.zones + 1)],
            }
            for location in LOCATIONS
        ]
    return body | {"capabilities": type_.capabilities}


_BASE = "/subscriptions/{subscriptionId}/providers"

ROUTES = (
    Route(method="GET", path=_BASE, operation="Providers_List", handler=_list),
    Route(
        method="GET",
        path="/providers",
        operation="Providers_ListAtTenantScope",
        handler=_list_at_tenant,
        since="2020-06-01",
    ),
    Route(
        method="GET",
        path="/providers/{resourceProviderNamespace}",
        operation="Providers_GetAtTenantScope",
        handler=_get_at_tenant,
        since="2020-06-01",
    ),
    Route(
        method="GET",
        path=f"{_BASE}/{{resourceProviderNamespace}}/resourceTypes",
        operation="ProviderResourceTypes_List",
        handler=_list_types,
        since="2020-10-01",
    ),
    Route(
        method="GET",
        path=f"{_BASE}/{{resourceProviderNamespace}}",
        operation="Providers_Get",
        handler=_get,
    ),
    Route(
        method="POST",
        path=f"{_BASE}/{{resourceProviderNamespace}}/register",
        operation="Providers_Register",
        handler=_register,
    ),
    Route(
        method="POST",
        path=f"{_BASE}/{{resourceProviderNamespace}}/unregister",
        operation="Providers_Unregister",
        handler=_unregister,
    ),
)

EFFECTS: Mapping[str, Effect] = {
    "provider-registered": _registered,
    "provider-unregistered": _unregistered,
}
