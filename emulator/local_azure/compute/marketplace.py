"""The images of one Azure: those that it knows from the start, and those that were seeded."""

from dataclasses import asdict

from local_azure.azure import Azure
from local_azure.compute.images import IMAGES, Image

SEEDED = "seeded-image"


def known(azure: Azure) -> tuple[Image, ...]:
    """Every image that there is."""
    seeded = []
    for record in azure.store.list(SEEDED):
        del record["key"]
        seeded.append(Image(**record))
    return (*IMAGES, *seeded)


def seed(azure: Azure, image: Image) -> None:
    """Let there be one more image."""
    azure.store.put(SEEDED, "/".join(image.key), asdict(image))
