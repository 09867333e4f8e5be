"""The only way out of the plugin: https to this machine, until the engine says stop."""

from threading import Event
from types import TracebackType
from typing import Any, Self

import requests
from azure.core.exceptions import AzureError, ServiceRequestError
from azure.core.pipeline.transport import HttpTransport, RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from requests.adapters import HTTPAdapter

from local_azure.azure_native.configuration import is_loopback
from local_azure.azure_native.errors import CancelledError, StandInError

_CONNECTIONS = 64


def reason(error: AzureError) -> str:
    """Why there was no answer, in words for a user."""
    match getattr(error, "inner_exception", None):
        case requests.exceptions.SSLError():
            return (
                "its certificate is not trusted; REQUESTS_CA_BUNDLE must be the file that"
                " `local-azure env` names"
            )
        case requests.exceptions.ConnectTimeout() | requests.exceptions.ReadTimeout():
            return "it took too long"
        case requests.exceptions.ConnectionError() if isinstance(error, ServiceRequestError):
            return "nothing listens there; `local-azure start` starts it"
        case requests.exceptions.ConnectionError():
            return "the connection ended before an answer"
    return str(error.message)


class LoopbackTransport(HttpTransport[HttpRequest, HttpResponse]):
    """azure-core's transport, without proxies and redirects, and refusing every other machine.

    Waiting between polls and retries ends as soon as `stop` is set. `authorities` is the file of
    certificate authorities to trust, None for certifi's.
    """

    def __init__(self, stop: Event, authorities: str | None) -> None:
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", HTTPAdapter(pool_maxsize=_CONNECTIONS, pool_block=True))
        self._requests = RequestsTransport(session=session, connection_verify=authorities or True)
        self._stop = stop

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Get ready."""
        self._requests.open()

    def close(self) -> None:
        """Give the connections back."""
        self._requests.close()

    def send(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send a request to the local Azure.

        Raises:
            StandInError: the request would leave this machine.
        """
        if not is_loopback(request.url):
            raise StandInError(
                f"{request.url} is not on this machine: the stand-in for azure-native talks to the"
                " local Azure only, so nothing was sent"
            )
        response: HttpResponse = self._requests.send(request, **kwargs)
        return response

    def sleep(self, duration: float) -> None:
        """Wait, unless the engine wants to stop.

        Raises:
            CancelledError: it does.
        """
        if self._stop.wait(duration):
            raise CancelledError
