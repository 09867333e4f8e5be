"""What ARM refuses of a scale set besides what it refuses of each of its machines."""

from collections.abc import Callable
from typing import Any

from local_azure.arm import Json
from local_azure.compute import scale_set_model as model
from local_azure.compute.check import ASSUMED, Check
from local_azure.compute.check_images import IMAGE_CHECKS
from local_azure.compute.check_patching import PATCH_CHECKS
from local_azure.compute.check_profiles import PROFILE_CHECKS, lacks
from local_azure.compute.wish import Wish

HEALTH = ("microsoft.managedservices", "applicationhealthwindows")
LARGEST = 1000
_PREFIX_LENGTH = 9
_NETWORK_VERSION = "2020-11-01"
_FAULT_DOMAINS = (1, 2, 3, 5)
_AZURERM = "hashicorp/terraform-provider-azurerm orchestrated_virtual_machine_scale_set_resource.go"
_PATCHING = "osProfile.windowsConfiguration.patchSettings"

# Where it is in the set, and under which name ARM would speak of it.
# Source: what azurerm makes a new scale set for.
_CREATE_ONLY = (
    ("properties.orchestrationMode", "orchestrationMode"),
    ("properties.platformFaultDomainCount", "platformFaultDomainCount"),
    ("zones", "zones"),
    (
        "properties.virtualMachineProfile.osProfile.computerNamePrefix",
        "osProfile.computerNamePrefix",
    ),
    ("properties.virtualMachineProfile.osProfile.adminUsername", "osProfile.adminUsername"),
)


def _at(part: Json | None, path: str) -> Any:
    found: Any = part
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _set(wish: Wish, path: str) -> Any:
    """What is wanted of the set itself."""
    return _at(wish.asked["scaleSet"], path)


def _changes(wish: Wish, path: str) -> bool:
    before = _at(wish.asked["scaleSetBefore"], path)
    return before is not None and _set(wish, path) not in (None, before)


def _can_hotpatch(wish: Wish) -> bool:
    return wish.image is not None and wish.image.hotpatch


def _is_flexible(wish: Wish) -> bool:
    return bool(_set(wish, "properties.orchestrationMode") == "Flexible")


def _hotpatching_is_off(wish: Wish) -> bool:
    """Whether hotpatching is off, or a PATCH of the profile leaves it out."""
    sent = wish.asked["scaleSetSent"]
    is_left_out = sent is not None and _at(sent, f"{_PATCHING}.enableHotpatching") is not True
    wanted = wish.value(f"{_PATCHING}.enableHotpatching") is True
    has_settings = bool(wish.given(_PATCHING))
    return _can_hotpatch(wish) and has_settings and (is_left_out or not wanted)


def _lacks_health(wish: Wish) -> bool:
    named = {
        (
            str(_at(extension, "properties.publisher")).lower(),
            str(_at(extension, "properties.type")).lower(),
        )
        for extension in model.extensions_of(wish.asked["scaleSet"])
    }
    mode = wish.value(f"{_PATCHING}.patchMode")
    return bool(mode == "AutomaticByPlatform") and HEALTH not in named


def _lacks_network_version(wish: Wish) -> bool:
    path = "properties.virtualMachineProfile.networkProfile.networkApiVersion"
    return bool(_set(wish, path) != _NETWORK_VERSION)


def _has_wrong_fault_domains(wish: Wish) -> bool:
    count = _set(wish, "properties.platformFaultDomainCount")
    allowed = (1,) if _set(wish, "zones") else _FAULT_DOMAINS
    return count is not None and count not in allowed


def _has_wrong_prefix(wish: Wish) -> bool:
    prefix = model.prefix_of(wish.asked["scaleSet"])
    return wish.os_type == "Windows" and not 0 < len(prefix) <= _PREFIX_LENGTH


