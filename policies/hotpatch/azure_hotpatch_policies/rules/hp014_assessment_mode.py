"""HP014: the platform assesses patches."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

FIX = "Otherwise nobody sees which patches are missing: set it to AutomaticByPlatform."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why the platform does not assess patches."""
    yield from must_be(
        machine.assessment_mode,
        wanted=patch_settings.PLATFORM,
        fix=FIX,
        source=patch_settings.MODELS,
    )


RULE = Rule(
    id="HP014",
    name="assessment-mode",
    title="Assessed by the platform",
    description="The assessment mode of every Windows machine is AutomaticByPlatform.",
    why="Without it, status shows only what somebody asked for, and old.",
    fix="Set assessmentMode to AutomaticByPlatform; an existing machine takes it in place.",
    severity=Severity.LOW,
    judges=EachMachine(check),
    source=patch_settings.MODELS,
    tags=("patching",),
    is_mandatory=False,
)
