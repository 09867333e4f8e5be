"""HP002: the Azure Edition image can hotpatch."""

from collections.abc import Iterator

from azure_hotpatch_facts import images
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.image_choice import allowed, image_of
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import described


def check(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield why the image cannot hotpatch; nothing where HP001 has something to say."""
    image = image_of(machine, settings)
    if isinstance(image, images.Image) and not image.can_hotpatch:
        yield Violation(
            machine.sku.path,
            described(machine.sku.raw),
            f"one of {allowed(settings)}",
            f"Choose another image: {image.why_not}.",
            image.source,
        )


RULE = Rule(
    id="HP002",
    name="hotpatch-image",
    title="Image that can hotpatch",
    description="The Azure Edition image of a Windows machine takes hotpatches.",
    why="Two images of Windows Server 2022 Azure Edition with Desktop Experience look right and "
    "take no hotpatches, nor do the Insider images.",
    fix="Take the '-hotpatch' image of Windows Server 2022, a Core image, or Windows Server 2025.",
    severity=Severity.CRITICAL,
    judges=EachMachine(check),
    source=images.GUEST_PATCHING_PAGE,
    tags=("image",),
)
