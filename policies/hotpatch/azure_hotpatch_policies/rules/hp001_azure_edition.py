"""HP001: the image is an Azure Edition image."""

from collections.abc import Iterator

from azure_hotpatch_facts import images
from azure_hotpatch_policies.image_choice import image_of
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity
from azure_hotpatch_policies.settings import Settings


def check(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield why the image is none of the catalogue's, or cannot be told yet."""
    found = image_of(machine, settings)
    if not isinstance(found, images.Image):
        yield found


RULE = Rule(
    id="HP001",
    name="azure-edition",
    title="Azure Edition image",
    description="A Windows machine runs a marketplace image of Windows Server Azure Edition.",
    why="Only Azure Edition takes hotpatches; every other image reboots for each update. "
    "Publisher, offer and sku all count: a gallery image or an attached disk gets none.",
    fix="Use one of the images of the catalogue, or add yours to hotpatch-policies.yaml with a "
    "reason.",
    severity=Severity.CRITICAL,
    judges=EachMachine(check),
    source=images.HOTPATCH_PAGE,
    tags=("image",),
)
