"""What this package raises."""


class PoliciesError(Exception):
    """The root of what this package raises."""
