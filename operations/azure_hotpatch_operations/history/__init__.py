"""`azure-hotpatch history`: what was installed on each machine in the last 30 days."""
