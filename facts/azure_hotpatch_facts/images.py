"""Marketplace images of Windows Server Azure Edition: what each can, where it says so, read when.

Being an Azure Edition image and taking hotpatches are two things: the 2022 image with Desktop
Experience is the first without the second.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

PUBLISHER = "MicrosoftWindowsServer"


class Installation(Enum):
    """Installation option of Windows Server."""

    CORE = "Server Core"
    DESKTOP = "Desktop Experience"


@dataclass(frozen=True)
class Plan:
    """Purchase plan of a marketplace image, as ARM's `plan` wants it."""

    publisher: str
    product: str
    name: str


@dataclass(frozen=True)
class Image:
    """One marketplace image; its sku is its name, in lower case.

    Attributes:
        publisher: Publisher, in the spelling that is written to Azure.
        offer: Offer, in the same way.
        sku: Sku in lower case; no two images of the catalogue share one.
        windows: Version of Windows Server, `Windows Server 2025`.
        build: Number of the Windows build, 26100 for 2025; None where no source gives it.
        installation: Server Core or Desktop Experience; None where no source says which.
        is_preview: Whether the offer is a preview: it needs registrations, marketplace terms and
            a purchase plan in the request. A released offer breaks with a plan.
        is_azure_edition: Whether it is Windows Server Azure Edition.
        can_hotpatch: Whether Azure installs hotpatches on it.
        why_not: Why it cannot be hotpatched; empty where it can.
        source: Where this is said.
        read: The day on which the source was read; None for an image that the user vouches for.
        generation: Hyper-V generation. Trusted Launch needs 2.
        assumed: What no source says and we take to be so; empty where nothing is assumed.
    """

    publisher: str
    offer: str
    sku: str
    windows: str
    build: int | None
    installation: Installation | None
    is_preview: bool
    is_azure_edition: bool
    can_hotpatch: bool
    why_not: str
    source: str
    read: dt.date | None
    generation: int = 2
    assumed: str = ""

    @property
    def name(self) -> str:
        """The sku, by which components, configuration and messages call the image."""
        return self.sku

    @property
    def plan(self) -> Plan | None:
        """The purchase plan that a machine of this image names; None for a released image."""
        if not self.is_preview:
            return None
        return Plan(publisher=self.publisher, product=self.offer, name=self.sku)

    @property
    def reference(self) -> str:
        """`publisher:offer:sku`, the way Azure CLI names an image without its version."""
        return f"{self.publisher}:{self.offer}:{self.sku}"


HOTPATCH_PAGE = "https://learn.microsoft.com/windows-server/get-started/hotpatch"
"""'Hotpatch for Windows Server', table of supported platforms."""

GUEST_PATCHING_PAGE = (
    "https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching"
)
"""Keeps two lists of Azure Edition images, 'Hotpatchable' and 'Non-hotpatchable'."""

SUPPORT_MATRIX_PAGE = (
    "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/update-center/support-matrix.md"
)
"""Update management center, support matrix of 04/21/2022: the preview images of 2021."""

MANAGER_MATRIX_PAGE = "https://learn.microsoft.com/azure/update-manager/support-matrix"
"""Azure Update Manager, support matrix: names the hotpatch preview of 2023 and vNext."""

_READ = dt.date(2026, 11, 23)
_RELEASED = "WindowsServer"
_PREVIEWS = "microsoftserveroperatingsystems-previews"
_HOTPATCH_PREVIEWS = "windowsserverhotpatch-previews"
_2019 = ("Windows Server 2019", 17763)
_2022 = ("Windows Server 2022", 20348)
_2025 = ("Windows Server 2025", 26100)
_VNEXT = ("Windows Server vNext", None)


def _released(
    sku: str, windows: tuple[str, int], installation: Installation, why_not: str = ""
) -> Image:
    return Image(
        publisher=PUBLISHER,
        offer=_RELEASED,
        sku=sku,
        windows=windows[0],
        build=windows[1],
        installation=installation,
        is_preview=False,
        is_azure_edition=True,
        can_hotpatch=not why_not,
        why_not=why_not,
        source=GUEST_PATCHING_PAGE if why_not else HOTPATCH_PAGE,
        read=_READ,
    )


def _preview(
    sku: str,
    windows: tuple[str, int | None],
    source: str,
    *,
    offer: str = _PREVIEWS,
    installation: Installation | None = None,
    why_not: str = "",
) -> Image:
    return Image(
        publisher=PUBLISHER,
        offer=offer,
        sku=sku,
        windows=windows[0],
        build=windows[1],
        installation=installation,
        is_preview=True,
        is_azure_edition=True,
        can_hotpatch=not why_not,
        why_not=why_not,
        source=source,
        read=_READ,
        assumed="generation 2 and Trusted Launch",
    )


_DESKTOP_2022 = (
    "Windows Server 2022 Azure Edition with Desktop Experience takes hotpatches only as a "
    "'-hotpatch' image"
)
_INSIDER = "Insider images of Windows Server vNext are not supported for hotpatch"

