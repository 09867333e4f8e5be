"""`azure-hotpatch report`: one page about the machines, that opens from disk."""
