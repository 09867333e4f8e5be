"""HP017: the size runs machines of generation 2 with Trusted Launch."""

from collections.abc import Iterator
from dataclasses import replace

from azure_hotpatch_facts import sizes
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, Undecided, wrong
from azure_hotpatch_policies.settings import Settings

ALLOWED = "a size for generation 2 and Trusted Launch, such as 'Standard_D2s_v5'"


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield why the size is unfit."""
    for size in machine.sizes:
        if size.mark is not None:
            yield Undecided(size.path, size.mark.value, ALLOWED)
        elif not isinstance(size.raw, str):
            yield wrong(size, ALLOWED, "Write the size.", sizes.TRUSTED_LAUNCH_SIZES)
        else:
            for violation in sizes.size_violations(size.raw):
                found = violation.found.replace(repr(size.raw), size.found)
                yield replace(violation, path=size.path, found=found)


RULE = Rule(
    id="HP017",
    name="size",
    title="Size for generation 2 and Trusted Launch",
    description="The size of every Windows machine can run generation 2 and Trusted Launch.",
    why="These images are of generation 2; Azure refuses the machine on an older size.",
    fix="Take a newer size of the B, D, E or F family, such as Standard_D2s_v5.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=sizes.TRUSTED_LAUNCH_SIZES,
    tags=("security", "size"),
)
