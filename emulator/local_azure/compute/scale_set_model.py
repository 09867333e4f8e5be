"""A scale set as it is kept, and one machine of it as it would be made."""

from local_azure.arm import Json
from local_azure.compute import model
from local_azure.compute.images import Image

TYPE = "Microsoft.Compute/virtualMachineScaleSets"
PROFILE = "virtualMachineProfile"

_OF_A_MACHINE = (
    "osProfile",
    "storageProfile",
    "securityProfile",
    "diagnosticsProfile",
    "licenseType",
    "userData",
)
"""What a machine of the set takes over from the profile as it stands."""

_READ_ONLY = ("provisioningState", "uniqueId", "timeCreated")


def asked(body: Json, existing: Json | None, *, is_patch: bool) -> Json:
    """What a request asks for, beside what the set has already.

    A PATCH lies over the whole set, but its tags take the place of all tags. A PUT keeps sku, plan,
    zones, identity and the profile where it does not mention them.
    """
    if existing is None:
        return body
    if is_patch:
        tags = {"tags": body["tags"]} if "tags" in body else {}
        return {**model.merged(existing, body), **tags}
    given: Json = body.get("properties") or {}
    old: Json = existing["properties"]
    kept = {name: old[name] for name in (PROFILE, "orchestrationMode") if name in old}
    beside = ("sku", "plan", "zones", "identity")
    stays: Json = {name: existing[name] for name in beside if name in existing}
    return {**stays, **body, "properties": {**kept, **given}}


def machine(wanted: Json, computer_name: str, password: str | None = None) -> Json:
    """The body of one machine of a set, without its place in the network.

    `password` is the administrator's where the set does not tell it.
    """
    profile = _profile(wanted)
    properties = {name: profile[name] for name in _OF_A_MACHINE if name in profile}
    system = dict(properties.get("osProfile") or {})
    prefix = system.pop("computerNamePrefix", None)
    if system or prefix is not None:
        system["computerName"] = computer_name
        if password is not None:
            system.setdefault("adminPassword", password)
        properties["osProfile"] = system
    size = (wanted.get("sku") or {}).get("name")
    beside: Json = {name: wanted[name] for name in ("plan", "identity") if name in wanted}
    return {
        **beside,
        "location": wanted.get("location"),
        "properties": {**properties, "hardwareProfile": {"vmSize": size}},
    }


def prefix_of(wanted: Json) -> str:
    """The beginning of its machines' computer names."""
    found: str = (_profile(wanted).get("osProfile") or {}).get("computerNamePrefix") or ""
    return found


def extensions_of(wanted: Json) -> list[Json]:
    """The extensions that each machine gets."""
    found: list[Json] = (_profile(wanted).get("extensionProfile") or {}).get("extensions") or []
    return found


def interfaces_of(wanted: Json) -> list[Json]:
    """The interfaces that each machine gets, as the profile describes them."""
    network: Json = _profile(wanted).get("networkProfile") or {}
    found: list[Json] = network.get("networkInterfaceConfigurations") or []
    return found


def capacity_of(wanted: Json) -> int:
    """How many machines it is to have."""
    found: int = (wanted.get("sku") or {}).get("capacity") or 0
    return found


def filled(wanted: Json, image: Image | None, *, name: str, api_version: str) -> Json:
    """The set with ARM's defaults, and without what ARM never gives back."""
    properties = {
        "singlePlacementGroup": False,
        "platformFaultDomainCount": 1,
        "upgradePolicy": {"mode": "Manual"},
        **{
            key: value
            for key, value in (wanted.get("properties") or {}).items()
            if key not in _READ_ONLY
        },
    }
    profile = dict(properties[PROFILE])
    of_machine = model.filled(
        machine(wanted, name), image, name=name, api_version=api_version, exact=None
    )
    system = {**of_machine["osProfile"], "computerNamePrefix": prefix_of(wanted)}
    del system["computerName"]
    storage = of_machine["storageProfile"]
    # Each machine has the version that was the latest when it was made.
    storage.get("imageReference", {}).pop("exactVersion", None)
    profile |= {"osProfile": system, "storageProfile": storage}
    profile.pop("userData", None)
    if extensions_of(wanted):
        shown = [_without_secrets(extension) for extension in extensions_of(wanted)]
        profile["extensionProfile"] = {**profile["extensionProfile"], "extensions": shown}
    sku = {"tier": "Standard", **(wanted.get("sku") or {})}
    return {**wanted, "sku": sku, "properties": {**properties, PROFILE: profile}}


def _without_secrets(extension: Json) -> Json:
    properties = {
        name: value
        for name, value in (extension.get("properties") or {}).items()
        if not name.startswith("protectedSettings")
    }
    return {**extension, "properties": {"autoUpgradeMinorVersion": True, **properties}}


def _profile(wanted: Json) -> Json:
    found: Json = (wanted.get("properties") or {}).get(PROFILE) or {}
    return found
