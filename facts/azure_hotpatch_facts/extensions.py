"""Extensions of machines that bear on hotpatch: the platform's own, and those with conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_facts.images import Image, Installation
from azure_hotpatch_facts.violations import Violation, shown

PATCHING_PAGE = (
    "https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/windows-vm-hotpatch"
)
ENTRA_PAGE = "https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-windows"
ENCRYPTION_PAGE = "https://learn.microsoft.com/azure/virtual-machines/disk-encryption"


@dataclass(frozen=True)
class ExtensionType:
    """Publisher and type of an extension; Azure compares them without case."""

    publisher: str
    type: str

    def is_named(self, publisher: str, type_: str) -> bool:
        """Tell whether these two name the extension, in whatever case."""
        return (publisher.lower(), type_.lower()) == (self.publisher.lower(), self.type.lower())


PLATFORM = (
    ExtensionType("Microsoft.CPlat.Core", "WindowsPatchExtension"),
    ExtensionType("Microsoft.CPlat.Core", "WindowsHotpatch"),
)
"""What the platform installs by itself; nobody declares or deletes it. Read 2026-11-23."""

ENTRA_LOGIN = ExtensionType("Microsoft.Azure.ActiveDirectory", "AADLoginForWindows")
"""Sign-in with Microsoft Entra ID: Windows Server 2025 or later with Desktop Experience, and a
system-assigned identity. Source: ENTRA_PAGE of 12/01/2025."""

DISK_ENCRYPTION = ExtensionType("Microsoft.Azure.Security", "AzureDiskEncryption")
"""Excludes encryption at host. Source: ENCRYPTION_PAGE, read 2026-11-23."""

APPLICATION_HEALTH = ExtensionType("Microsoft.ManagedServices", "ApplicationHealthWindows")
"""Reports the health of an application; ARM demands it of a Flexible scale set on a hotpatch image.
Source: HEALTH_SOURCE, read 2026-11-23."""

HEALTH_SOURCE = (
    "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/compute/"
    "orchestrated_virtual_machine_scale_set_resource.go"
)

_ENTRA_SINCE_BUILD = 26100


def extension_violations(
    publisher: str, type_: str, image: Image, *, system_identity: bool, encryption_at_host: bool
) -> Iterator[Violation]:
    """Yield why a machine of this image cannot have the extension.

    Args:
        publisher: Publisher of the extension.
        type_: Type of the extension.
        image: The machine's image.
        system_identity: Whether the machine has a system-assigned identity.
        encryption_at_host: Whether the machine is encrypted at host.
    """
    found = f"{publisher}/{type_}"
    if any(extension.is_named(publisher, type_) for extension in PLATFORM):
        yield Violation(
            path="type",
            found=shown(found),
            allowed="extensions that the platform does not bring itself",
            fix="Leave it out: Azure installs it where patches are orchestrated by the platform.",
            source=PATCHING_PAGE,
        )
    if ENTRA_LOGIN.is_named(publisher, type_):
        is_new = image.build is not None and image.build >= _ENTRA_SINCE_BUILD
        if not (is_new and image.installation is Installation.DESKTOP):
            yield Violation(
                path="type",
                found=f"{shown(found)} on {image.name}",
                allowed="Windows Server 2025 or later with Desktop Experience",
                fix="Choose the image 2025-datacenter-azure-edition, or leave the extension out.",
                source=ENTRA_PAGE,
            )
        if not system_identity:
            yield Violation(
                path="type",
                found=f"{shown(found)} without a system-assigned identity",
                allowed="a machine with one",
                fix="Give the machine a system-assigned identity.",
                source=ENTRA_PAGE,
            )
    if encryption_at_host and DISK_ENCRYPTION.is_named(publisher, type_):
        yield Violation(
            path="type",
            found=f"{shown(found)} with encryption at host",
            allowed="one of the two",
            fix="Leave out the extension, or encryption at host.",
            source=ENCRYPTION_PAGE,
        )
