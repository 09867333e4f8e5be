"""Sizes of virtual machines on which no Windows machine with Trusted Launch runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_facts.violations import Violation, shown

TRUSTED_LAUNCH_SIZES = (
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch#virtual-machines-sizes"
)
GENERATION_2_SIZES = (
    "https://learn.microsoft.com/azure/virtual-machines/generation-2#generation-2-vm-sizes"
)

FORM = re.compile(r"^(Standard|Basic)_[A-Z]+\w*(-\w+)*$", re.IGNORECASE)
"""Form of a size, `Standard_D2s_v5`."""


@dataclass(frozen=True)
class UnfitSizes:
    """A series of sizes, and why it is unfit.

    Attributes:
        series: Name of the series in Azure's documents.
        pattern: What the names of its sizes match, without case.
        why: What the series lacks.
        source: Where this is said.
    """

    series: str
    pattern: str
    why: str
    source: str


_GENERATION_1 = "it runs no machines of generation 2, which these images are"

UNFIT: tuple[UnfitSizes, ...] = (
    UnfitSizes("A-family", r"(Standard|Basic)_A\d+\w*", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes("Dv2-series", r"Standard_D\d+\w*_v2\w*", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes("Dv3-series", r"Standard_D\d+_v3", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes("Ev3-series", r"Standard_E\d+i?_v3", _GENERATION_1, GENERATION_2_SIZES),
    UnfitSizes("NC-series", r"Standard_NC\d+r?(_Promo)?", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes("NV-series", r"Standard_NV\d+(_Promo)?", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes("NP-series", r"Standard_NP\d+s", _GENERATION_1, TRUSTED_LAUNCH_SIZES),
    UnfitSizes(
        "M-family",
        r"Standard_M\d+(-\d+)?[ac-z]*(_v\d+)?",
        "it has no Trusted Launch",
        TRUSTED_LAUNCH_SIZES,
    ),
    UnfitSizes(
        "DC and EC families with AMD or TDX processors",
        r"Standard_[DE]C\d+i?(a|e)\w*_v\d+",
        "they run confidential machines, which have no Trusted Launch",
        TRUSTED_LAUNCH_SIZES,
    ),
    UnfitSizes(
        "Arm64 series",
        r"Standard_[A-Z]+\d+(-\d+)?[a-z]*p[a-z]*_v\d+",
        "its processors are Arm64, and these images are for x64",
        TRUSTED_LAUNCH_SIZES,
    ),
)
"""The series that Azure's documents rule out, read 2026-11-23; every other size passes."""


def size_violations(size: str) -> Iterator[Violation]:
    """Yield why a machine of this size, `Standard_D2s_v5`, would be refused by Azure."""
    path = "hardwareProfile.vmSize"
    if not FORM.fullmatch(size):
        yield Violation(
            path=path,
            found=shown(size),
            allowed="a size of Azure, such as 'Standard_D2s_v5'",
            fix="Write the size as `az vm list-skus` does.",
            source="https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
        )
        return
    for unfit in UNFIT:
        if re.fullmatch(unfit.pattern, size, re.IGNORECASE):
            yield Violation(
                path=path,
                found=f"{shown(size)} of the {unfit.series}",
                allowed="a size for generation 2 and Trusted Launch, such as 'Standard_D2s_v5'",
                fix=f"Take a newer size of the D, E, F or B family; {unfit.why}.",
                source=unfit.source,
            )
