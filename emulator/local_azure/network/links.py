"""Who points at whom: the back-references that Azure shows, and what keeps a resource from going.

A link is written with the resource that points, and read by the one that is pointed at.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from local_azure.azure import Azure


@dataclass(frozen=True, kw_only=True)
class Link:
    """One reference: `source` (an ARM id inside the resource `owner`) uses `target`.

    `field` is the property under which the target shows the source, such as `ipConfigurations`;
    `address` is the private address that it holds there, empty where there is none.
    """

    target: str
    source: str
    owner: str
    field: str
    address: str = ""


def write(azure: Azure, owner: str, links: Iterable[Link]) -> None:
    """These are the references of `owner` from now on, and no others."""
    saved = azure.store.get("links", owner) or {"keys": []}
    for key in saved["keys"]:
        azure.store.delete("link", key)
    keys = []
    for link in links:
        key = f"{link.target}|{link.source}|{link.field}"
        azure.store.put("link", key, asdict(link))
        keys.append(key)
    if keys:
        azure.store.put("links", owner, {"keys": keys})
    elif saved["keys"]:
        azure.store.delete("links", owner)


def to(azure: Azure, target: str, field: str | None = None) -> list[Link]:
    """References to `target`, under one of its properties or all, oldest first."""
    found = (Link(**saved) for saved in azure.store.list("link", f"{target}|"))
    return [link for link in found if field in (None, link.field)]
