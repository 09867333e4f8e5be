"""What a caller says about any machine: alone, one of a fleet, or of a scale set."""

from enum import Enum
from typing import Any, NotRequired, TypedDict

import pulumi

from azure_hotpatch.hotpatch_image import HotpatchImage


class RebootSetting(Enum):
    """When the platform may reboot a machine to finish an update."""

    IF_REQUIRED = "IfRequired"
    """When an update needs one."""
    NEVER = "Never"
    """Not at all."""
    ALWAYS = "Always"
    """After every installation."""


class DiskType(Enum):
    """Storage of a managed disk."""

    STANDARD_HDD = "Standard_LRS"
    """Hard disk, in one zone."""
    STANDARD_SSD = "StandardSSD_LRS"
    """Standard SSD, in one zone."""
    PREMIUM_SSD = "Premium_LRS"
    """Premium SSD, in one zone."""
    STANDARD_SSD_ZONE_REDUNDANT = "StandardSSD_ZRS"
    """Standard SSD, copied over three zones; as a data disk it stays when its machine moves to
    another zone."""
    PREMIUM_SSD_ZONE_REDUNDANT = "Premium_ZRS"
    """Premium SSD, copied over three zones; as a data disk it stays when its machine moves to
    another zone."""


class DiskCaching(Enum):
    """What the host caches of a disk."""

    NONE = "None"
    """Nothing."""
    READ_ONLY = "ReadOnly"
    """Reads."""
    READ_WRITE = "ReadWrite"
    """Reads and writes."""


class LicenseType(Enum):
    """Licence that is brought along."""

    WINDOWS_SERVER = "Windows_Server"
    """Azure Hybrid Benefit."""
    NONE = "None"
    """Pay as you go."""


class ImageReference(TypedDict):
    """A marketplace image written out, for what HotpatchImage does not name or spells otherwise."""

    publisher: str
    """Publisher, `MicrosoftWindowsServer`."""
    offer: str
    """Offer, `WindowsServer`."""
    sku: str
    """Sku. An image of the catalogue is written as spelled here; one that cannot be hotpatched is
    refused."""
    reason: NotRequired[str]
    """How you know that the image takes hotpatches; required where the catalogue does not know the
    image."""
    preview: NotRequired[bool]
    """Whether an image that the catalogue does not know needs `access` and a purchase plan.
    Default: false."""


class DataDisk(TypedDict):
    """A managed disk of its own, attached to the machine."""

    name: str
    """Name within the machine, 1-40 letters, digits, `_`, `.` and `-`; in Azure the machine's name
    stands before it."""
    size_gb: int
    """Size in GiB, 1-65536."""
    type: NotRequired[DiskType]
    """Storage. Default: Premium_LRS."""
    lun: NotRequired[int]
    """Logical unit number, 0-63. Default: the disk's place in the list, from 0."""
    caching: NotRequired[DiskCaching]
    """What the host caches. Default: None."""


class Extension(TypedDict):
    """An extension of the machine."""

    name: str
    """Name of the extension on the machine."""
    publisher: str
    """Publisher, `Microsoft.Azure.Monitor`."""
    type: str
    """Type, `AzureMonitorWindowsAgent`."""
    type_handler_version: str
    """Version of the handler, `1.0`."""
    auto_upgrade_minor_version: NotRequired[bool]
    """Whether a newer minor version is taken. Default: true."""
    settings: NotRequired[dict[str, Any]]
    """Public settings, as the extension documents them."""
    protected_settings: NotRequired[pulumi.Input[dict[str, Any]]]
    """Secret settings; encrypted in the state."""


class ServerArgs(TypedDict):
    """What a machine has, alone or in a scale set."""

    image_reference: NotRequired[ImageReference]
    """Instead of `image`: an image that the catalogue does not know, with a reason, or one that it
    knows in the spelling that an adopted machine has."""

    image_version: NotRequired[str]
    """Version of the image, `latest` or three numbers as in `26100.4652.250711`. Default: `latest`,
    which Azure resolves once, when it creates the machine."""

    access: NotRequired[pulumi.Input[str]]
    """Output `ready` of PreviewAccess, `/subscriptions/{id}`. Required with a preview image,
    refused with a released one. The machine waits for it."""

    reboot_setting: NotRequired[RebootSetting]
    """When the platform may reboot the machine. Default: absent, the platform decides."""

    size: NotRequired[str]
    """Size for generation 2 and Trusted Launch. Default: `Standard_D2s_v5`."""

    os_disk_type: NotRequired[DiskType]
    """Storage of the system disk. Default: Premium_LRS."""

    os_disk_size_gb: NotRequired[int]
    """Size of the system disk in GiB, 1-4095. Default: the image's."""

    user_identities: NotRequired[list[pulumi.Input[str]]]
    """ARM ids of user-assigned identities. Default: none."""

    license_type: NotRequired[LicenseType]
    """Licence that is brought along. Default: absent."""

    boot_diagnostics: NotRequired[bool]
    """Whether Azure keeps the console's screenshots and log, in storage of its own. Default:
    true."""

    encryption_at_host: NotRequired[bool]
    """Whether the host encrypts caches and temporary disks. Default: false. The subscription needs
    the feature Microsoft.Compute/EncryptionAtHost; PreviewAccess can register it."""

    extensions: NotRequired[list[Extension]]
    """Extensions of the machine. Default: none. The platform brings those for patching itself."""

    tags: NotRequired[dict[str, pulumi.Input[str]]]
    """Tags of everything that the component makes."""


class MachineArgs(ServerArgs):
    """What a machine has, and a whole fleet may have alike."""

    image: NotRequired[HotpatchImage]
    """Image of the catalogue. Default: 2025-datacenter-azure-edition-core. A change replaces the
    machine."""

    hotpatch: NotRequired[bool]
    """Whether the machine is enrolled. Default: true. With false it is unenrolled: the platform
    patches it still, with reboots; enrolled again, hotpatches begin at the next baseline."""

    time_zone: NotRequired[str]
    """Windows name of the time zone, `W. Europe Standard Time`. Default: absent, UTC. A change
    replaces the machine."""

    data_disks: NotRequired[list[DataDisk]]
    """Further disks. Default: none."""

    system_identity: NotRequired[bool]
    """Whether the machine gets an identity of its own. Default: false."""

    replaceable: NotRequired[bool]
    """Whether the machine and its data disks may be deleted and replaced. Default: false, they are
    protected."""

    extra: NotRequired[dict[str, Any]]
    """Further inputs of azure-native's VirtualMachine in Azure's spelling, `{"priority": "Spot"}`.
    It cannot set what the component writes itself."""
