"""HP004: patches are orchestrated by the platform."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import (
    Answer,
    EachMachine,
    Rule,
    Severity,
    Undecided,
    must_be,
    wrong,
)
from azure_hotpatch_policies.settings import Settings

_WORDS = [str(word) for word in patch_settings.SETTINGS[patch_settings.REBOOT_SETTING]]
REBOOTS = " or ".join(repr(word) for word in _WORDS)
FIX = "Only the platform installs hotpatches: set it to AutomaticByPlatform."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why the platform does not orchestrate patches."""
    yield from must_be(
        machine.patch_mode, wanted=patch_settings.PLATFORM, fix=FIX, source=patch_settings.MODELS
    )
    reboot = machine.reboot_setting
    if reboot.mark is not None:
        yield Undecided(reboot.path, reboot.mark.value, REBOOTS)
    elif not reboot.is_absent and reboot.text not in [word.lower() for word in _WORDS]:
        yield wrong(reboot, REBOOTS, "Use one of these, or leave it out.", patch_settings.MODELS)


RULE = Rule(
    id="HP004",
    name="patch-mode",
    title="Patched by the platform",
    description="The patch mode of every Windows machine is AutomaticByPlatform, and a reboot "
    "setting beside it is one of Azure's.",
    why="Azure refuses hotpatch in any other mode, and a machine that left the mode gets updates "
    "with reboots.",
    fix="Set patchMode to AutomaticByPlatform; an existing machine takes the change in place.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=patch_settings.MODELS,
    tags=("patching",),
)
