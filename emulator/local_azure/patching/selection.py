"""Which of the updates that are there an installation takes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from local_azure.patching.patches import Patch

Choice = Literal["taken", "Excluded", "NotSelected"]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What installPatches is asked for, `windowsParameters` of the REST specification.

    Texts are lower case; KB numbers have no prefix. Whatever has one of the classifications, one
    of the numbers or a name that fits a mask is taken, unless something excludes it.
    """

    classifications: Collection[str] = ()
    kbs: Collection[str] = ()
    excluded_kbs: Collection[str] = ()
    masks: Collection[str] = ()
    excluded_masks: Collection[str] = ()
    without_reboots: bool = False
    published_until: date | None = None


AUTOMATIC = Selection(classifications=("critical", "security"))
"""What the platform installs by itself."""


def choice(selection: Selection, patch: Patch) -> Choice:
    """What becomes of a patch.

    >>> from local_azure.patching.patches import Patch
    >>> defender = Patch(id="1", name="Definitions (KB2267602)", kb="2267602", minutes=1,
    ...     classification="Definition", behavior="NeverReboots", published=date(2026, 9, 8))
    >>> choice(AUTOMATIC, defender), choice(Selection(kbs=("2267602",)), defender)
    ('NotSelected', 'taken')
    """
    name = patch.name.lower()
    if (patch.kb or "") in selection.excluded_kbs or _fits(name, selection.excluded_masks):
        return "Excluded"
    if selection.without_reboots and patch.behavior != "NeverReboots":
        return "Excluded"
    if selection.published_until is not None and patch.published > selection.published_until:
        return "NotSelected"
    is_wanted = (
        patch.classification.lower() in selection.classifications
        or (patch.kb or "") in selection.kbs
        or _fits(name, selection.masks)
    )
    return "taken" if is_wanted else "NotSelected"


def kb_number(text: str) -> str:
    """The number of a KB, written with or without its prefix.

    >>> kb_number("KB5068966"), kb_number(" kb5068966 "), kb_number("5068966")
    ('5068966', '5068966', '5068966')
    """
    return text.strip().lower().removeprefix("kb")


def _fits(name: str, masks: Collection[str]) -> bool:
    return any(fnmatchcase(name, mask) for mask in masks)
