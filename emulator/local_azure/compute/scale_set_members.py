"""The machines of a Flexible scale set: real ones, made and deleted as a user's own are."""

from collections import Counter
from dataclasses import replace

from local_azure import resources
from local_azure.arm import Json, Reply, Request
from local_azure.azure import Azure
from local_azure.compute import extensions, machine_records, scale_set_model
from local_azure.paging import page

_NETWORK_VERSION = "2024-05-01"

ASSUMED = (
    (
        "A machine of a scale set is named `{set}_{8 characters}`, its computer"
        " `{prefix}{6 characters}` and its interface `{configuration}-{8 characters}`."
    ),
    (
        "Machines of a scale set go to the zone that has the fewest, and leave the one that has the"
        " most, the newest first; a change of the profile is for machines that are made afterwards."
    ),
    "A scale set's capacity is how many machines it has: deleting one of them lowers it.",
    "Extensions of a scale set are there as soon as its machines are.",
)


def of(azure: Azure, scale_set_id: str) -> list[Json]:
    """The machines of a scale set that are not being deleted, oldest first."""
    parts = resources.parse(scale_set_id)
    group = resources.group_id(parts.subscription, parts.group)
    return [
        machine
        for machine in resources.under(azure, group, machine_records.TYPE)
        if _set_of(machine).lower() == scale_set_id.lower()
        and machine["properties"]["provisioningState"] != "Deleting"
    ]


def scale(
    azure: Azure, request: Request, scale_set: Json, password: str, kept: Json | None
) -> None:
    """Make or delete machines until there are as many as the set says.

    `password` is the administrator's, or one that nobody knows where the request does not tell it:
    then `kept` is the digest of the one that the set was made with.

    Raises:
        ArmError: a machine, or its interface, is refused.
    """
    members = of(azure, scale_set["id"])
    wanted = scale_set_model.capacity_of(scale_set)
    for _ in range(len(members), wanted):
        members.append(_make(azure, request, scale_set, members, password))
        if kept is not None:
            machine_records.change(azure, members[-1]["id"], {"password": kept})
    while len(members) > wanted:
        fullest = max(_by_zone(members).values())
        leaving = next(
            machine
            for machine in reversed(members)
            if _by_zone(members)[_zone_of(machine)] == fullest
        )
        members.remove(leaving)
        _call(azure, request, "DELETE", leaving["id"])


def delete_all(azure: Azure, request: Request, scale_set_id: str) -> None:
    """Delete the machines of a set that is being deleted."""
    for machine in of(azure, scale_set_id):
        _call(azure, request, "DELETE", machine["id"])


def listed(azure: Azure, request: Request, scale_set: Json) -> Reply:
    """The machines as the set lists them."""
    return page(
        azure,
        request,
        (
            {
                **{part: machine[part] for part in ("name", "id", "location")},
                **({"zones": machine["zones"]} if "zones" in machine else {}),
                "type": f"{scale_set_model.TYPE}/virtualMachines",
                "instanceId": machine["name"],
                "properties": machine["properties"],
            }
            for machine in of(azure, scale_set["id"])
        ),
    )


def _make(
    azure: Azure, request: Request, scale_set: Json, members: list[Json], password: str
) -> Json:
    """One machine of the set, with its interfaces and extensions."""
    parts = resources.parse(scale_set["id"])
    provider = f"{resources.group_id(parts.subscription, parts.group)}/providers"
    tail = azure.new_id().hex[:8]
    cards = []
    for card in scale_set_model.interfaces_of(scale_set):
        described: Json = card.get("properties") or {}
        interface = f"{provider}/Microsoft.Network/networkInterfaces/{card['name']}-{tail}"
        body: Json = {
            "location": scale_set["location"],
            "properties": {
                name: described[name]
                for name in ("ipConfigurations", "networkSecurityGroup")
                if name in described
            },
        }
        _call(azure, request, "PUT", interface, body, version=_NETWORK_VERSION)
        primary = bool(described.get("primary", True))
        options = {"primary": primary, "deleteOption": described.get("deleteOption", "Delete")}
        cards.append({"id": interface, "properties": options})
    machine = scale_set_model.machine(
        scale_set, f"{scale_set_model.prefix_of(scale_set)}{tail[:6].upper()}", password
    )
    machine["properties"] |= {
        "networkProfile": {"networkInterfaces": cards},
        "virtualMachineScaleSet": {"id": scale_set["id"]},
    }
    storage = machine["properties"]["storageProfile"]
    disk = {"deleteOption": "Delete", **(storage.get("osDisk") or {})}
    machine["properties"]["storageProfile"] = {**storage, "osDisk": disk}
    if scale_set.get("zones"):
        used = _by_zone(members)
        machine["zones"] = [min(scale_set["zones"], key=lambda zone: used[zone])]
    machine_id = f"{provider}/{machine_records.TYPE}/{scale_set['name']}_{tail}"
    _call(azure, request, "PUT", machine_id, machine)
    for extension in scale_set_model.extensions_of(scale_set):
        _extend(azure, machine_id, scale_set["location"], extension)
    return resources.get(azure, machine_id)


def _extend(azure: Azure, machine_id: str, location: str, extension: Json) -> None:
    resources.put(
        azure,
        {
            "name": extension["name"],
            "id": f"{machine_id}/extensions/{extension['name']}",
            "type": extensions.TYPE,
            "location": location,
            "properties": {**extension["properties"], "provisioningState": "Succeeded"},
        },
    )


def _call(
    azure: Azure,
    request: Request,
    method: str,
    path: str,
    body: Json | None = None,
    *,
    version: str | None = None,
) -> None:
    """Do what a client's own call would do."""
    for route in azure.routes:
        parameters = route.match(path)
        if route.method == method and parameters is not None:
            query = {**request.query, "api-version": version or request.api_version}
            own = replace(
                request,
                method=method,
                path=path,
                parameters=parameters,
                query=query,
                body=body,
                fault=None,
            )
            route.handler(azure, own)
            return
    raise LookupError(path)


def _set_of(machine: Json) -> str:
    found: str = (machine["properties"].get("virtualMachineScaleSet") or {}).get("id") or ""
    return found


def _zone_of(machine: Json) -> str:
    return next(iter(machine.get("zones") or ()), "")


def _by_zone(members: list[Json]) -> Counter[str]:
    return Counter(_zone_of(machine) for machine in members)
