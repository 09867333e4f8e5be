"""The catalogue of images."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts import images

RELEASED = [
    "2025-datacenter-azure-edition-core",
    "2025-datacenter-azure-edition-core-smalldisk",
    "2025-datacenter-azure-edition",
    "2025-datacenter-azure-edition-smalldisk",
    "2022-datacenter-azure-edition-core",
    "2022-datacenter-azure-edition-core-smalldisk",
    "2022-datacenter-azure-edition-hotpatch",
    "2022-datacenter-azure-edition-hotpatch-smalldisk",
]
PREVIEWS = [
    "windows-server-2019-azure-edition-preview",
    "windows-server-2022-azure-edition-preview",
    "windows-server-2022-azure-edition-hotpatch",
    "windows-server-2025-azure-edition-hotpatch",
]
NOT_HOTPATCHABLE = [
    "2022-datacenter-azure-edition",
    "2022-datacenter-azure-edition-smalldisk",
    "windows-server-vnext-azure-edition",
    "windows-server-vnext-azure-edition-core",
]

in_some_case = st.builds(
    lambda image, upper: tuple(
        "".join(
            letter.upper() if upper >> (index % 60) & 1 else letter.lower()
            for index, letter in enumerate(part)
        )
        for part in (image.publisher, image.offer, image.sku)
    ),
    st.sampled_from(images.CATALOGUE),
    st.integers(0, 2**60),
)


def test_exactly_these_images_can_be_hotpatched() -> None:
    """Eight released ones, and four previews, the one of 2019 first."""
    assert [image.name for image in images.HOTPATCHABLE] == RELEASED + PREVIEWS
    assert [image.name for image in images.HOTPATCHABLE if image.is_preview] == PREVIEWS


def test_being_azure_edition_is_not_being_hotpatchable() -> None:
    """The catalogue says of each Azure Edition image without hotpatch why that is."""
    without = [image for image in images.CATALOGUE if not image.can_hotpatch]

    assert [image.name for image in without] == NOT_HOTPATCHABLE
    assert all(image.is_azure_edition and image.why_not for image in without)


def test_the_default_is_windows_server_2025_core() -> None:
    """It is released, and Server Core."""
    assert (images.DEFAULT.name, images.DEFAULT.is_preview, images.DEFAULT.installation) == (
        "2025-datacenter-azure-edition-core",
        False,
        images.Installation.CORE,
    )


def test_no_two_images_share_a_name() -> None:
    """Nor an image its reference with another; names are lower case."""
    names = [image.name for image in images.CATALOGUE]

    assert len(set(names)) == len({image.reference.lower() for image in images.CATALOGUE})
    assert len(set(names)) == len(images.CATALOGUE)
    assert names == [name.lower() for name in names]


@pytest.mark.parametrize("image", images.CATALOGUE, ids=lambda image: image.name)
def test_every_image_has_a_source_and_the_day_it_was_read(image: images.Image) -> None:
    """The source is an address, the day is not in the future of the catalogue."""
    assert re.match(r"https://\S+$", image.source)
    assert image.read is not None
    assert image.read >= dt.date(2026, 1, 1)


@given(in_some_case)
def test_an_image_is_found_in_whatever_case(spelled: tuple[str, str, str]) -> None:
    """Azure compares publisher, offer and sku without case."""
    found = images.find(*spelled)

    assert found is not None
    assert (found.publisher.lower(), found.offer.lower(), found.sku) == tuple(
        part.lower() for part in spelled
    )


@given(in_some_case, st.sampled_from([0, 1, 2]), st.sampled_from([" ", "\t", "\u00a0"]))
def test_a_blank_makes_another_image(spelled: tuple[str, str, str], part: int, blank: str) -> None:
    """Azure has no image whose name begins with one, so nothing is trimmed."""
    publisher, offer, sku = (
        blank + each if at == part else each for at, each in enumerate(spelled)
    )

    assert images.find(publisher, offer, sku) is None
    assert images.why_unknown(publisher, offer, sku) == "a blank stands before or after a name"


@given(in_some_case, st.sampled_from([0, 1, 2]))
def test_publisher_offer_and_sku_all_count(spelled: tuple[str, str, str], part: int) -> None:
    """A known sku of another offer is another image."""
    publisher, offer, sku = (f"{each}x" if at == part else each for at, each in enumerate(spelled))

    assert images.find(publisher, offer, sku) is None


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (
            "MicrosoftWindowsServer:WindowsServer:2019-datacenter-azure-edition",
            (
                "no document of Microsoft's names the sku 2019-datacenter-azure-edition; the 2019 "
                "image is the preview windows-server-2019-azure-edition-preview"
            ),
        ),
        (
            "MicrosoftWindowsServer:WindowsServer:2019-Datacenter",
            "it is not an image of Windows Server Azure Edition",
        ),
        (
            "Contoso:WindowsServer:2025-Datacenter-Azure-Edition",
            "the sku 2025-datacenter-azure-edition belongs to MicrosoftWindowsServer:WindowsServer",
        ),
        (
            "MicrosoftWindowsServer:WindowsServer:2028-datacenter-azure-edition",
            "no document of Microsoft's names it",
        ),
    ],
)
def test_an_unknown_image_is_explained(reference: str, why: str) -> None:
    """The commonest slips get a sentence of their own."""
    publisher, offer, sku = reference.split(":")

    assert images.find(publisher, offer, sku) is None
    assert images.why_unknown(publisher, offer, sku) == why


def test_the_invented_image_of_2019_is_no_name() -> None:
    """It is seen in public repositories, and in no list of Microsoft's."""
    assert "2019-datacenter-azure-edition" not in {image.name for image in images.CATALOGUE}


@pytest.mark.parametrize("image", images.CATALOGUE, ids=lambda image: image.name)
def test_a_preview_has_a_purchase_plan_and_a_released_image_has_none(
    image: images.Image,
) -> None:
    """The plan is publisher, product (the offer) and name (the sku)."""
    plan = images.Plan(image.publisher, image.offer, image.sku) if image.is_preview else None

    assert image.plan == plan


def test_an_added_image_is_found_after_those_of_the_catalogue() -> None:
    """It is hotpatchable on the word of who added it."""
    ours = images.added("Contoso", "servers", "hardened", is_preview=False, reason="we built it")

    assert images.find("contoso", "SERVERS", "Hardened", [ours]) is ours
    assert (ours.can_hotpatch, ours.source, ours.read) == (True, "we built it", None)


def test_an_added_image_cannot_hide_what_the_catalogue_knows() -> None:
    """An image that is known not to be hotpatchable stays so."""
    publisher, offer, sku = "MicrosoftWindowsServer", "WindowsServer", NOT_HOTPATCHABLE[0]
    claimed = images.added(publisher, offer, sku, is_preview=False, reason="the policy lists it")

    found = images.find(publisher, offer, sku, [claimed])

    assert found is not None
    assert not found.can_hotpatch


def test_an_added_image_needs_a_reason() -> None:
    """Blanks are none."""
    with pytest.raises(ValueError, match="Contoso:servers:hardened: an added image needs a reason"):
        images.added("Contoso", "servers", "hardened", is_preview=False, reason=" ")
