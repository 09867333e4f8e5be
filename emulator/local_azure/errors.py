"""What can go wrong outside of ARM's own errors: the folder, the port, the process."""

from collections.abc import Iterable


class LocalAzureError(Exception):
    """The root of what the command, or the plugin, refuses; its text is what the user reads."""


class NotRunningError(LocalAzureError):
    """No local Azure serves this folder."""


class PortTakenError(LocalAzureError):
    """Something else listens on the port."""


class FolderInUseError(LocalAzureError):
    """Another local Azure serves this folder."""


class ScenarioError(LocalAzureError):
    """A scenario file is wrong; `mistakes` are all of them, each with its place first."""

    def __init__(self, name: str, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(f"{name}: {mistake}" for mistake in self.mistakes))
