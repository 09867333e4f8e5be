"""What goes wrong between us and Azure, in words without secrets."""

from collections.abc import Iterable


class CloudError(Exception):
    """The root of every error of this package."""


class SettingsError(CloudError):
    """Everything that is wrong with the settings, one sentence each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class MetadataError(CloudError):
    """The metadata host gave no description of a cloud that can be trusted."""

    def __init__(self, host: str, reason: str) -> None:
        self.host = host
        super().__init__(
            f"metadataHost {host!r}: {reason}; check the name, the certificate authority"
            " (REQUESTS_CA_BUNDLE or SSL_CERT_FILE), and that the host is up"
        )


class CredentialError(CloudError):
    """No token could be had, and why."""

    def __init__(self, method: str, reason: str) -> None:
        self.method = method
        super().__init__(f"Azure gave no token to the {method}: {reason}")


class ArmError(CloudError):
    """A refusal of Azure Resource Manager, or the lack of any answer.

    `status` is the HTTP status, None where no answer came; `code` and `message` are ARM's own, and
    `request_id` is what Microsoft's support asks for; `details` are ARM's reasons one by one,
    each a code and a message, where it gives them.
    """

    NO_ANSWER = "NoAnswer"

    def __init__(
        self,
        *,
        method: str,
        path: str,
        status: int | None,
        code: str,
        message: str,
        request_id: str | None = None,
        details: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.method = method
        self.path = path
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.details = details
        answered = "no answer" if status is None else f"{status} {code}"
        trailer = "" if request_id is None else f" (request id {request_id})"
        super().__init__(f"{method} {path}: {answered}: {message}{trailer}")

    @property
    def may_have_acted(self) -> bool:
        """Whether ARM may have done what was asked all the same: no answer, 408, or 5xx."""
        return self.is_transient and self.status != 429  # noqa: PLR2004, Too Many Requests

    @property
    def is_transient(self) -> bool:
        """Whether the same request may well succeed later: no answer, 408, 429, or 5xx."""
        return self.status is None or self.status in {408, 429} or self.status >= 500  # noqa: PLR2004, as the docstring says
