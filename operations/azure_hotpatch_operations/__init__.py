"""Day-2 operations for Azure machines that hotpatch: the command `azure-hotpatch`."""
