"""Pulumi components for Azure machines that take Windows security updates without a reboot."""
