"""HP009: a preview image is not in a production stack."""

from collections.abc import Iterator

from azure_hotpatch_facts import images, regions
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.image_choice import image_of
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, Undecided
from azure_hotpatch_policies.settings import Settings


def check(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield why the image is not for production; which stacks are is a setting."""
    if not settings.is_production(machine.project, machine.stack):
        return
    image = image_of(machine, settings)
    if isinstance(image, Undecided):
        yield Undecided(image.path, image.why, "a released image")
    elif isinstance(image, images.Image) and image.is_preview:
        yield Violation(
            machine.image.path,
            f"{image.name} in the production stack '{machine.stack}'",
            "a released image",
            "Microsoft's previews are not for production: choose a released image.",
            regions.HOTPATCH_PREVIEW_PAGE,
        )


RULE = Rule(
    id="HP009",
    name="production",
    title="No preview in production",
    description="No machine of a production stack runs a preview image.",
    why="'The preview is not for production', says its document: it has no service level, and no "
    "way to the released image.",
    fix="Choose a released image; which stacks are production stands in hotpatch-policies.yaml.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=regions.HOTPATCH_PREVIEW_PAGE,
    tags=("image", "preview"),
)
