"""A Pulumi language host for Python, for machines that have no Pulumi installation."""
