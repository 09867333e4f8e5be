"""What the package is called, everywhere."""

PACKAGE = "azure-hotpatch"
"""The name that every type token begins with, of the plugin, and of the distribution."""
