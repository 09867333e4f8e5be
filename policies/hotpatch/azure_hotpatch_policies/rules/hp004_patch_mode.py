"""HP004: patches are orchestrated by the platform."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

FIX = "Only the platform installs hotpatches: set it to AutomaticByPlatform."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why the platform does not orchestrate patches."""
    yield from must_be(
        machine.patch_mode, wanted=patch_settings.PLATFORM, fix=FIX, source=patch_settings.MODELS
    )


RULE = Rule(
    id="HP004",
    name="patch-mode",
    title="Patched by the platform",
    description="The patch mode of every Windows machine is AutomaticByPlatform.",
    why="Azure refuses hotpatch in any other mode, and a machine that left the mode gets updates "
    "with reboots.",
    fix="Set patchMode to AutomaticByPlatform; an existing machine takes the change in place.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=patch_settings.MODELS,
    tags=("patching",),
)
