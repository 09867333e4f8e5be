"""The distributions of this repository, and where each one's files are."""

from pathlib import Path

DISTRIBUTIONS = {
    "azure-hotpatch-facts": Path("facts"),
    "azure-hotpatch-cloud": Path("cloud"),
    "azure-hotpatch": Path("components"),
    "azure-hotpatch-policies": Path("policies/hotpatch"),
    "azure-hotpatch-operations": Path("operations"),
    "local-azure": Path("emulator"),
}
"""Folder of each, relative to the repository; each stands after those that it needs."""
