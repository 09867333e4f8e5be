"""Publishers of marketplace images whose operating system is known by their name alone."""

from typing import Final

WINDOWS: Final = frozenset({"microsoftwindowsserver", "microsoftwindowsdesktop"})
"""In lower case. Source: https://learn.microsoft.com/azure/virtual-machines/windows/cli-ps-findimage,
read 2026-11-23. MicrosoftSQLServer is not among them: it has images of both systems."""

LINUX: Final = frozenset(
    {
        *("almalinux", "canonical", "credativ", "debian", "kinvolk", "microsoftcblmariner"),
        *("openlogic", "oracle", "redhat", "resf", "suse"),
    }
)
"""In lower case.
Source: https://learn.microsoft.com/azure/virtual-machines/linux/endorsed-distros, read 2026-11-23.
"""