def _check(
    name: str,
    when: Callable[[Wish], bool],
    message: str,
    *,
    target: str | None = None,
    source: str = ASSUMED,
) -> Check:
    return Check(name=name, when=when, message=message, target=target, source=source)


SCALE_SET_CHECKS: tuple[Check, ...] = (
    *(
        Check(
            name=f"a scale set's {name} is set once",
            when=lambda wish, path=path: _changes(wish, path),  # type: ignore[misc]
            status=409,
            code="PropertyChangeNotAllowed",
            target=name,
            message=f"Changing property '{name}' is not allowed.",
            source=ASSUMED,
        )
        for path, name in _CREATE_ONLY
    ),
    *(
        lacks(path)
        for path in ("storageProfile", "storageProfile.imageReference", "osProfile.adminUsername")
    ),
    _check(
        "a Uniform scale set cannot be made from a hotpatch image",
        lambda wish: _can_hotpatch(wish) and not _is_flexible(wish),
        "The platform image '{urn}' is not supported by Virtual Machine Scale Sets of Uniform"
        " orchestration mode.",
        target="orchestrationMode",
    ),
    _check(
        "scale sets are Flexible here",
        lambda wish: not _is_flexible(wish),
        "This local Azure serves Virtual Machine Scale Sets of Flexible orchestration mode only.",
        target="orchestrationMode",
        source="this local Azure's own limit",
    ),
    _check(
        "a Flexible scale set says networkApiVersion 2020-11-01",
        _lacks_network_version,
        "The value of parameter 'networkProfile.networkApiVersion' is invalid. For Flexible"
        f" orchestration mode, it must be '{_NETWORK_VERSION}'.",
        target="networkProfile.networkApiVersion",
    ),
    _check(
        "a Flexible scale set over zones has one fault domain, any other 1, 2, 3 or 5",
        _has_wrong_fault_domains,
        "The value of parameter 'platformFaultDomainCount' is invalid.",
        target="platformFaultDomainCount",
    ),
    _check(
        "a Flexible scale set has no single placement group",
        lambda wish: _set(wish, "properties.singlePlacementGroup") is True,
        "The value of parameter 'singlePlacementGroup' is invalid.",
        target="singlePlacementGroup",
    ),
    _check(
        "a scale set has at most 1000 machines",
        lambda wish: not 0 <= model.capacity_of(wish.asked["scaleSet"]) <= LARGEST,
        "The value of parameter 'sku.capacity' is invalid.",
        target="sku.capacity",
    ),
    _check(
        "a Windows computer name's prefix has at most 9 characters",
        _has_wrong_prefix,
        "Windows computer name prefix cannot be more than 9 characters long, be entirely numeric,"
        " or contain the following characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] {{ }} \\ | ; : ."
        " ' \" , < > / ?.",
        target="computerNamePrefix",
    ),
    _check(
        "hotpatching is on for ever in a scale set of a hotpatch image, and every PATCH of its"
        " profile says so",
        _hotpatching_is_off,
        "'EnableHotpatching' must be set to 'true' on Virtual Machine Scale Sets running"
        " Hotpatch-compatible images.",
        source="hashicorp/terraform-provider-azurerm#24335",
    ),
    _check(
        "a scale set that the platform patches has the application health extension",
        _lacks_health,
        "The patchMode 'AutomaticByPlatform' is invalid. For patchMode 'AutomaticByPlatform', the"
        " Virtual Machine Scale Set must have the application health extension.",
        target="extensionProfile",
    ),
)

CHECKS: tuple[Check, ...] = (
    *SCALE_SET_CHECKS,
    *IMAGE_CHECKS,
    *PROFILE_CHECKS,
    *PATCH_CHECKS,
)
"""Everything that is asked of a scale set; of its machines as of new ones."""

ASSUMED_OF_SCALE_SETS: tuple[str, ...] = (
    f"What a scale set cannot change is what {_AZURERM} makes a new one for.",
    "A scale set without an orchestrationMode is taken as a Uniform one.",
)
