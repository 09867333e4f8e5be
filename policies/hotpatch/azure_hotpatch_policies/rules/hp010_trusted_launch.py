"""HP010: Trusted Launch, with secure boot and vTPM."""

from collections.abc import Iterator

from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, must_be
from azure_hotpatch_policies.settings import Settings

SOURCE = "https://learn.microsoft.com/azure/virtual-machines/trusted-launch"
TYPE_FIX = "Azure takes its absence for a Standard machine: set it to TrustedLaunch."
BOOT_FIX = "Set it to true; an existing machine has to be deallocated for it."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield what is missing of Trusted Launch."""
    if machine.security_type is not None:
        yield from must_be(
            machine.security_type, wanted="TrustedLaunch", fix=TYPE_FIX, source=SOURCE
        )
    yield from must_be(machine.secure_boot, wanted=True, fix=BOOT_FIX, source=SOURCE)
    yield from must_be(machine.v_tpm, wanted=True, fix=BOOT_FIX, source=SOURCE)


RULE = Rule(
    id="HP010",
    name="trusted-launch",
    title="Trusted Launch",
    description="Every Windows machine is a Trusted Launch machine with secure boot and vTPM.",
    why="Hotpatching relies on virtualization-based security, and a machine without a security "
    "profile is a Standard one.",
    fix="Set securityType to TrustedLaunch, secureBootEnabled and vTpmEnabled to true.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=SOURCE,
    tags=("security",),
)
