"""A machine as Azure shows it: what matters of it for patching."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_facts.images import Image
from azure_hotpatch_facts.releases import Os
from azure_hotpatch_operations.machine_ids import MachineId

BY_PLATFORM = "AutomaticByPlatform"

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A virtual machine.

    Attributes:
        id: Which.
        location: Its region.
        reference: Its `imageReference`; empty for a machine made of a disk.
        is_windows: Whether Windows is on its disk.
        settings: Its `patchSettings`, as Azure has them; empty where there are none.
        has_agent: Whether it was made with the agent, without which nothing is patched.
        scale_set: Id of the scale set that it is an instance of; None for a machine of its own.
        etag: What a change must name to be sure that nobody changed it meanwhile; None where
            Azure shows none.
        view: Its instance view; empty where it was not asked for.
        seen: Azure's own time when it showed the machine; None where it does not say.
    """

    id: MachineId
    location: str
    reference: Json
    is_windows: bool
    settings: Json
    has_agent: bool
    scale_set: str | None
    etag: str | None
    view: Json = field(default_factory=dict)
    seen: dt.datetime | None = None

    @property
    def patch_mode(self) -> str | None:
        """`patchMode` as Azure has it."""
        return self.settings.get("patchMode")

    @property
    def is_enrolled(self) -> bool:
        """Whether hotpatch is on: the mode is the platform's, and `enableHotpatching` true."""
        return self.patch_mode == BY_PLATFORM and self.settings.get("enableHotpatching") is True

    @property
    def is_bypassing(self) -> bool:
        """Whether a user's schedule patches it, which hotpatch does not go with."""
        by_platform = self.settings.get("automaticByPlatformSettings") or {}
        return by_platform.get("bypassPlatformSafetyChecksOnUserSchedule") is True

    @property
    def power(self) -> str | None:
        """`running`, `deallocated`, …; None where Azure does not say."""
        for each in self.view.get("statuses") or ():
            kind, _, state = str(each.get("code", "")).partition("/")
            if kind.lower() == "powerstate":
                return state.lower()
        return None

    @property
    def agent(self) -> str | None:
        """What the agent's status is, `Ready` when it answers; None where there is none."""
        found = (self.view.get("vmAgent") or {}).get("statuses") or ()
        return next((str(each.get("displayStatus")) for each in found), None)

    @property
    def patch_status(self) -> Json:
        """`patchStatus` of the instance view; empty before the first assessment."""
        return self.view.get("patchStatus") or {}

    def image(self, added: tuple[Image, ...] = ()) -> Image | None:
        """Its image in the catalogue, or among those that the user vouches for."""
        publisher, offer, sku = self._named
        return None if self.reference.get("id") else images.find(publisher, offer, sku, added)

    @property
    def os(self) -> Os | None:
        """The version of Windows Server, where it is one with hotpatches and the image tells."""
        image = self.image()
        return None if image is None else Os.of_build(image.build)

    def why_not(self, added: tuple[Image, ...] = ()) -> str:
        """Why its image can't be hotpatched, as part of a sentence; empty where it can."""
        if self.reference.get("id"):
            return "its image is a custom one, and hotpatch needs one of the marketplace"
        if not self.reference:
            return "it has no image: it was made of a disk"
        image = self.image(added)
        if image is not None:
            return image.why_not
        return f"its image is {':'.join(self._named)}: {images.why_unknown(*self._named)}"

    @property
    def _named(self) -> tuple[str, str, str]:
        reference = self.reference
        publisher, offer = str(reference.get("publisher", "")), str(reference.get("offer", ""))
        return publisher, offer, str(reference.get("sku", ""))


def machine_of(body: Json, machine_id: MachineId) -> Machine:
    """The machine in a body of ARM, with or without its instance view."""
    properties = body.get("properties") or {}
    storage = properties.get("storageProfile") or {}
    windows = (properties.get("osProfile") or {}).get("windowsConfiguration")
    kind = str((storage.get("osDisk") or {}).get("osType", "")).lower()
    return Machine(
        id=machine_id,
        location=str(body.get("location", "")),
        reference=storage.get("imageReference") or {},
        is_windows=kind == "windows" or (not kind and windows is not None),
        settings=(windows or {}).get("patchSettings") or {},
        has_agent=(windows or {}).get("provisionVMAgent") is not False,
        scale_set=(properties.get("virtualMachineScaleSet") or {}).get("id"),
        etag=body.get("etag"),
        view=properties.get("instanceView") or {},
    )
