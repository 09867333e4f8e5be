"""Inputs of a machine beyond the component's arguments, and the ones that it keeps to itself."""

import difflib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
from pulumi_azure_native import compute

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_facts.violations import shown

OWNED: Mapping[str, str] = {
    "resourceGroupName": "use `resource_group_name`",
    "vmName": "use `vm_name`",
    "location": "use `location`",
    "zones": "use `zone`",
    "tags": "use `tags`",
    "identity": "use `system_identity` and `user_identities`",
    "licenseType": "use `license_type`",
    "networkProfile": "use `subnet_id` or `network_interface_id`",
    "diagnosticsProfile": "use `boot_diagnostics`",
    "hardwareProfile.vmSize": "use `size`",
    "osProfile.computerName": "use `computer_name`",
    "osProfile.adminUsername": "use `admin_username`",
    "osProfile.adminPassword": "use `admin_password`",
    "osProfile.linuxConfiguration": "only Windows Server takes hotpatches",
    "osProfile.windowsConfiguration.timeZone": "use `time_zone`",
    "osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings.rebootSetting": (
        "use `reboot_setting`"
    ),
    "securityProfile.securityType": "it is always TrustedLaunch",
    "securityProfile.uefiSettings": "secure boot and vTPM are always on",
    "securityProfile.encryptionAtHost": "use `encryption_at_host`",
    "storageProfile.imageReference": "use `image` or `image_reference`",
    "storageProfile.dataDisks": "use `data_disks`",
    "storageProfile.osDisk.name": "it is the machine's name with -os",
    "storageProfile.osDisk.createOption": "it is always FromImage",
    "storageProfile.osDisk.osType": "it is always Windows",
    "storageProfile.osDisk.deleteOption": "it is always Delete",
    "storageProfile.osDisk.diskSizeGB": "use `os_disk_size_gb`",
    "storageProfile.osDisk.managedDisk.storageAccountType": "use `os_disk_type`",
    "storageProfile.osDisk.image": "use `image` or `image_reference`",
    "storageProfile.osDisk.vhd": "the disk is a managed one",
}
"""Paths that HotpatchVm writes itself, with what a caller does instead."""

NOT_NAMES = frozenset({"tags", "settings", "userAssignedIdentities"})
"""Blocks whose keys are the user's own words."""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


_INPUTS = {
    parameter: _camel(parameter)
    for parameter in inspect.signature(compute.VirtualMachineArgs).parameters
}

_SPELLINGS = {
    name.lower(): name
    for name in (
        *_INPUTS.values(),
        *(part for path in OWNED for part in path.split(".")),
        *(part for path in patch_settings.SETTINGS for part in path.split(".")),
    )
}
"""Azure's spelling of the names that HotpatchVm knows; ARM takes them in whatever case."""


