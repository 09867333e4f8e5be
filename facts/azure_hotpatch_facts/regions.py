"""Where Azure offers hotpatch: regions and clouds."""

from dataclasses import dataclass
from enum import Enum

HOTPATCH_PREVIEW_PAGE = "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/automanage/automanage-hotpatch.md"


class Verdict(Enum):
    """Whether hotpatch is offered somewhere."""

    OFFERED = "offered"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    """No document says."""


@dataclass(frozen=True)
class Cloud:
    """One of Azure's clouds.

    Attributes:
        name: Its name in azure-native's `environment` setting.
        title: Its name in Azure's documents.
        region_prefixes: What the names of its regions begin with; empty for the public cloud.
        hotpatch: Whether hotpatch is offered there.
        source: Where this is said, or that it was looked for.
    """

    name: str
    title: str
    region_prefixes: tuple[str, ...]
    hotpatch: Verdict
    source: str


PUBLIC = Cloud("public", "Azure", (), Verdict.OFFERED, HOTPATCH_PREVIEW_PAGE)
GOVERNMENT = Cloud(
    "usgovernment",
    "Azure Government",
    ("usgov", "usdod", "ussec", "usnat"),
    Verdict.REFUSED,
    HOTPATCH_PREVIEW_PAGE,
)
CHINA = Cloud(
    "china",
    "Azure operated by 21Vianet",
    ("china",),
    Verdict.UNDECIDED,
    "no document found, 2026-11-23",
)
CLOUDS: tuple[Cloud, ...] = (PUBLIC, GOVERNMENT, CHINA)
"""All clouds. 'Supported regions: all global Azure regions; Azure Government is not supported'."""


def cloud_of_region(region: str) -> Cloud:
    """Return the cloud of a region, `westeurope` or `West Europe`; unknown ones are public.

    >>> cloud_of_region("USGov Virginia").title
    'Azure Government'
    """
    name = region.replace(" ", "").lower()
    return next(
        (cloud for cloud in CLOUDS if name.startswith(cloud.region_prefixes or ("-",))), PUBLIC
    )


def cloud_named(environment: str) -> Cloud | None:
    """Return the cloud with this name in whatever case, None if there is no such cloud."""
    return next((cloud for cloud in CLOUDS if cloud.name == environment.lower()), None)
