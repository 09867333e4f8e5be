"""The view of a machine from inside Azure: its states, its agent, its disks, its extensions."""

from collections.abc import Iterable

from local_azure.arm import Json
from local_azure.compute import agents, model
from local_azure.compute.images import Image

_DISPLAY = {
    "starting": "VM starting",
    "running": "VM running",
    "stopping": "VM stopping",
    "stopped": "VM stopped",
    "deallocating": "VM deallocating",
    "deallocated": "VM deallocated",
}
_PROVISIONING = {
    "Creating": ("Info", "Creating"),
    "Updating": ("Info", "Updating"),
    "Deleting": ("Info", "Deleting"),
    "Failed": ("Error", "Provisioning failed"),
    "Succeeded": ("Info", "Provisioning succeeded"),
}


def instance_view(
    machine: Json,
    record: Json,
    image: Image | None,
    extensions: Iterable[Json],
    patch_status: Json | None,
    now: str,
    *,
    is_silent: bool,
) -> Json:
    """The instance view of a machine at the time `now`, with its `patchStatus` if it has one.

    `is_silent`: its agent does not answer.
    """
    running = record["power"] == "running"
    view: Json = {} if is_silent or not running else _guest(machine, image)
    if running:
        view["vmAgent"] = agents.view(machine, now, is_silent=is_silent)
    view["disks"] = [
        {"name": disk["name"], "statuses": [_succeeded(record.get("created", now))]}
        for disk in _disks(machine)
        if "name" in disk
    ]
    known = [_extension(extension) for extension in extensions]
    if known:
        view["extensions"] = known
        if running and not is_silent:
            view["vmAgent"]["extensionHandlers"] = [_handler(one) for one in known]
    if patch_status is not None:
        view["patchStatus"] = patch_status
    view["hyperVGeneration"] = "V1" if image is None else image.generation
    view["statuses"] = [
        _provisioning(machine, record.get("provisioned", now)),
        {
            "code": f"PowerState/{record['power']}",
            "level": "Info",
            "displayStatus": _DISPLAY[record["power"]],
        },
    ]
    if model.value(machine, "diagnosticsProfile.bootDiagnostics.enabled"):
        view["bootDiagnostics"] = {}
    return view


def _guest(machine: Json, image: Image | None) -> Json:
    """What the agent in a running machine reports of the system around it."""
    view: Json = {"computerName": model.value(machine, "osProfile.computerName")}
    if image is not None:
        build = image.version.split(".")[0]
        windows = image.os_type == "Windows"
        view["osName"] = image.os_name
        view["osVersion"] = f"Microsoft Windows NT 10.0.{build}.0" if windows else "16.04"
    return view


def _disks(machine: Json) -> list[Json]:
    storage = machine["properties"]["storageProfile"]
    return [storage["osDisk"], *storage["dataDisks"]]


def _extension(extension: Json) -> Json:
    properties = extension["properties"]
    state = properties["provisioningState"]
    level, shown = _PROVISIONING[state]
    return {
        "name": extension["name"],
        "type": f"{properties['publisher']}.{properties['type']}",
        "typeHandlerVersion": properties["typeHandlerVersion"],
        "statuses": [
            {"code": f"ProvisioningState/{state.lower()}", "level": level, "displayStatus": shown}
        ],
    }


def _handler(extension: Json) -> Json:
    return {
        "type": extension["type"],
        "typeHandlerVersion": extension["typeHandlerVersion"],
        "status": {**extension["statuses"][0], "displayStatus": "Ready"},
    }


def _provisioning(machine: Json, at: str) -> Json:
    state = machine["properties"]["provisioningState"]
    level, shown = _PROVISIONING[state]
    return {
        "code": f"ProvisioningState/{state.lower()}",
        "level": level,
        "displayStatus": shown,
        "time": at,
    }


def _succeeded(at: str) -> Json:
    return {
        "code": "ProvisioningState/succeeded",
        "level": "Info",
        "displayStatus": "Provisioning succeeded",
        "time": at,
    }
