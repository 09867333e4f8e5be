"""What this plugin refuses, in sentences that the engine prints."""

from local_azure.errors import LocalAzureError


class StandInError(LocalAzureError):
    """A refusal of the stand-in plugin; its text is what the user reads."""


class ConfigurationError(StandInError):
    """The provider's configuration cannot be used here."""


class UnknownTypeError(StandInError):
    """A resource or function that only the real azure-native plugin has."""

    def __init__(self, token: str) -> None:
        super().__init__(
            f"{token} is not in the local Azure: this is the stand-in for azure-native, and"
            " docs/emulator.md lists the types it has. Use the real plugin and a real Azure for"
            " the others."
        )


class ExistsError(StandInError):
    """What should be created is there already; the words are azure-native's."""

    def __init__(self, resource_id: str) -> None:
        super().__init__(f"cannot create already existing resource '{resource_id}'")


class ArmRefusalError(StandInError):
    """ARM's own refusal, as azure-native prints it.

    Source: pulumi-azure-native provider/pkg/azure/client_azcore.go, PulumiAzcoreResponseError,
    read 2026-11-23.
    """

    def __init__(self, status: int, code: str | None, message: str) -> None:
        code_part = f' Code="{code}"' if code else ""
        super().__init__(f'Status={status}{code_part} Message="{message}"')
        self.status = status
        self.code = code


class CancelledError(StandInError):
    """The engine asked to stop."""

    def __init__(self) -> None:
        super().__init__("cancelled while Azure was still working; running again is safe")
