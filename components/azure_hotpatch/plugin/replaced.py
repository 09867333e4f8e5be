"""Which resources of this run are the old half of a replacement.

Pulumi's Delete does not say whether a resource goes for good or makes room for its replacement, and
a replaced registration must never be unregistered.
"""


class Replaced:
    """What this run has seen of each resource: its present id, and ids that are to be replaced."""

    def __init__(self) -> None:
        self._present: dict[str, str] = {}
        self._old: set[tuple[str, str]] = set()

    def compared(self, urn: str, resource_id: str, *, is_replaced: bool) -> None:
        """Remember the outcome of a comparison."""
        if is_replaced:
            self._old.add((urn, resource_id.lower()))
        else:
            self._present[urn] = resource_id.lower()

    def created(self, urn: str, resource_id: str) -> None:
        """Remember what was made."""
        self._present[urn] = resource_id.lower()

    def is_old(self, urn: str, resource_id: str) -> bool:
        """Whether this id was replaced, in this run or, left over, in an earlier one."""
        key = resource_id.lower()
        return (urn, key) in self._old or self._present.get(urn, key) != key
