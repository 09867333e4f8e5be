"""Patch settings of a Windows machine: what hotpatch needs, and what ARM rejects together.

Settings are a mapping of ARM's own paths below `osProfile.windowsConfiguration`, without their
blocks: `{"patchSettings.patchMode": "AutomaticByPlatform"}`. `flattened` makes one from a model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azure_hotpatch_facts.violations import ABSENT, Violation, shown

BLOCK = "osProfile.windowsConfiguration"
AGENT = "provisionVMAgent"
AUTOMATIC_UPDATES = "enableAutomaticUpdates"
HOTPATCHING = "patchSettings.enableHotpatching"
PATCH_MODE = "patchSettings.patchMode"
ASSESSMENT_MODE = "patchSettings.assessmentMode"
REBOOT_SETTING = "patchSettings.automaticByPlatformSettings.rebootSetting"
BYPASS = "patchSettings.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule"

PLATFORM = "AutomaticByPlatform"

Scalar = str | bool | None

SETTINGS: Mapping[str, tuple[Scalar, ...]] = {
    AGENT: (True, False),
    AUTOMATIC_UPDATES: (True, False),
    HOTPATCHING: (True, False),
    PATCH_MODE: ("Manual", "AutomaticByOS", PLATFORM),
    ASSESSMENT_MODE: ("ImageDefault", PLATFORM),
    REBOOT_SETTING: ("Unknown", "IfRequired", "Never", "Always"),
    BYPASS: (True, False),
}
"""Every patch setting with the values that it can have.

Source: azure-mgmt-compute 39.0.0, models WindowsConfiguration, PatchSettings and
WindowsVMGuestPatchAutomaticByPlatformSettings, read 2026-11-23.
"""

DEFAULTS: Mapping[str, Scalar] = {
    AGENT: True,
    AUTOMATIC_UPDATES: True,
    HOTPATCHING: False,
    PATCH_MODE: "AutomaticByOS",
    ASSESSMENT_MODE: "ImageDefault",
    REBOOT_SETTING: None,
    BYPASS: False,
}
"""What Azure takes where a setting is absent. Source: as SETTINGS."""

HOTPATCH: Mapping[str, Scalar] = {
    AGENT: True,
    AUTOMATIC_UPDATES: True,
    HOTPATCHING: True,
    PATCH_MODE: PLATFORM,
    ASSESSMENT_MODE: PLATFORM,
    BYPASS: False,
}
"""The settings of a machine that takes hotpatches and is assessed by the platform.

Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching and the
answers of ARM in RULES, read 2026-11-23.
"""

MODELS = "https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update"


@dataclass(frozen=True)
class Rule:
    """Values that a setting must have while others have theirs.

    Attributes:
        path: The setting that is judged.
        allowed: The values that it may have; None stands for absent.
        when: The values of other settings under which the rule holds.
        fix: What to do, and why.
        source: Where this is said.
        message: ARM's own words where they are known, with HTTP 400 InvalidParameter.
    """

    path: str
    allowed: tuple[Scalar, ...]
    when: Mapping[str, tuple[Scalar, ...]]
    fix: str
    source: str
    message: str = ""


_NEEDS = (
    "EnableHotpatching cannot be set to true. For enableHotpatching, the 'provisionVMAgent' must "
    "be set to true and 'patchMode' must be set to 'AutomaticByPlatform'."
)
_CHECKS = (
    "Hotpatch updates require platform safety checks. The "
    "'BypassPlatformSafetyChecksOnUserSchedule' flag must be set to false to enable hotpatching."
)
_BY_OS = (
    "The patchMode 'AutomaticByOS' is invalid. For patchMode 'AutomaticByOS', the property "
    "'enableAutomaticUpdates' must be set to true."
)

RULES: tuple[Rule, ...] = (
    Rule(
        AGENT,
        (True,),
        {HOTPATCHING: (True,)},
        "Hotpatches are installed by the VM agent: set provisionVMAgent to true.",
        "https://github.com/Azure/azure-cli/issues/21504",
        _NEEDS,
    ),
    Rule(
        PATCH_MODE,
        (PLATFORM,),
        {HOTPATCHING: (True,)},
        "Only the platform installs hotpatches: set patchMode to AutomaticByPlatform.",
        "https://github.com/Azure/azure-cli/issues/21504",
        _NEEDS,
    ),
    Rule(
        BYPASS,
        (False,),
        {HOTPATCHING: (True,)},
        "Hotpatch needs the platform's safety checks, so such a machine cannot be on a schedule "
        "of its owner: set it to false, and take the machine off the maintenance configuration.",
        "https://github.com/claranet/terraform-azurerm-windows-vm/pull/4",
        _CHECKS,
    ),
    Rule(
        AUTOMATIC_UPDATES,
        (True,),
        {PATCH_MODE: ("AutomaticByOS",)},
        "Set enableAutomaticUpdates to true, or patchMode to Manual.",
        "https://github.com/kumarvna/terraform-azurerm-virtual-machine/issues/13",
        _BY_OS,
    ),
    Rule(
        AUTOMATIC_UPDATES,
        (True,),
        {PATCH_MODE: (PLATFORM,)},
        "Patching by the platform needs automatic updates, and they can be chosen only when the "
        "machine is created: set enableAutomaticUpdates to true.",
        MODELS,
    ),
    Rule(
        AUTOMATIC_UPDATES,
        (False,),
        {PATCH_MODE: ("Manual",)},
        "Set enableAutomaticUpdates to false, or patchMode to AutomaticByOS.",
        MODELS,
    ),
    Rule(
        AGENT,
        (True,),
        {PATCH_MODE: (PLATFORM,), HOTPATCHING: (False,)},
        "Patching by the platform needs the VM agent: set provisionVMAgent to true.",
        MODELS,
    ),
    Rule(
        AGENT,
        (True,),
        {
            ASSESSMENT_MODE: (PLATFORM,),
            PATCH_MODE: ("Manual", "AutomaticByOS"),
            HOTPATCHING: (False,),
        },
        "Assessment by the platform needs the VM agent: set provisionVMAgent to true.",
        MODELS,
    ),
    Rule(
        REBOOT_SETTING,
        (None,),
        {PATCH_MODE: ("Manual", "AutomaticByOS")},
        "A reboot setting is for patches by the platform: remove it, or set patchMode to "
        "AutomaticByPlatform.",
        MODELS,
    ),
)
"""What ARM rejects among the settings alone, whatever the image."""

IMAGE_TAKES_HOTPATCHES: tuple[Rule, ...] = (
    Rule(
        PATCH_MODE,
        (PLATFORM,),
        {HOTPATCHING: (False,)},
        "On a hotpatch image the mode stays AutomaticByPlatform; a machine is unenrolled by "
        "enableHotpatching false alone.",
        "https://github.com/hashicorp/terraform-provider-azurerm/pull/14779",
    ),
)
"""What holds besides on an image that takes hotpatches."""

IMAGE_TAKES_NONE: tuple[Rule, ...] = (
    Rule(
        HOTPATCHING,
        (False, None),
        {},
        "The image takes no hotpatches: choose one that does, or set enableHotpatching to false.",
        "https://learn.microsoft.com/windows-server/get-started/hotpatch",
    ),
)
"""What holds besides on every other image. ARM's own words for it are not known."""

