"""A machine as Azure describes it: what matters of it for patching."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_facts.images import Image
from azure_hotpatch_facts.patch_settings import flattened
from azure_hotpatch_facts.releases import Os
from azure_hotpatch_operations.azure_values import parts, text, time
from azure_hotpatch_operations.machine_ids import MachineId

BY_PLATFORM = "AutomaticByPlatform"
CHECK_AGENT = "Check that Windows is up and that the machine reaches Azure (168.63.129.16)"
"""What to do about an agent that does not answer.

Source: https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/windows-azure-guest-agent,
read 2026-11-25.
"""

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A virtual machine, out of a body of ARM or a row of Resource Graph; None is unknown.

    Attributes:
        id: Which; it compares without case.
        location: Its region.
        reference: Its `imageReference`; empty for a machine made of a disk.
        os_type: `Windows` or `Linux`.
        windows: Its `windowsConfiguration`, as Azure has it; empty where there is none.
        scale_set: Id of the scale set that it is an instance of; None for a machine of its own.
        created: When it was made.
        etag: What a change must name to be sure that nobody changed it meanwhile; None where
            Azure shows none.
        view: Its instance view: as much of it as was asked for.
        seen: Azure's own time when it showed the machine.
    """

    id: MachineId
    location: str = "unknown"
    reference: Json = field(default_factory=dict)
    os_type: str | None = None
    windows: Json = field(default_factory=dict)
    scale_set: str | None = None
    created: dt.datetime | None = None
    etag: str | None = None
    view: Json = field(default_factory=dict)
    seen: dt.datetime | None = None

    @property
    def is_windows(self) -> bool:
        """Whether Windows is on its disk, as far as Azure says."""
        return (self.os_type or "Windows").lower() == "windows"

    @property
    def has_agent(self) -> bool:
        """Whether it was made with the agent, without which nothing is patched."""
        return self.windows.get("provisionVMAgent") is not False

    @property
    def patch_settings(self) -> Json:
        """Its `patchSettings`, as Azure has them; empty where there are none."""
        return parts(self.windows.get("patchSettings"))

    @property
    def settings(self) -> Json:
        """Its settings by path, as azure_hotpatch_facts.patch_settings has them."""
        return flattened(self.windows)

    @property
    def is_enrolled(self) -> bool:
        """Whether hotpatch is on: the mode is the platform's, and `enableHotpatching` true."""
        settings = self.patch_settings
        return (
            settings.get("patchMode") == BY_PLATFORM and settings.get("enableHotpatching") is True
        )

    @property
    def is_bypassing(self) -> bool:
        """Whether a user's schedule patches it, which hotpatch does not go with."""
        by_platform = parts(self.patch_settings.get("automaticByPlatformSettings"))
        return by_platform.get("bypassPlatformSafetyChecksOnUserSchedule") is True

    @property
    def power(self) -> str | None:
        """`running`, `deallocated`, …; None where Azure does not say."""
        for each in self.view.get("statuses") or ():
            kind, _, state = str(each.get("code") or "").partition("/")
            if kind.lower() == "powerstate":
                return state.lower() or None
        return None

    @property
    def agent(self) -> str | None:
        """What the agent's status is, `Ready` when it answers; None where Azure does not say."""
        found = parts(self.view.get("vmAgent")).get("statuses") or ()
        return next((text(each.get("displayStatus")) for each in found), None)

    @property
    def is_silent(self) -> bool:
        """Whether it runs with an agent, and Azure says that it does not answer."""
        can_answer = self.has_agent and self.power in {None, "running"}
        return can_answer and self.agent not in {None, "Ready"}

    @property
    def patch_status(self) -> Json:
        """`patchStatus` of the instance view; empty before the first assessment."""
        return parts(self.view.get("patchStatus"))

    @property
    def image_name(self) -> str | None:
        """Its marketplace image as `publisher:offer:sku`; None for any other image."""
        named = [text(self.reference.get(name)) for name in ("publisher", "offer", "sku")]
        if self.reference.get("id") or None in named:
            return None
        return ":".join(each for each in named if each)

    def image(self, added: tuple[Image, ...] = ()) -> Image | None:
        """Its image in the catalogue, or among those that the user vouches for."""
        if self.image_name is None:
            return None
        publisher, offer, sku = self.image_name.split(":")
        return images.find(publisher, offer, sku, added)

    @property
    def os(self) -> Os | None:
        """The version in the release calendar; None for a system that it does not have."""
        image = self.image()
        if image is not None:
            return Os.of_build(image.build)
        name = text(self.view.get("osName")) or ""
        return next((each for each in Os if each.title in name), None)

    @property
    def os_version(self) -> str | None:
        """Its build as the agent says it, `10.0.26100.7092`."""
        return text(self.view.get("osVersion"))

    @property
    def system(self) -> str:
        """Its system for people, `Windows Server 2025`."""
        image, os = self.image(), self.os
        if image is not None:
            return image.windows
        return os.title if os else text(self.view.get("osName")) or self.os_type or "unknown"

    def why_not(self, added: tuple[Image, ...] = ()) -> str:
        """Why its image can't be hotpatched, as part of a sentence; empty where it can."""
        if not self.reference:
            return "it has no image: it was made of a disk"
        name = self.image_name
        if name is None:
            return "its image is a custom one, and hotpatch needs one of the marketplace"
        image = self.image(added)
        if image is not None:
            return image.why_not
        return f"its image is {name}: {images.why_unknown(*name.split(':'))}"


def machine_of(body: Json, machine_id: MachineId) -> Machine:
    """The machine in a body of ARM, with or without its instance view."""
    properties = parts(body.get("properties"))
    storage = parts(properties.get("storageProfile"))
    return Machine(
        id=machine_id,
        location=text(body.get("location")) or "unknown",
        reference=parts(storage.get("imageReference")),
        os_type=text(parts(storage.get("osDisk")).get("osType")),
        windows=parts(parts(properties.get("osProfile")).get("windowsConfiguration")),
        scale_set=text(parts(properties.get("virtualMachineScaleSet")).get("id")),
        created=time(properties.get("timeCreated")),
        etag=text(body.get("etag")),
        view=parts(properties.get("instanceView")),
    )
