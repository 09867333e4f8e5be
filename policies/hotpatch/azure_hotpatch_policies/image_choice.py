"""Which image of the catalogue a machine runs."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, Undecided, wrong
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import Disclosed, Misplaced, Value, described


def image_of(machine: Machine, settings: Settings) -> images.Image | Answer:
    """Return the image, or why it is none of the catalogue, or why nobody can tell yet."""
    elsewhere = list(_elsewhere(machine, settings))
    marketplace = list(_marketplace(machine, settings))
    for answer in (*elsewhere, *marketplace):
        if isinstance(answer, Violation):
            return answer
    for found in (*marketplace, *elsewhere):
        if isinstance(found, Undecided):
            return found
    return next(found for found in marketplace if isinstance(found, images.Image))


def allowed(settings: Settings) -> str:
    """Return the names of the images that may be used."""
    added = (image.reference for image in settings.added_images)
    return ", ".join([*(image.name for image in images.HOTPATCHABLE), *added])


def _elsewhere(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield what names another image, or a disk, in place of one of the marketplace."""
    for other in machine.other_images:
        if other.mark is not None:
            yield Undecided(other.path, other.mark.value, "absent")
        elif other.raw not in (None, "") and not isinstance(other.raw, Misplaced):
            # A link to a disk may carry a token: only ids are shown.
            found = other.found if other.path.lower().endswith("id") else "a disk"
            yield Violation(
                other.path,
                found,
                f"absent, with one of the marketplace images {allowed(settings)}",
                "Azure installs hotpatches on marketplace images only: custom, gallery and shared "
                "images and attached disks get none. Name a marketplace image instead.",
                images.HOTPATCH_PAGE,
            )
    option = machine.create_option
    if option.mark is not None:
        yield Undecided(option.path, option.mark.value, "'FromImage'")
    elif option.text != "fromimage":
        yield wrong(
            option,
            "'FromImage'",
            "A system disk that comes from elsewhere than a marketplace image gets no hotpatches: "
            "make it from an image.",
            images.HOTPATCH_PAGE,
        )


def _marketplace(machine: Machine, settings: Settings) -> Iterator[images.Image | Answer]:
    block = machine.image
    if block.mark is None and not (isinstance(block.raw, dict) and block.raw):
        yield wrong(
            block,
            f"publisher, offer and sku of one of {allowed(settings)}",
            "Name a marketplace image.",
            images.HOTPATCH_PAGE,
        )
        return
    parts = (machine.publisher, machine.offer, machine.sku)
    for part in parts:
        if part.mark is None and not isinstance(part.raw, str):
            yield wrong(
                part,
                f"that of one of {allowed(settings)}",
                "Name the image by publisher, offer and sku.",
                images.HOTPATCH_PAGE,
            )
            return
    spelled = tuple(None if part.mark else part.text for part in parts)
    known = _known(spelled, settings.added_images)
    if not known:
        yield _unknown_image(block, parts, settings)
    elif any(part.mark for part in parts):
        part = next(part for part in parts if part.mark)
        yield Undecided(part.path, part.found, f"that of one of {allowed(settings)}")
    else:
        yield known[0]


@lru_cache
def _known(
    spelled: tuple[str | None, ...], added: tuple[images.Image, ...]
) -> tuple[images.Image, ...]:
    """Return the images that a reference can be of, without case; None stands for any text."""
    return tuple(
        image
        for image in (*images.CATALOGUE, *added)
        if all(
            text is None or text == name.lower()
            for text, name in zip(spelled, (image.publisher, image.offer, image.sku), strict=True)
        )
    )


def _spelled(raw: Any) -> str:
    if isinstance(raw, Disclosed):
        return repr(raw)
    return raw if isinstance(raw, str) else "…"


def _unknown_image(
    block: Value, parts: tuple[Value, Value, Value], settings: Settings
) -> Violation:
    spelled = [_spelled(part.raw) for part in parts]
    why = images.why_unknown(spelled[0], spelled[1], spelled[2])
    return Violation(
        block.path,
        described(":".join(spelled)),
        f"one of {allowed(settings)}",
        f"Choose another image: {why}. An image that you know to take hotpatches can be added to "
        "hotpatch-policies.yaml, with a reason.",
        images.HOTPATCH_PAGE,
    )
