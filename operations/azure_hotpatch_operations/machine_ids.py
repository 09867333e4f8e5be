"""Machines by their ARM ids, which Azure spells in more than one case."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

_ID = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)/resourceGroups/(?P<group>[^/]+)"
    r"/providers/Microsoft\.Compute/virtualMachines/(?P<name>[^/]+)/?",
    re.IGNORECASE,
)
_SCALE_SET = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+"
    r"/providers/Microsoft\.Compute/virtualMachineScaleSets/[^/]+.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, order=True)
class MachineId:
    """A machine: its subscription's GUID, its resource group, its name. Case does not count."""

    key: str = field(init=False, repr=False)
    """The id in lower case: equal for the same machine."""
    subscription: str = field(compare=False)
    group: str = field(compare=False)
    name: str = field(compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.path.lower())

    @property
    def path(self) -> str:
        """`/subscriptions/{id}/resourceGroups/{group}/providers/…/virtualMachines/{name}`."""
        group, name = quote(self.group, safe="()"), quote(self.name)
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{group}"
            f"/providers/Microsoft.Compute/virtualMachines/{name}"
        )

    @property
    def words(self) -> str:
        """For a person: `machine web-1 of resource group web`."""
        return f"machine {self.name} of resource group {self.group}"


def machine_id(text: str) -> MachineId | None:
    """The machine whose id this is; None for what is no machine's id.

    >>> machine_id("/subscriptions/1/resourcegroups/web/providers/microsoft.compute"
    ...            "/virtualmachines/web-1").name
    'web-1'
    >>> machine_id("web-1") is None
    True
    """
    match = _ID.fullmatch(text.strip())
    if match is None:
        return None
    subscription, group, name = (unquote(each) for each in match.groups())
    return MachineId(subscription.lower(), group, name)


def is_scale_set(text: str) -> bool:
    """Whether this is the id of a scale set, or of something in one."""
    return _SCALE_SET.fullmatch(text.strip()) is not None
