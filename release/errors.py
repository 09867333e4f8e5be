"""What stops a release."""

from collections.abc import Iterable


class ReleaseError(Exception):
    """Everything that stands in the way of a release, one sentence each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))
