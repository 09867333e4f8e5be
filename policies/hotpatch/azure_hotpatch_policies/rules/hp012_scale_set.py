"""HP012: scale sets are Flexible and have the health extension."""

from collections.abc import Iterator

from azure_hotpatch_facts import extensions
from azure_hotpatch_policies.machine import Kind, Machine
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
from azure_hotpatch_policies.values import Value

ORCHESTRATION_FIX = (
    "Scale sets of Uniform orchestration cannot be made from hotpatch images: set it to Flexible."
)
HEALTH = extensions.APPLICATION_HEALTH
HEALTH_FIX = "Azure patches the machines of a scale set by their health: add the extension."


def check(machine: Machine, _settings: Settings) -> Iterator[Answer]:
    """Yield what keeps a scale set from being hotpatched besides what holds for any machine."""
    if machine.kind is not Kind.SCALE_SET:
        return
    yield from must_be(
        machine.orchestration,
        wanted="Flexible",
        fix=ORCHESTRATION_FIX,
        source=extensions.HEALTH_SOURCE,
    )
    found = machine.extensions
    verdicts = [_is_health(extension) for extension in found.items()]
    wanted = f"one with publisher {HEALTH.publisher} and type {HEALTH.type}"
    if any(verdict is True for verdict in verdicts):
        return
    if None in verdicts:
        why = found.mark.value if found.mark else "extensions of which some are not known yet"
        yield Undecided(found.path, why, wanted)
    else:
        yield wrong(found, wanted, HEALTH_FIX, extensions.HEALTH_SOURCE)


def _is_health(extension: Value) -> bool | None:
    """Tell whether an extension is the one; None where nobody can tell yet."""
    if extension.mark is not None:
        return None
    # azure-native writes them flat, a template below `properties`.
    below = extension.at("properties")
    holder = extension if below.is_absent else below
    publisher, type_ = holder.at("publisher"), holder.at("type")
    if all(
        part.mark or part.text == name.lower()
        for part, name in ((publisher, HEALTH.publisher), (type_, HEALTH.type))
    ):
        return None if publisher.mark or type_.mark else True
    return False


RULE = Rule(
    id="HP012",
    name="scale-set",
    title="Flexible scale sets with health",
    description="A Windows scale set is Flexible and has the application health extension.",
    why="Uniform scale sets cannot be made from these images, and Azure demands the extension.",
    fix="Set orchestrationMode to Flexible, and add Microsoft.ManagedServices' "
    "ApplicationHealthWindows.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=extensions.HEALTH_SOURCE,
    tags=("scale-set",),
)