def keywords(model: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model in Azure's spelling as keyword arguments of azure-native's VirtualMachine."""
    return {parameter: model[name] for parameter, name in _INPUTS.items() if name in model}


def unknown_inputs(model: Mapping[str, Any]) -> Iterator[str]:
    """Yield what azure-native's VirtualMachine has no such input for, with the nearest one."""
    for name in model:
        if name not in _INPUTS.values():
            near = difflib.get_close_matches(name, _INPUTS.values(), n=1)
            hint = f"Did you mean {near[0]}?" if near else "Remove it."
            yield f"{name}: azure-native's VirtualMachine has no such input. {hint}"


def merged(model: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return a model with further inputs, block by block.

    >>> merged({"osProfile": {"computerName": "web"}}, {"osProfile": {"customData": "eA=="}})
    {'osProfile': {'computerName': 'web', 'customData': 'eA=='}}
    """
    result = dict(model)
    for name, value in extra.items():
        present = result.get(name)
        if isinstance(present, Mapping) and isinstance(value, Mapping):
            result[name] = merged(present, value)
        else:
            result[name] = value
    return result


def extra_mistakes(
    extra: Mapping[str, Any], plan: Mapping[str, str] | None, *, hotpatch: bool
) -> Iterator[str]:
    """Yield which further inputs a machine cannot have, or not in this spelling.

    Args:
        extra: The further inputs.
        plan: The purchase plan that the image brings; None with a released one.
        hotpatch: Whether the machine is to be enrolled.
    """
    yield from _misspelled(extra, "extra.")
    if "plan" in {name.lower() for name in extra}:
        yield "extra.plan: found a value; allowed: absent. " + (
            "The catalogue fills it in for the preview image: leave it out."
            if plan
            else "A released image breaks with a purchase plan: leave it out."
        )
    seen: set[str] = set()
    for path, value in _leaves(extra):
        owned = next((own for own in OWNED if _is_within(path, own)), None)
        if owned is not None and owned not in seen:
            seen.add(owned)
            yield (
                f"extra.{owned}: found a value; allowed: absent. HotpatchVm writes it itself: "
                f"{OWNED[owned]}."
            )
        elif owned is None and any(_is_within(own, path) for own in OWNED):
            yield (
                f"extra.{path}: found {_kind(value)}; allowed: a mapping. HotpatchVm writes parts "
                "of it itself: name the parts that you want to add."
            )
    yield from _settings_mistakes(extra, hotpatch=hotpatch)


def _settings_mistakes(extra: Mapping[str, Any], *, hotpatch: bool) -> Iterator[str]:
    """Judge the patch settings as they would be with the further inputs."""
    profile = _block(extra, "osProfile")
    asked = patch_settings.flattened(_block(profile, "windowsConfiguration"))
    asked.pop(patch_settings.REBOOT_SETTING, None)
    written = {**patch_settings.HOTPATCH, patch_settings.HOTPATCHING: hotpatch}
    merged_settings = {**written, **asked}
    empty = {path.lower() for path, value in _leaves(extra) if value is None}
    emptied = {
        setting: None
        for setting in patch_settings.HOTPATCH
        if f"{patch_settings.BLOCK}.{setting}".lower() in empty
    }
    reasons = {
        violation.path: f"{violation.fix} ({violation.source})"
        for violation in patch_settings.violations(merged_settings, image_takes_hotpatches=True)
    }
    for setting, value in {**asked, **emptied}.items():
        fixed = written[setting]
        path = f"{patch_settings.BLOCK}.{setting}"
        if value == fixed:
            continue
        reason = reasons.get(path, "HotpatchVm always writes it so.")
        if setting == patch_settings.HOTPATCHING:
            wish = "unenrol" if hotpatch else "enrol"
            reason = f"To {wish} the machine, use the argument `hotpatch`."
        found = "null" if value is None else shown(value)
        if isinstance(value, pulumi.Output):
            found = "an output"
        yield f"extra.{path}: found {found}; allowed: {shown(fixed)}. {reason}"


def _misspelled(block: Mapping[str, Any], place: str) -> Iterator[str]:
    is_outermost = place == "extra."
    for name, value in block.items():
        right = _SPELLINGS.get(name.replace("_", "").lower())
        if is_outermost and name not in _INPUTS.values():
            near = right or next(iter(difflib.get_close_matches(name, _INPUTS.values(), n=1)), None)
            hint = f"Did you mean {near}?" if near else "Remove it."
            yield f"{place}{name}: azure-native's VirtualMachine has no such input. {hint}"
        elif "_" in name or (right is not None and right != name):
            yield (
                f"{place}{name}: found another spelling than Azure's; allowed: "
                f"{right or _camel(name)}. Write it so, in every language."
            )
        if isinstance(value, Mapping) and name not in NOT_NAMES:
            yield from _misspelled(value, f"{place}{name}.")


def _leaves(block: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in block.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value


def _is_within(path: str, block: str) -> bool:
    """Tell whether a path is a block or lies in it; names in whatever case."""
    return f"{path.lower()}.".startswith(f"{block.lower()}.")


def _block(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _kind(value: object) -> str:
    return "null" if value is None else f"a value of type {type(value).__name__}"
