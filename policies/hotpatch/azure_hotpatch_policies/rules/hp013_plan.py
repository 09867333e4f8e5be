"""HP013: a purchase plan where the offer needs one, and only there."""

from collections.abc import Iterator

from azure_hotpatch_facts import images
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.image_choice import image_of
from azure_hotpatch_policies.machine import Machine
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

SOURCE = "https://learn.microsoft.com/azure/virtual-machines/windows/cli-ps-findimage"


def check(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield why the plan is not the image's; nothing where the image is none of the catalogue."""
    image = image_of(machine, settings)
    plan = machine.plan
    if isinstance(image, Undecided):
        yield Undecided(plan.path, f"an image that cannot be told, {image.path}", "the image's")
    elif isinstance(image, images.Image):
        wanted = image.plan
        if wanted is not None:
            yield from _wanted(machine, wanted)
        elif plan.mark is not None:
            yield Undecided(plan.path, plan.mark.value, "absent")
        elif not plan.is_absent:
            yield Violation(
                plan.path,
                plan.found,
                "absent",
                f"{image.name} is a released image, and Azure refuses a plan with it: leave it "
                "out.",
                SOURCE,
            )


def _wanted(machine: Machine, wanted: images.Plan) -> Iterator[Answer]:
    plan = machine.plan
    needed = f"publisher {wanted.publisher}, product {wanted.product}, name {wanted.name}"
    fix = "The offer of the image needs it: write it."
    if plan.mark is not None:
        yield Undecided(plan.path, plan.mark.value, needed)
    elif not isinstance(plan.raw, dict):
        yield wrong(plan, needed, fix, SOURCE)
    else:
        for key, name in (
            ("publisher", wanted.publisher),
            ("product", wanted.product),
            ("name", wanted.name),
        ):
            yield from must_be(plan.at(key), wanted=name, fix=fix, source=SOURCE)


RULE = Rule(
    id="HP013",
    name="plan",
    title="Purchase plan",
    description="A machine names the purchase plan of its image where that has one, else none.",
    why="Azure refuses a preview image without its plan, and a released image with one, minutes "
    "after the update began.",
    fix="Preview image: plan {publisher, product: the offer, name: the sku}. Released: none.",
    severity=Severity.MEDIUM,
    judges=EachMachine(check),
    source=SOURCE,
    tags=("image",),
)
