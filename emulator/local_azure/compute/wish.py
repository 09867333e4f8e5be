"""What a request wants of a virtual machine, with everything that ARM looks at to judge it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from local_azure.arm import Json
from local_azure.compute import model, passwords
from local_azure.compute.images import Image
from local_azure.compute.sizes import SIZES, Size, find_size

PREVIEW_FEATURES = (
    "InGuestHotPatchVMPreview",
    "InGuestAutoPatchVMPreview",
    "InGuestPatchVMPreview",
)


@dataclass(frozen=True)
class Wish:
    """One PUT or PATCH of a machine.

    `asked` is the resource as the client wants it, before defaults; `password` the one it gave.
    `existing` is the machine that is there, `power` its power state, `password_changes` whether
    the password is another one. `registered` are the features of Microsoft.Compute that are
    Registered, `carried` those of them that a later registration of the provider carried on.
    """

    id: str
    name: str
    location: str
    api_version: str
    asked: Json
    image: Image | None
    registered: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    existing: Json | None = None
    power: str = "running"
    password_changes: bool = False

    @cached_property
    def filled(self) -> Json:
        """The resource with ARM's defaults."""
        properties = model.filled(
            self.asked,
            self.image,
            name=self.name,
            api_version=self.api_version,
            exact=self.before("storageProfile.imageReference.exactVersion"),
        )
        return {**self.asked, "properties": properties}

    def value(self, path: str) -> Any:
        """What is wanted at a path below `properties`, with defaults."""
        return model.value(self.filled, path)

    def given(self, path: str) -> Any:
        """What the client wants at a path below `properties`, None where it says nothing."""
        return model.value(self.asked, path)

    def before(self, path: str) -> Any:
        """What the machine has at a path below `properties`; None for a new one."""
        return None if self.existing is None else model.value(self.existing, path)

    @property
    def is_new(self) -> bool:
        """Whether the machine is made by this request."""
        return self.existing is None

    @property
    def os_type(self) -> str:
        """`Windows` or `Linux`."""
        found: str = self.value("storageProfile.osDisk.osType") or "Windows"
        return found

    @property
    def size(self) -> Size | None:
        """The size that is wanted, None where there is no such size."""
        return find_size(str(self.given("hardwareProfile.vmSize") or ""))

    @property
    def is_trusted_launch(self) -> bool:
        """Whether the machine is to have Trusted Launch."""
        return bool(self.value("securityProfile.securityType") == "TrustedLaunch")

    def words(self) -> Mapping[str, object]:
        """What a message may mention."""
        reference = self.given("storageProfile.imageReference") or {}
        named = (reference.get(part, "") for part in ("publisher", "offer", "sku", "version"))
        shortest, longest = passwords.LENGTHS[self.os_type]
        missing = [name for name in PREVIEW_FEATURES if name not in self.carried]
        return {
            "id": self.id,
            "name": self.name,
            "urn": ":".join(named),
            "offer": reference.get("offer", ""),
            "image_id": reference.get("id", ""),
            "location": self.location,
            "subscription": self.id.split("/")[2],
            "size": self.given("hardwareProfile.vmSize") or "",
            "sizes": ",".join(size.name for size in SIZES),
            "generation": "" if self.image is None else self.image.generation[1:],
            "shortest": shortest,
            "longest": longest,
            "feature": missing[0] if missing else "",
            "patch_mode": self.value("osProfile.windowsConfiguration.patchSettings.patchMode"),
            "assessment_mode": self.value(
                "osProfile.windowsConfiguration.patchSettings.assessmentMode"
            ),
        }