MISSING = Violation(
    path=f"{BLOCK}.patchSettings",
    found=ABSENT,
    allowed="enableHotpatching, patchMode and assessmentMode",
    fix="Azure refuses a machine of a hotpatch image without patch settings: write them.",
    source="https://github.com/hashicorp/packer-plugin-azure/issues/189",
)


def flattened(configuration: Mapping[str, object]) -> dict[str, object]:
    """Return the settings of a `windowsConfiguration` block of ARM, by path.

    >>> flattened({"provisionVMAgent": True, "patchSettings": {"patchMode": "Manual"}})
    {'provisionVMAgent': True, 'patchSettings.patchMode': 'Manual'}
    """
    settings: dict[str, object] = {}
    for path in SETTINGS:
        value: object = configuration
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            settings[path] = value
    return settings


def violations(
    settings: Mapping[str, object], *, image_takes_hotpatches: bool
) -> tuple[Violation, ...]:
    """Return every setting that has a wrong value, by itself or together with others.

    Args:
        settings: Values by path, as `flattened` gives them; words in whatever case.
        image_takes_hotpatches: Whether the machine's image can be hotpatched.
    """
    wrong = tuple(_impossible(settings))
    if wrong:
        return wrong
    if image_takes_hotpatches and not any(path.startswith("patchSettings") for path in settings):
        return (*_broken(RULES, settings), MISSING)
    more = IMAGE_TAKES_HOTPATCHES if image_takes_hotpatches else IMAGE_TAKES_NONE
    return tuple(_broken((*RULES, *more), settings))


def _impossible(settings: Mapping[str, object]) -> Iterator[Violation]:
    for path, value in settings.items():
        allowed = SETTINGS[path]
        if value is not None and not _is_among(value, allowed):
            yield Violation(
                path=f"{BLOCK}.{path}",
                found=shown(value),
                allowed=_listed(allowed),
                fix="Use one of these.",
                source=MODELS,
            )


def _broken(rules: tuple[Rule, ...], settings: Mapping[str, object]) -> Iterator[Violation]:
    def value(path: str) -> object:
        found = settings.get(path)
        return DEFAULTS[path] if found is None else found

    for rule in rules:
        holds = all(_is_among(value(path), wanted) for path, wanted in rule.when.items())
        if holds and not _is_among(value(rule.path), rule.allowed):
            yield Violation(
                path=f"{BLOCK}.{rule.path}",
                found=shown(settings.get(rule.path)),
                allowed=_listed(rule.allowed),
                fix=rule.fix,
                source=rule.source,
            )


def _is_among(value: object, allowed: tuple[Scalar, ...]) -> bool:
    """Compare words without case, as ARM does, and never a boolean with a word."""
    if isinstance(value, str):
        return value.lower() in {word.lower() for word in allowed if isinstance(word, str)}
    return any(value is candidate for candidate in allowed)


def _listed(allowed: tuple[Scalar, ...]) -> str:
    return " or ".join(shown(value) for value in allowed)