CATALOGUE: tuple[Image, ...] = (
    _released("2025-datacenter-azure-edition-core", _2025, Installation.CORE),
    _released("2025-datacenter-azure-edition-core-smalldisk", _2025, Installation.CORE),
    _released("2025-datacenter-azure-edition", _2025, Installation.DESKTOP),
    _released("2025-datacenter-azure-edition-smalldisk", _2025, Installation.DESKTOP),
    _released("2022-datacenter-azure-edition-core", _2022, Installation.CORE),
    _released("2022-datacenter-azure-edition-core-smalldisk", _2022, Installation.CORE),
    _released("2022-datacenter-azure-edition-hotpatch", _2022, Installation.DESKTOP),
    _released("2022-datacenter-azure-edition-hotpatch-smalldisk", _2022, Installation.DESKTOP),
    _released("2022-datacenter-azure-edition", _2022, Installation.DESKTOP, _DESKTOP_2022),
    _released(
        "2022-datacenter-azure-edition-smalldisk", _2022, Installation.DESKTOP, _DESKTOP_2022
    ),
    _preview("windows-server-2019-azure-edition-preview", _2019, SUPPORT_MATRIX_PAGE),
    _preview("windows-server-2022-azure-edition-preview", _2022, SUPPORT_MATRIX_PAGE),
    _preview(
        "windows-server-2022-azure-edition-hotpatch",
        _2022,
        MANAGER_MATRIX_PAGE,
        offer=_HOTPATCH_PREVIEWS,
        installation=Installation.DESKTOP,
    ),
    _preview("windows-server-2025-azure-edition-hotpatch", _2025, GUEST_PATCHING_PAGE),
    _preview(
        "windows-server-vnext-azure-edition",
        _VNEXT,
        MANAGER_MATRIX_PAGE,
        why_not=_INSIDER,
    ),
    _preview(
        "windows-server-vnext-azure-edition-core",
        _VNEXT,
        MANAGER_MATRIX_PAGE,
        installation=Installation.CORE,
        why_not=_INSIDER,
    ),
)
"""Every Azure Edition image that Microsoft's documents name; the default comes first."""

DEFAULT = CATALOGUE[0]
"""Windows Server 2025 Datacenter: Azure Edition Core."""

HOTPATCHABLE: tuple[Image, ...] = tuple(image for image in CATALOGUE if image.can_hotpatch)
"""The images of the catalogue that take hotpatches, released ones first."""

_INVENTED = "2019-datacenter-azure-edition"


def find(publisher: str, offer: str, sku: str, added: Iterable[Image] = ()) -> Image | None:
    """Return the image with this publisher, offer and sku, in whatever case; None if unknown.

    Blanks are not trimmed: Azure has no image whose name begins or ends with one.
    The catalogue is asked first, so that an added image cannot hide what is known of it.

    Args:
        publisher: Publisher of the image, `MicrosoftWindowsServer`.
        offer: Offer, `WindowsServer`.
        sku: Sku, `2025-datacenter-azure-edition-core`.
        added: Images that the user vouches for.
    """
    wanted = (publisher.lower(), offer.lower(), sku.lower())
    for image in (*CATALOGUE, *added):
        if wanted == (image.publisher.lower(), image.offer.lower(), image.sku.lower()):
            return image
    return None


def named(sku: str) -> Image | None:
    """Return the image of the catalogue with this sku, in whatever case; None if there is none."""
    return next((image for image in CATALOGUE if image.sku == sku.lower()), None)


def why_unknown(publisher: str, offer: str, sku: str) -> str:
    """Return why an image that no catalogue knows cannot be taken for hotpatchable.

    The commonest slips get a sentence of their own.
    """
    if any(part != part.strip() for part in (publisher, offer, sku)):
        return "a blank stands before or after a name"
    if sku.lower() == _INVENTED:
        return (
            f"no document of Microsoft's names the sku {_INVENTED}; the 2019 image is the "
            "preview windows-server-2019-azure-edition-preview"
        )
    known = named(sku)
    if known is not None:
        return f"the sku {known.sku} belongs to {known.publisher}:{known.offer}"
    if "azure-edition" not in sku.lower():
        return "it is not an image of Windows Server Azure Edition"
    return "no document of Microsoft's names it"


def added(publisher: str, offer: str, sku: str, *, is_preview: bool, reason: str) -> Image:
    """Return an image that the user vouches for, as hotpatchable, of generation 2.

    Args:
        publisher: Publisher of the image.
        offer: Offer.
        sku: Sku.
        is_preview: Whether it needs registrations and a purchase plan.
        reason: Why the user knows that it takes hotpatches; it stands where a source would.

    Raises:
        ValueError: The reason is blank.
    """
    if not reason.strip():
        raise ValueError(f"{publisher}:{offer}:{sku}: an added image needs a reason")
    return Image(
        publisher=publisher,
        offer=offer,
        sku=sku,
        windows="as its publisher says",
        build=None,
        installation=None,
        is_preview=is_preview,
        is_azure_edition=True,
        can_hotpatch=True,
        why_not="",
        source=reason,
        read=None,
        assumed="hotpatch, generation 2 and Trusted Launch",
    )
