"""A virtual machine as it is kept: what was asked, filled in as ARM fills it in."""

from typing import Any

from local_azure.arm import Json
from local_azure.compute.images import Image
from local_azure.compute.passwords import SECRETS

# Source: the REST specification: its examples of 2021-03-01 do not show a deleteOption yet.
_DELETE_OPTION_SINCE = "2021-07-01"
_TIME_CREATED_SINCE = "2021-11-01"
# Source: azure-cli recording test_linux_vm_patch_mode.yaml (2022-04): asked for patchMode only.
_ASSESSMENT_MODE_SINCE = "2021-11-01"


def value(model: Json, path: str) -> Any:
    """What is at a dotted path below `properties`, None where any part of it is absent.

    >>> value({"properties": {"osProfile": {"computerName": "web"}}}, "osProfile.computerName")
    'web'
    """
    found: Any = model.get("properties")
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def merged(below: Json, above: Json) -> Json:
    """`above` over `below`, object by object; lists and plain values are replaced.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})
    {'a': {'b': 3, 'c': 2}}
    """
    joined = dict(below)
    for name, given in above.items():
        under = joined.get(name)
        if isinstance(under, dict) and isinstance(given, dict):
            joined[name] = merged(under, given)
        else:
            joined[name] = given
    return joined


def asked(body: Json, existing: Json | None, *, is_patch: bool) -> Json:
    """What a request asks for, beside what the machine has already.

    A PATCH lies over the whole machine, but its tags take the place of all tags. A PUT keeps
    profiles, plan, zones and identity where it says nothing; a Windows configuration that it gives
    begins without patch settings.

    Source: Azure/typespec-azure#1234 (2024-07-24) and Azure/azure-powershell#573, of tags.
    """
    if existing is None:
        return body
    if is_patch:
        tags = {"tags": body["tags"]} if "tags" in body else {}
        return {**merged(existing, body), **tags}
    given: Json = body.get("properties") or {}
    old: Json = dict(existing["properties"])
    windows = value(existing, "osProfile.windowsConfiguration")
    if windows and value(body, "osProfile.windowsConfiguration") is not None:
        bare = {name: part for name, part in windows.items() if name != "patchSettings"}
        old["osProfile"] = {**old["osProfile"], "windowsConfiguration": bare}
    parts = ("osProfile", "storageProfile", "networkProfile", "hardwareProfile")
    kept = {name: merged(old[name], given.get(name) or {}) for name in parts if name in old}
    stays: Json = {
        name: existing[name] for name in ("plan", "zones", "identity") if name in existing
    }
    return {**stays, **body, "properties": {**given, **kept}}


def filled(
    wanted: Json, image: Image | None, *, name: str, api_version: str, exact: str | None
) -> Json:
    """The `properties` with ARM's defaults, and without what ARM never gives back.

    `exact` is the image version that the machine has already, None for a new one.

    Source: azure-powershell VirtualMachinePatchTests/TestPatchStatusGetAzVMinstanceview.json
    (2020-08-26): an empty windowsConfiguration comes back filled.
    """
    properties: Json = dict(wanted.get("properties") or {})
    properties["storageProfile"] = _storage(properties.get("storageProfile") or {}, image, exact)
    if properties.get("osProfile") is not None:
        properties["osProfile"] = _os_profile(
            properties["osProfile"],
            image,
            name,
            {"assessmentMode": "ImageDefault"} if api_version >= _ASSESSMENT_MODE_SINCE else {},
        )
    for read_only in ("instanceView", "provisioningState", "userData", "vmId", "timeCreated"):
        properties.pop(read_only, None)
    if api_version >= _DELETE_OPTION_SINCE:
        properties["storageProfile"]["osDisk"].setdefault("deleteOption", "Detach")
    return properties


def has_time_created(api_version: str) -> bool:
    """Whether machines of this api-version say when they were made."""
    return api_version >= _TIME_CREATED_SINCE


def _storage(asked_for: Json, image: Image | None, exact: str | None) -> Json:
    storage = dict(asked_for)
    disk: Json = dict(storage.get("osDisk") or {})
    disk.setdefault("createOption", "FromImage")
    disk.setdefault("caching", "ReadWrite")
    disk["managedDisk"] = {"storageAccountType": "Premium_LRS", **(disk.get("managedDisk") or {})}
    if image is not None:
        version = exact or image.version
        storage["imageReference"] = {**storage["imageReference"], "exactVersion": version}
        disk.setdefault("osType", image.os_type)
        disk.setdefault("diskSizeGB", image.disk_gb)
    storage["osDisk"] = disk
    storage["dataDisks"] = [
        {
            "caching": "None",
            "toBeDetached": False,
            **data_disk,
            "managedDisk": {
                "storageAccountType": "Premium_LRS",
                **(data_disk.get("managedDisk") or {}),
            },
        }
        for data_disk in storage.get("dataDisks") or ()
    ]
    return storage


def _os_profile(asked_for: Json, image: Image | None, name: str, patching: Json) -> Json:
    profile = {key: part for key, part in asked_for.items() if key not in SECRETS}
    profile.setdefault("computerName", name)
    if image is not None and image.os_type == "Linux":
        profile["linuxConfiguration"] = _linux(profile.get("linuxConfiguration") or {}, patching)
    else:
        profile["windowsConfiguration"] = _windows(
            profile.get("windowsConfiguration") or {}, patching
        )
    return {
        "secrets": [],
        "allowExtensionOperations": True,
        "requireGuestProvisionSignal": True,
        **profile,
    }


def _windows(asked_for: Json, patching: Json) -> Json:
    automatic = asked_for.get("enableAutomaticUpdates", True)
    default = "AutomaticByOS" if automatic else "Manual"
    return {
        "provisionVMAgent": True,
        "enableAutomaticUpdates": True,
        **asked_for,
        "patchSettings": {
            "patchMode": default,
            **patching,
            **(asked_for.get("patchSettings") or {}),
        },
    }


def _linux(asked_for: Json, patching: Json) -> Json:
    return {
        "disablePasswordAuthentication": False,
        "provisionVMAgent": True,
        **asked_for,
        "patchSettings": {
            "patchMode": "ImageDefault",
            **patching,
            **(asked_for.get("patchSettings") or {}),
        },
    }
