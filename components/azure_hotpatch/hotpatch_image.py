"""Names of the images that can be hotpatched."""

from enum import Enum


class HotpatchImage(Enum):
    """Image of Windows Server Azure Edition that takes hotpatches; the value is its sku."""

    WINDOWS_SERVER_2025_DATACENTER_AZURE_EDITION_CORE = "2025-datacenter-azure-edition-core"
    """Windows Server 2025, Server Core."""
    WINDOWS_SERVER_2025_DATACENTER_AZURE_EDITION_CORE_SMALLDISK = (
        "2025-datacenter-azure-edition-core-smalldisk"
    )
    """Windows Server 2025, Server Core, small disk."""
    WINDOWS_SERVER_2025_DATACENTER_AZURE_EDITION = "2025-datacenter-azure-edition"
    """Windows Server 2025, Desktop Experience."""
    WINDOWS_SERVER_2025_DATACENTER_AZURE_EDITION_SMALLDISK = (
        "2025-datacenter-azure-edition-smalldisk"
    )
    """Windows Server 2025, Desktop Experience, small disk."""
    WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_CORE = "2022-datacenter-azure-edition-core"
    """Windows Server 2022, Server Core."""
    WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_CORE_SMALLDISK = (
        "2022-datacenter-azure-edition-core-smalldisk"
    )
    """Windows Server 2022, Server Core, small disk."""
    WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_HOTPATCH = "2022-datacenter-azure-edition-hotpatch"
    """Windows Server 2022, Desktop Experience."""
    WINDOWS_SERVER_2022_DATACENTER_AZURE_EDITION_HOTPATCH_SMALLDISK = (
        "2022-datacenter-azure-edition-hotpatch-smalldisk"
    )
    """Windows Server 2022, Desktop Experience, small disk."""
    WINDOWS_SERVER_2019_AZURE_EDITION_PREVIEW = "windows-server-2019-azure-edition-preview"
    """Windows Server 2019, the preview image of 2021; needs `access`."""
    WINDOWS_SERVER_2022_AZURE_EDITION_PREVIEW = "windows-server-2022-azure-edition-preview"
    """Windows Server 2022, the preview image of 2021; needs `access`."""
    WINDOWS_SERVER_2022_AZURE_EDITION_HOTPATCH_PREVIEW = (
        "windows-server-2022-azure-edition-hotpatch"
    )
    """Windows Server 2022, Desktop Experience, the preview image of 2023; needs `access`."""
    WINDOWS_SERVER_2025_AZURE_EDITION_HOTPATCH_PREVIEW = (
        "windows-server-2025-azure-edition-hotpatch"
    )
    """Windows Server 2025, the preview image of 2024; needs `access`."""
