"""An existing machine under management: what hotpatch changes in place, and what stays as found.

A machine is a mapping of azure-native's inputs, which are ARM's properties without `properties`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_facts import images, patch_settings
from azure_hotpatch_facts.violations import shown

_SETTINGS = (
    patch_settings.HOTPATCHING,
    patch_settings.PATCH_MODE,
    patch_settings.ASSESSMENT_MODE,
    patch_settings.BYPASS,
)
"""What hotpatch needs and Azure changes in place. Source: create_only, and hashicorp/
terraform-provider-azurerm, whose acceptance tests toggle them, read 2026-11-23."""

_NAMED = ("publisher", "offer", "sku")


@dataclass(frozen=True)
class Kept:
    """A value that an existing machine keeps, though a new one would have another.

    Attributes:
        path: Where it is, as Azure writes it.
        found: The value, or `absent`.
        usual: What a new machine has.
        why: What it means, and how it could be changed.
        rule: The rule of the policy pack that finds it; an exemption lets it pass.
    """

    path: str
    found: str
    usual: str
    why: str
    rule: str

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        return (
            f"{self.path}: found {self.found}, and a new machine has {self.usual}. It is kept: "
            f"{self.why} {self.rule} finds it; an exemption of that rule lets it pass."
        )


_SECURITY = (
    "hotpatch needs virtualization-based security, which needs this. Azure upgrades a deallocated "
    "machine of generation 2: az vm update --security-type TrustedLaunch."
)
_CREATE_ONLY = "Azure changes it on no machine, only a new machine has another."

_KEPT: tuple[tuple[str, object, object, str, str], ...] = (
    ("securityProfile.securityType", "Standard", "TrustedLaunch", _SECURITY, "HP010"),
    ("securityProfile.uefiSettings.secureBootEnabled", False, True, _SECURITY, "HP010"),
    ("securityProfile.uefiSettings.vTpmEnabled", False, True, _SECURITY, "HP010"),
    (f"{patch_settings.BLOCK}.{patch_settings.AGENT}", True, True, _CREATE_ONLY, "HP005"),
    (
        f"{patch_settings.BLOCK}.{patch_settings.AUTOMATIC_UPDATES}",
        True,
        True,
        _CREATE_ONLY,
        "HP005",
    ),
)
"""Path, what Azure takes where it is absent, what a new machine has, why it stays, the rule."""


def kept(machine: Mapping[str, Any]) -> Iterator[Kept]:
    """Yield what stays as found, though a new machine would have it otherwise."""
    is_standard = _at(machine, "securityProfile.securityType") != "TrustedLaunch"
    for path, default, usual, why, rule in _KEPT:
        value = _at(machine, path)
        if is_standard and path.startswith("securityProfile.uefiSettings."):
            continue  # It is a part of Trusted Launch.
        if (default if value is None else value) != usual:
            yield Kept(path, shown(value), shown(usual), why, rule)


def has_agent(machine: Mapping[str, Any]) -> bool:
    """Tell whether the machine was made with the agent, without which nothing is patched."""
    return _at(machine, f"{patch_settings.BLOCK}.{patch_settings.AGENT}") is not False


def with_hotpatch(
    machine: Mapping[str, Any], *, hotpatch: bool = True, reboot_setting: str | None = None
) -> dict[str, Any]:
    """Return the machine with the patch settings that hotpatch needs, and nothing else changed.

    One without the agent stays as it is: nobody can patch it.

    Args:
        machine: The machine as found.
        hotpatch: Whether it is to be enrolled.
        reboot_setting: When the platform may reboot it; None leaves it as found.
    """
    if not has_agent(machine):
        return dict(machine)
    wanted = {path: patch_settings.HOTPATCH[path] for path in _SETTINGS}
    wanted[patch_settings.HOTPATCHING] = hotpatch
    if reboot_setting is not None:
        wanted[patch_settings.REBOOT_SETTING] = reboot_setting
    result = dict(machine)
    for path, value in wanted.items():
        result = _put(result, f"{patch_settings.BLOCK}.{path}".split("."), value)
    return result


def changes(machine: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what hotpatch changes in place: path, then what is found and what it becomes."""
    after = with_hotpatch(machine)
    paths = (f"{patch_settings.BLOCK}.{path}" for path in _SETTINGS)
    return {
        path: (_at(machine, path), _at(after, path))
        for path in paths
        if _at(machine, path) != _at(after, path)
    }


def why_not(machine: Mapping[str, Any], added: tuple[images.Image, ...] = ()) -> str | None:
    """Say why a machine cannot hotpatch: its image, which nobody can change; None where it can.

    Args:
        machine: The machine as found.
        added: Images that the user vouches for.
    """
    reference = _at(machine, "storageProfile.imageReference") or {}
    publisher, offer, sku = (str(reference.get(part) or "") for part in _NAMED)
    allowed = ", ".join(image.name for image in images.HOTPATCHABLE)
    if not (publisher and offer and sku):
        found = reference.get("id") or "no marketplace image"
        return (
            f"storageProfile.imageReference: found {found}; allowed: {allowed}. Only machines of "
            "these images take hotpatches: make a new machine, as none changes its image."
        )
    image = images.find(publisher, offer, sku, added)
    if image is not None and image.can_hotpatch:
        return None
    why = image.why_not if image is not None else images.why_unknown(publisher, offer, sku)
    return (
        f"storageProfile.imageReference: found '{publisher}:{offer}:{sku}'; allowed: {allowed}. "
        f"Make a new machine, as none changes its image: {why}."
    )


def _at(machine: Mapping[str, Any], path: str) -> Any:
    found: Any = machine
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _put(block: Mapping[str, Any], path: list[str], value: object) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {**block, first: value}
    below = block.get(first)
    return {**block, first: _put(below if isinstance(below, Mapping) else {}, rest, value)}
