"""What stops a command, in a sentence for the user."""


class OperationsError(Exception):
    """The root of every error of this package: the command could not do what was asked."""

    exit_code = 1


class UsageError(OperationsError):
    """The command was called in a way that can't work."""

    exit_code = 2
