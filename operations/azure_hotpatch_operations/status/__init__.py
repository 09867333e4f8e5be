"""`azure-hotpatch status`: how each machine stands with its hotpatches."""
