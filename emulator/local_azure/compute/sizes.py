"""Virtual machine sizes: the families that this Azure offers in every region.

Source: https://learn.microsoft.com/azure/virtual-machines/generation-2 and
https://learn.microsoft.com/azure/virtual-machines/trusted-launch (04/21/2025): families B, D and E
have Trusted Launch, but not A, Dv2 and Dv3.
"""

from dataclasses import dataclass
from typing import Literal

Generation = Literal["V1", "V2"]


@dataclass(frozen=True, kw_only=True)
class Size:
    """One size: its name, its virtual processors, and what it boots."""

    name: str
    cores: int
    generations: tuple[Generation, ...]
    trusted_launch: bool


@dataclass(frozen=True)
class _Family:
    """Sizes that differ in one number: `{}` in the pattern, virtual processors by number."""

    pattern: str
    cores: tuple[tuple[str, int], ...]
    generations: tuple[Generation, ...]
    trusted_launch: bool


def _same(*numbers: int) -> tuple[tuple[str, int], ...]:
    """Numbers that say the virtual processors themselves."""
    return tuple((str(number), number) for number in numbers)


_OLD: tuple[Generation, ...] = ("V1",)
_BOTH: tuple[Generation, ...] = ("V1", "V2")
_NEW: tuple[Generation, ...] = ("V2",)
_DOUBLING = (("1", 1), ("2", 2), ("3", 4), ("4", 8), ("5", 16))

_FAMILIES = (
    _Family("Standard_A{}", (("0", 1), ("1", 1), ("2", 2), ("3", 4)), _OLD, trusted_launch=False),
    _Family("Standard_A{}_v2", _same(1, 2, 4, 8), _OLD, trusted_launch=False),
    _Family("Standard_D{}_v2", _DOUBLING, _OLD, trusted_launch=False),
    _Family("Standard_D{}_v3", _same(2, 4, 8, 16, 32, 48, 64), _OLD, trusted_launch=False),
    _Family("Standard_DS{}_v2", _DOUBLING, _BOTH, trusted_launch=True),
    _Family(
        "Standard_B{}",
        (
            ("1ls", 1), ("1s", 1), ("1ms", 1), ("2s", 2), ("2ms", 2), ("4ms", 4),
            ("8ms", 8), ("12ms", 12), ("16ms", 16), ("20ms", 20),
        ),
        _BOTH,
        trusted_launch=True,
    ),
    *(
        _Family(pattern, _same(2, 4, 8, 16, 32), _BOTH, trusted_launch=True)
        for pattern in ("Standard_B{}s_v2", "Standard_B{}as_v2")
    ),
    *(
        _Family(pattern, _same(2, 4, 8, 16, 32, 48, 64), _BOTH, trusted_launch=True)
        for pattern in (
            "Standard_D{}s_v3", "Standard_D{}s_v4", "Standard_D{}ds_v4", "Standard_D{}as_v4",
            "Standard_D{}s_v5", "Standard_D{}ds_v5", "Standard_D{}as_v5", "Standard_D{}ads_v5",
            "Standard_E{}s_v3", "Standard_E{}s_v4", "Standard_E{}ds_v4", "Standard_E{}as_v4",
            "Standard_E{}s_v5", "Standard_E{}ds_v5", "Standard_E{}as_v5", "Standard_E{}ads_v5",
        )
    ),
    *(
        _Family(pattern, _same(2, 4, 8, 16, 32, 48, 64), _NEW, trusted_launch=True)
        for pattern in (
            "Standard_D{}s_v6", "Standard_D{}ds_v6", "Standard_D{}as_v6", "Standard_D{}ads_v6",
            "Standard_E{}s_v6", "Standard_E{}ds_v6", "Standard_E{}as_v6", "Standard_E{}ads_v6",
        )
    ),
    _Family("Standard_F{}s_v2", _same(2, 4, 8, 16, 32, 48, 64, 72), _BOTH, trusted_launch=True),
)  # fmt: skip

SIZES = tuple(
    Size(
        name=family.pattern.format(number),
        cores=cores,
        generations=family.generations,
        trusted_launch=family.trusted_launch,
    )
    for family in _FAMILIES
    for number, cores in family.cores
)

_BY_NAME = {size.name.lower(): size for size in SIZES}

ASSUMED = ("Every size is offered in every region and zone.",)


def find_size(name: str) -> Size | None:
    """The size of that name, spelled in any case.

    >>> find_size("standard_d2s_V5").cores
    2
    """
    return _BY_NAME.get(name.lower())
