"""HP003: hotpatch is on."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

FIX = "Azure turns hotpatch on only where it is asked to: set it to true."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why hotpatch is not on."""
    yield from must_be(machine.hotpatching, wanted=True, fix=FIX, source=patch_settings.MODELS)


RULE = Rule(
    id="HP003",
    name="hotpatch-enabled",
    title="Hotpatch is on",
    description="Hotpatch is enabled on every Windows machine and scale set.",
    why="Nothing is on unless the model says so; without it, each month's update reboots.",
    fix="Set enableHotpatching to true, or exempt a machine that you unenroll on purpose.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=patch_settings.MODELS,
    tags=("patching",),
)
