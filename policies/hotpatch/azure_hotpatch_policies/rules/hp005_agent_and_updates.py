"""HP005: the VM agent and automatic updates are not off."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

AGENT_FIX = (
    "Hotpatches are installed by the VM agent, and it can be chosen only when the machine is "
    "created: set it to true."
)
UPDATES_FIX = (
    "Patching by the platform needs automatic updates, and they can be chosen only when the "
    "machine is created: set it to true."
)


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield what is off of agent and automatic updates."""
    source = patch_settings.MODELS
    yield from must_be(machine.agent, wanted=True, fix=AGENT_FIX, source=source)
    yield from must_be(machine.automatic_updates, wanted=True, fix=UPDATES_FIX, source=source)


RULE = Rule(
    id="HP005",
    name="agent-and-updates",
    title="VM agent and automatic updates",
    description="The VM agent and automatic updates of a Windows machine are not turned off.",
    why="Hotpatches come through the agent. Both can be chosen only when the machine is created: "
    "a mistake costs a new machine.",
    fix="Set both to true, or leave them out where that is the provider's default.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=patch_settings.MODELS,
    tags=("patching",),
)
