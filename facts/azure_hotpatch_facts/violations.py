"""What a rule has to say about one value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """One value that Azure, or hotpatch, does not take.

    Attributes:
        path: Where the value stands, as Azure writes it, `osProfile.computerName`.
        found: The value, or `absent`; a description where the value is a secret.
        allowed: The values that are taken.
        fix: What to do, and why, in a sentence or two.
        source: URL or repository and path of the document that says so.
    """

    path: str
    found: str
    allowed: str
    fix: str
    source: str

    @property
    def reason(self) -> str:
        """What was found, what is allowed, and what to do."""
        return f"found {self.found}; allowed: {self.allowed}. {self.fix}"

    def sentence(self, place: str) -> str:
        """Say all of it about a place, such as the name of an argument."""
        return f"{place}: {self.reason} ({self.source})"


ABSENT = "absent"


def shown(value: object) -> str:
    """Return a value as people write it in JSON: `true`, `'Manual'`, `absent` for None.

    >>> shown(True), shown("Manual"), shown(None)
    ('true', "'Manual'", 'absent')
    """
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)
