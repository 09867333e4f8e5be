"""The tables that a query can read, as of now: what ARM has, in Resource Graph's spelling."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from local_azure import resource_groups, resources
from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import machine_records, virtual_machines

COLUMNS = (
    "id",
    "name",
    "type",
    "tenantId",
    "kind",
    "location",
    "resourceGroup",
    "subscriptionId",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
    "extendedLocation",
)
"""The columns of every table, in the order in which Azure gives them."""

ASSUMED = (
    "An answer is as of now; Azure's follows what happened within seconds or minutes.",
    (
        "`type`, `location` and `resourceGroup` are in lower case, and an id keeps the spelling"
        " that the resource was made with."
    ),
)


@dataclass(frozen=True)
class Table:
    """One table: what is in it, and its rows for some subscriptions."""

    meaning: str
    rows: Callable[[Azure, Iterable[str]], Iterator[Json]]


def row(azure: Azure, resource_id: str, type_: str, **cells: object) -> Json:
    """A row with every column; `cells` are those that this resource has beside its id."""
    parts = resource_id.strip("/").split("/")
    empty: Json = {
        **dict.fromkeys(COLUMNS),
        "id": resource_id,
        "name": parts[-1],
        "type": type_.lower(),
        "tenantId": azure.settings.tenant,
        "kind": "",
        "location": "",
        "resourceGroup": parts[3].lower() if len(parts) > 3 else "",  # noqa: PLR2004 (/subscriptions/…/resourceGroups/…)
        "subscriptionId": parts[1],
        "managedBy": "",
    }
    return empty | {name: value for name, value in cells.items() if value is not None}


def _resources(azure: Azure, subscriptions: Iterable[str]) -> Iterator[Json]:
    """Every resource that has a location; parts of others, like subnets, have none."""
    for subscription in subscriptions:
        for resource in resources.under(azure, f"/subscriptions/{subscription}"):
            if "location" in resource:
                yield _resource(azure, resource)


def _resource(azure: Azure, resource: Json) -> Json:
    named = {name: resource[name] for name in COLUMNS[1:] if resource.get(name) is not None}
    named["location"] = resource["location"].lower()
    if resource["type"] == machine_records.TYPE:
        named["properties"] = {**resource["properties"], "extended": _extended(azure, resource)}
    named.pop("type", None)
    return row(azure, resource["id"], resource["type"], **named)


def _extended(azure: Azure, machine: Json) -> Json:
    """What Resource Graph adds to a machine: some of its instance view."""
    view = virtual_machines.view(azure, machine)
    power = next(each for each in view["statuses"] if each["code"].startswith("PowerState/"))
    names = ("computerName", "hyperVGeneration", "osName", "osVersion")
    shown = {name: view[name] for name in names if view.get(name) is not None}
    return {"instanceView": {**shown, "powerState": power}}


def _containers(azure: Azure, subscriptions: Iterable[str]) -> Iterator[Json]:
    """The subscriptions and their resource groups."""
    for subscription in subscriptions:
        yield row(
            azure,
            f"/subscriptions/{subscription}",
            "Microsoft.Resources/subscriptions",
            properties={"state": "Enabled"},
        )
        for group in azure.store.list(resource_groups.GROUP, f"/subscriptions/{subscription}/"):
            yield row(
                azure,
                group["id"],
                "Microsoft.Resources/subscriptions/resourceGroups",
                location=group["location"],
                tags=group.get("tags"),
                properties=group["properties"],
            )


def _nothing(_: Azure, __: Iterable[str]) -> Iterator[Json]:
    yield from ()


TABLES: Mapping[str, Table] = {
    "resources": Table("every resource that has a location", _resources),
    "resourcecontainers": Table("subscriptions and resource groups", _containers),
    "maintenanceresources": Table("nothing: Microsoft.Maintenance is not emulated", _nothing),
}
"""Every table, by its name in lower case: names of tables have no case."""
