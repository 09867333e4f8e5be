"""What can go wrong outside of ARM's own errors: the folder, the port, the process."""


class LocalAzureError(Exception):
    """The root of what the command, or the plugin, refuses; its text is what the user reads."""


class NotRunningError(LocalAzureError):
    """No local Azure serves this folder."""


class PortTakenError(LocalAzureError):
    """Something else listens on the port."""


class FolderInUseError(LocalAzureError):
    """Another local Azure serves this folder."""
