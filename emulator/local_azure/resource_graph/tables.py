"""The tables that a query can read, as of now: what ARM has, in Resource Graph's spelling."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from local_azure import resource_groups, resources
from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.compute import agents, machine_records
from local_azure.compute.instance_view import instance_view
from local_azure.compute.wish_reading import image_of
from local_azure.resource_graph import patch_tables
from local_azure.resource_graph.rows import COLUMNS, row
from local_azure.timestamps import timestamp

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
    record = machine_records.read(azure, machine["id"])
    now = timestamp(azure.now())
    is_silent = agents.is_silent(azure, machine)
    view = instance_view(
        machine, record, image_of(azure, machine), (), None, now, is_silent=is_silent
    )
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
    "patchassessmentresources": Table(
        "the last assessment of each machine, for 7 days, and the updates that it found",
        patch_tables.assessments,
    ),
    "patchinstallationresources": Table(
        "the installations of 30 days, and the updates that each was about",
        patch_tables.installations,
    ),
    "maintenanceresources": Table("nothing: Microsoft.Maintenance is not emulated", _nothing),
}
"""Every table, by its name in lower case: names of tables have no case."""
