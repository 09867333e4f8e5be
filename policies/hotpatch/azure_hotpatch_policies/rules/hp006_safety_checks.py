"""HP006: the platform's safety checks are not bypassed."""

from collections.abc import Iterator

from azure_hotpatch_facts import patch_settings
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

SOURCE = "https://github.com/claranet/terraform-azurerm-windows-vm/pull/4"
FIX = "Azure refuses hotpatch together with it: set it to false, or leave it out."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why the safety checks are bypassed."""
    yield from must_be(machine.bypass, wanted=False, fix=FIX, source=SOURCE)


RULE = Rule(
    id="HP006",
    name="safety-checks",
    title="Platform safety checks",
    description="No Windows machine bypasses the platform's safety checks on a user's schedule.",
    why=f"Azure refuses it with hotpatch, in the words of {patch_settings.BYPASS}; and without a "
    "schedule nobody patches such a machine.",
    fix="Set bypassPlatformSafetyChecksOnUserSchedule to false, and take the machine off its "
    "maintenance configuration.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=SOURCE,
    tags=("patching", "maintenance"),
)
