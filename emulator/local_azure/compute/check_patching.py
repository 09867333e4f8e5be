"""Patch settings: which of them go together, and with which image."""

from local_azure.compute.check import ASSUMED, Check
from local_azure.compute.wish import Wish

_WINDOWS = "osProfile.windowsConfiguration"
_PATCHING = f"{_WINDOWS}.patchSettings"
_TARGET = "windowsConfiguration.patchSettings"
_OLDEST = "2020-06-01"
_MODES = ("Manual", "AutomaticByOS", "AutomaticByPlatform", None)
_ASSESSMENTS = ("ImageDefault", "AutomaticByPlatform", None)


def _mode(wish: Wish) -> object:
    return wish.value(f"{_PATCHING}.patchMode")


def _is_platform(wish: Wish) -> bool:
    return _mode(wish) == "AutomaticByPlatform"


def _has_agent(wish: Wish) -> bool:
    return wish.value(f"{_WINDOWS}.provisionVMAgent") is not False


def _is_automatic(wish: Wish) -> bool:
    return wish.value(f"{_WINDOWS}.enableAutomaticUpdates") is not False


def _wants_hotpatch(wish: Wish) -> bool:
    return wish.value(f"{_PATCHING}.enableHotpatching") is True


def _can_hotpatch(wish: Wish) -> bool:
    return wish.image is not None and wish.image.hotpatch


def _bypasses(wish: Wish) -> bool:
    path = f"{_PATCHING}.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule"
    return wish.value(path) is True


def _has_platform_settings(wish: Wish) -> bool:
    return bool(wish.value(f"{_PATCHING}.automaticByPlatformSettings"))


PATCH_CHECKS: tuple[Check, ...] = (
    Check(
        name="a hotpatch image needs api-version 2020-06-01 or newer",
        when=lambda wish: _can_hotpatch(wish) and wish.api_version < _OLDEST,
        code="BadRequest",
        message="Hotpatch compatible VMs cannot be created or updated with an API version lower"
        " than '2020-06-01'.",
        source="hashicorp/packer#11746",
    ),
    Check(
        name="a hotpatch image needs patch settings",
        when=lambda wish: _can_hotpatch(wish) and not wish.given(_PATCHING),
        message="PatchSettings must be specified for hotpatch compatible VMs.",
        source="hashicorp/packer-plugin-azure#189",
    ),
    Check(
        name="the patch mode is one of three",
        when=lambda wish: _mode(wish) not in _MODES,
        target=f"{_TARGET}.patchMode",
        message="The value '{patch_mode}' of parameter 'windowsConfiguration.patchSettings."
        "patchMode' is invalid.",
        source=ASSUMED,
    ),
    Check(
        name="the assessment mode is one of two",
        when=lambda wish: wish.value(f"{_PATCHING}.assessmentMode") not in _ASSESSMENTS,
        target=f"{_TARGET}.assessmentMode",
        message="The value '{assessment_mode}' of parameter 'windowsConfiguration.patchSettings."
        "assessmentMode' is invalid.",
        source=ASSUMED,
    ),
    Check(
        name="hotpatch needs the agent and AutomaticByPlatform",
        when=lambda wish: _wants_hotpatch(wish) and not (_has_agent(wish) and _is_platform(wish)),
        target=f"{_TARGET}.enableHotpatching",
        message="EnableHotpatching cannot be set to true. For enableHotpatching, the"
        " 'provisionVMAgent' must be set to true and 'patchMode' must be set to"
        " 'AutomaticByPlatform'.",
        source="Azure/azure-cli#21504",
    ),
    Check(
        name="hotpatch needs an image that can hotpatch",
        when=lambda wish: _wants_hotpatch(wish) and not _can_hotpatch(wish),
        target=f"{_TARGET}.enableHotpatching",
        message="EnableHotpatching cannot be set to true. For enableHotpatching, the platform"
        " image '{urn}' must be hotpatch compatible.",
        source=ASSUMED,
    ),
    Check(
        name="hotpatch needs the platform's safety checks",
        when=lambda wish: _wants_hotpatch(wish) and _bypasses(wish),
        message="Hotpatch updates require platform safety checks. The"
        " 'BypassPlatformSafetyChecksOnUserSchedule' flag must be set to false to enable"
        " hotpatching.",
        source="claranet/terraform-azurerm-windows-vm#4",
    ),
    Check(
        name="AutomaticByOS needs automatic updates",
        when=lambda wish: _mode(wish) == "AutomaticByOS" and not _is_automatic(wish),
        target=f"{_TARGET}.patchMode",
        message="The patchMode 'AutomaticByOS' is invalid. For patchMode 'AutomaticByOS', the"
        " property 'enableAutomaticUpdates' must be set to true.",
        source="kumarvna/terraform-azurerm-virtual-machine#13",
    ),
    Check(
        name="AutomaticByPlatform needs the agent",
        when=lambda wish: _is_platform(wish) and not _has_agent(wish),
        target=f"{_TARGET}.patchMode",
        message="The patchMode 'AutomaticByPlatform' is invalid. For patchMode"
        " 'AutomaticByPlatform', the property 'provisionVMAgent' must be set to true.",
        source=ASSUMED,
    ),
    Check(
        name="AutomaticByPlatform needs automatic updates on a new machine",
        when=lambda wish: wish.is_new and _is_platform(wish) and not _is_automatic(wish),
        target=f"{_TARGET}.patchMode",
        message="The patchMode 'AutomaticByPlatform' is invalid. For patchMode"
        " 'AutomaticByPlatform', the property 'enableAutomaticUpdates' must be set to true.",
        source=ASSUMED,
    ),
    Check(
        name="assessment by the platform needs the agent",
        when=lambda wish: (
            wish.value(f"{_PATCHING}.assessmentMode") == "AutomaticByPlatform"
            and not _has_agent(wish)
        ),
        target=f"{_TARGET}.assessmentMode",
        message="The assessmentMode 'AutomaticByPlatform' is invalid. For assessmentMode"
        " 'AutomaticByPlatform', the property 'provisionVMAgent' must be set to true.",
        source=ASSUMED,
    ),
    Check(
        name="settings of AutomaticByPlatform need that mode",
        when=lambda wish: _has_platform_settings(wish) and not _is_platform(wish),
        target=f"{_TARGET}.automaticByPlatformSettings",
        message="AutomaticByPlatformSettings cannot be specified. For"
        " automaticByPlatformSettings, the 'patchMode' must be set to 'AutomaticByPlatform'.",
        source=ASSUMED,
    ),
)
