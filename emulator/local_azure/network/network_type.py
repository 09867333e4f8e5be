"""The form of one type of Microsoft.Network: what is special about it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network.links import Link

NAMESPACE = "Microsoft.Network"
_NAME = re.compile(r"\w([\w.-]{0,78}\w)?")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A resource that is being put: what was asked, and what is there already.

    `parent` is the resource that a child belongs to; `siblings` are the ids of those that will
    stand beside it.
    """

    id: str
    name: str
    location: str
    api_version: str
    asked: Json
    existing: Json | None = None
    parent: Json | None = None
    siblings: tuple[Json, ...] = ()

    @property
    def properties(self) -> Json:
        """What was asked in `properties`, empty where nothing was."""
        return self.asked.get("properties") or {}


@dataclass(frozen=True, kw_only=True)
class Built:
    """The properties of a resource, and its references."""

    properties: Json
    links: tuple[Link, ...] = ()


Build = Callable[[Azure, Draft], Built]
Show = Callable[[Azure, Json], Json]
Refuse = Callable[[Azure, Json], None]


def _as_it_is(_azure: Azure, _resource: Json) -> Json:
    return {}


def _nothing_refused(_azure: Azure, _resource: Json) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class NetworkType:
    """One type: its names in path and operationId, and what is special about it.

    `build` raises where ARM refuses. `show` gives the properties that are derived on reading.
    `refuse_delete` raises while the resource is in use. `children` is the type whose resources
    the parent also shows, and takes, as the list `children_field` of its properties.
    """

    type: str
    parameter: str
    operations: str
    build: Build
    show: Show = _as_it_is
    refuse_delete: Refuse = _nothing_refused
    default_sku: Mapping[str, str] | None = None
    children: "NetworkType | None" = None
    children_field: str = ""
    parent: "tuple[str, str] | None" = None

    @property
    def full_type(self) -> str:
        """`Microsoft.Network/virtualNetworks/subnets`."""
        step = f"{self.parent[0]}/" if self.parent else ""
        return f"{NAMESPACE}/{step}{self.type}"


def need(part: Json, *path: str) -> Any:
    """The value at `path` in a part of a body.

    Raises:
        ArmError: 400 InvalidRequestFormat where it is absent, naming the path.
    """
    value: Any = part
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            missing = {"code": "MissingJsonProperty", "message": f"{'.'.join(path)} is missing."}
            raise ArmError(
                400, "InvalidRequestFormat", "Cannot parse the request.", details=[missing]
            )
    return value


def name_of(part: Json) -> str:
    """The name of a part of a resource.

    Raises:
        ArmError: 400 InvalidRequestFormat where it is absent; 400 InvalidResourceName. Source: the
            text is in public use, from before this project; no page was read for it.
    """
    name: str = need(part, "name")
    if not _NAME.fullmatch(name):
        raise ArmError(
            400,
            "InvalidResourceName",
            f"Resource name {name} is invalid. The name can be up to 80 characters long. It must"
            " begin with a word character, and it must end with a word character or with '_'. The"
            " name may contain word characters or '.', '-', '_'.",
        )
    return name
