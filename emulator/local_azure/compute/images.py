"""The marketplace as this Azure sees it: which images there are, and what each can do.

Written from Microsoft's lists and not shared with the package that is tested against it, so that a
wrong fact shows as a disagreement.

Source: https://learn.microsoft.com/windows-server/get-started/hotpatch (07/14/2025) and the list
"Hotpatchable" of https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching;
preview images from azure-docs `articles/update-center/support-matrix.md` (04/21/2022).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

WINDOWS_SERVER = "MicrosoftWindowsServer"
PREVIEWS = "microsoftserveroperatingsystems-previews"


@dataclass(frozen=True, kw_only=True)
class Image:
    """One SKU of the marketplace with the only version it has here.

    `hotpatch`: the platform can hotpatch it. `preview`: it needs a plan, and the subscription needs
    the preview features. `generation` is the hypervisor's, which Trusted Launch wants to be V2.
    `disk_gb` is the size of the OS disk.
    """

    publisher: str
    offer: str
    sku: str
    version: str
    os_name: str
    os_type: Literal["Windows", "Linux"] = "Windows"
    generation: Literal["V1", "V2"] = "V2"
    hotpatch: bool = False
    preview: bool = False
    disk_gb: int = 127
    key: tuple[str, str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", image_key(self.publisher, self.offer, self.sku))

    @property
    def trusted_launch(self) -> bool:
        """Whether a Trusted Launch machine can be made from it: every Generation 2 image here."""
        return self.generation == "V2"


def image_key(publisher: str, offer: str, sku: str) -> tuple[str, str, str]:
    """What two names of one image have in common: ARM compares them without case."""
    return (publisher.lower(), offer.lower(), sku.lower())


def find_image(images: Iterable[Image], publisher: str, offer: str, sku: str) -> Image | None:
    """The image of that name, spelled in any case.

    >>> find_image(IMAGES, "microsoftwindowsserver", "windowsserver", "2016-datacenter").generation
    'V1'
    >>> find_image(IMAGES, "MicrosoftWindowsServer", "WindowsServer", "2012-Nowhere") is None
    True
    """
    wanted = image_key(publisher, offer, sku)
    return next((image for image in images if image.key == wanted), None)


# Versions that were seen: a recording of 2020-08-26 (2016-Datacenter), public `az vm image list`
# outputs (2019-Datacenter, 2022-datacenter, 2022-datacenter-azure-edition, 2025 Azure Edition).
# Sibling SKUs are taken to have the same (assumed). Previews: the build, then zeros (assumed).
_2016, _2019 = "14393.3866.2008081933", "17763.5122.231109"
_2022, _2022_AZURE, _2025 = "20348.2529.240619", "20348.5622.260906", "26100.33158.260711"
_UBUNTU = "16.04.202109280"


def _windows(sku: str, version: str, os_name: str, **more: object) -> Image:
    facts = {"publisher": WINDOWS_SERVER, "offer": "WindowsServer", **more}
    return Image(sku=sku, version=version, os_name=os_name, **facts)  # type: ignore[arg-type]


_PLAIN = tuple(
    _windows(sku, version, name, generation=generation)
    for sku, version, name, generation in (
        ("2016-Datacenter", _2016, "Windows Server 2016 Datacenter", "V1"),
        ("2016-datacenter-gensecond", _2016, "Windows Server 2016 Datacenter", "V2"),
        ("2019-Datacenter", _2019, "Windows Server 2019 Datacenter", "V1"),
        ("2019-datacenter-gensecond", _2019, "Windows Server 2019 Datacenter", "V2"),
        ("2022-datacenter", _2022, "Windows Server 2022 Datacenter", "V1"),
        ("2022-datacenter-g2", _2022, "Windows Server 2022 Datacenter", "V2"),
        ("2022-datacenter-core", _2022, "Windows Server 2022 Datacenter", "V1"),
        ("2022-datacenter-core-g2", _2022, "Windows Server 2022 Datacenter", "V2"),
        ("2025-datacenter", _2025, "Windows Server 2025 Datacenter", "V1"),
        ("2025-datacenter-g2", _2025, "Windows Server 2025 Datacenter", "V2"),
    )
)

_AZURE_2022 = "Windows Server 2022 Datacenter Azure Edition"
_AZURE_2025 = "Windows Server 2025 Datacenter Azure Edition"
_AZURE_EDITION = tuple(
    _windows(sku, version, name, hotpatch=hotpatch, disk_gb=30 if "smalldisk" in sku else 127)
    for sku, version, name, hotpatch in (
        ("2022-datacenter-azure-edition", _2022_AZURE, _AZURE_2022, False),
        ("2022-datacenter-azure-edition-smalldisk", _2022_AZURE, _AZURE_2022, False),
        ("2022-datacenter-azure-edition-core", _2022_AZURE, _AZURE_2022, True),
        ("2022-datacenter-azure-edition-core-smalldisk", _2022_AZURE, _AZURE_2022, True),
        ("2022-datacenter-azure-edition-hotpatch", _2022_AZURE, _AZURE_2022, True),
        ("2022-datacenter-azure-edition-hotpatch-smalldisk", _2022_AZURE, _AZURE_2022, True),
        ("2025-datacenter-azure-edition", _2025, _AZURE_2025, True),
        ("2025-datacenter-azure-edition-smalldisk", _2025, _AZURE_2025, True),
        ("2025-datacenter-azure-edition-core", _2025, _AZURE_2025, True),
        ("2025-datacenter-azure-edition-core-smalldisk", _2025, _AZURE_2025, True),
    )
)

_PREVIEW = tuple(
    _windows(sku, version, name, offer=offer, hotpatch=hotpatch, preview=True)
    for offer, sku, version, name, hotpatch in (
        (
            PREVIEWS,
            "windows-server-2019-azure-edition-preview",
            "17763.0.0",
            "Windows Server 2019 Datacenter Azure Edition",
            True,
        ),
        (PREVIEWS, "windows-server-2022-azure-edition-preview", "20348.0.0", _AZURE_2022, True),
        (
            "windowsserverhotpatch-previews",
            "windows-server-2022-azure-edition-hotpatch",
            "20348.0.0",
            _AZURE_2022,
            True,
        ),
        (PREVIEWS, "windows-server-2025-azure-edition-hotpatch", "26100.0.0", _AZURE_2025, True),
        (
            PREVIEWS,
            "windows-server-vnext-azure-edition",
            "26100.0.0",
            "Windows Server vNext Datacenter Azure Edition",
            False,
        ),
        (
            PREVIEWS,
            "windows-server-vnext-azure-edition-core",
            "26100.0.0",
            "Windows Server vNext Datacenter Azure Edition",
            False,
        ),
    )
)

_LINUX = (
    Image(
        publisher="Canonical",
        offer="UbuntuServer",
        sku="16.04-LTS",
        version=_UBUNTU,
        os_name="ubuntu",
        os_type="Linux",
        generation="V1",
        disk_gb=30,
    ),
)

IMAGES = (*_PLAIN, *_AZURE_EDITION, *_PREVIEW, *_LINUX)

ASSUMED = (
    "The `exactVersion` of a preview image is its build followed by zeros: `17763.0.0`.",
    "SKUs of one Windows Server release have the version that was seen on one of them.",
    "Preview images are Generation 2 and can have Trusted Launch.",
)
