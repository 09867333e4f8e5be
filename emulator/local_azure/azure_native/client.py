"""ARM as this plugin uses it: read, put and delete a resource, and wait until that is done."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, cast

from azure.core import PipelineClient
from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.pipeline import PipelineResponse
from azure.core.pipeline.policies import (
    BearerTokenCredentialPolicy,
    ContentDecodePolicy,
    HeadersPolicy,
    RequestIdPolicy,
    RetryPolicy,
    UserAgentPolicy,
)
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.core.polling.arm_polling import ARMPolling

from local_azure.azure_native.account import Account
from local_azure.azure_native.errors import ArmRefusalError, StandInError
from local_azure.azure_native.transport import reason
from local_azure.azure_native.values import Properties

_TIMEOUT = 2 * 60 * 60.0
_POLL_SECONDS = 1.0
_NOT_FOUND: Final = 404
_CONFLICT: Final = 409

Json = dict[str, Any]
Pipeline = PipelineResponse[HttpRequest, HttpResponse]


class Arm:
    """The local Azure Resource Manager, for one signed-in account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._client: PipelineClient[HttpRequest, HttpResponse] = PipelineClient(
            account.resource_manager,
            transport=account.transport,
            policies=[
                RequestIdPolicy(),
                HeadersPolicy({"Accept": "application/json"}),
                UserAgentPolicy("local-azure-azure-native"),
                _Retry(retry_total=5, retry_connect=2, retry_backoff_factor=0.2),
                BearerTokenCredentialPolicy(account.credential, account.scope),
                ContentDecodePolicy(),
            ],
        )

    def read(
        self, arm_id: str, api_version: str, query: Mapping[str, str] | None = None
    ) -> Json | None:
        """The resource's body, or None when ARM knows no such resource."""
        request = HttpRequest("GET", arm_id, params={**(query or {}), "api-version": api_version})
        with _arm_words():
            response = self._send(request).http_response
            if response.status_code == _NOT_FOUND:
                return None
            response.raise_for_status()
            return _json(response)

    def put(self, arm_id: str, api_version: str, body: Properties) -> Pipeline:
        """Ask for the resource to be as the body says; what ARM accepted, for `wait`."""
        request = HttpRequest("PUT", arm_id, params={"api-version": api_version}, json=body)
        with _arm_words():
            accepted = self._send(request)
            accepted.http_response.raise_for_status()
            return accepted

    def wait(self, accepted: Pipeline, timeout: float = 0) -> Json:
        """What the resource is when Azure is done with what it accepted.

        `timeout` is in seconds; 0 means two hours, azure-native's own.

        Raises:
            StandInError: the operation failed, took longer, or the engine said stop.
        """
        polling = _Polling(time.monotonic() + (timeout or _TIMEOUT))
        with _arm_words():
            polling.initialize(self._client, accepted, lambda done: _json(done.http_response))
            polling.run()
        body: Json = polling.resource()
        return body

    def delete(self, arm_id: str, api_version: str, timeout: float = 0) -> None:
        """Delete the resource and wait until it is gone; one that is gone already is fine."""
        request = HttpRequest("DELETE", arm_id, params={"api-version": api_version})
        try:
            with _arm_words():
                accepted = self._send(request)
                accepted.http_response.raise_for_status()
            self.wait(accepted, timeout)
        except ArmRefusalError as error:
            if error.status != _NOT_FOUND:
                raise

    def _send(self, request: HttpRequest) -> Pipeline:
        request.url = self._client.format_url(request.url)
        # Polling needs the pipeline's response, which send_request's types leave out.
        answer: Any = self._client.send_request(request, _return_pipeline_response=True)
        return cast("Pipeline", answer)


class _Retry(RetryPolicy[HttpRequest, HttpResponse]):
    """azure-core's retries, and 409 AnotherOperationInProgress, which azure-native retries too."""

    def is_retry(self, settings: dict[str, Any], response: Any) -> bool:
        if super().is_retry(settings, response):
            return True
        answer = response.http_response
        return bool(
            settings["total"]
            and answer.status_code == _CONFLICT
            and "AnotherOperationInProgress" in answer.text()
        )


class _Polling(ARMPolling):
    """azure-mgmt-core's long-running operations, with an end."""

    def __init__(self, deadline: float) -> None:
        super().__init__(timeout=_POLL_SECONDS)
        self._deadline = deadline

    def _sleep(self, delay: float) -> None:
        if time.monotonic() + delay > self._deadline:
            raise StandInError("operation timed out")
        super()._sleep(delay)


@contextmanager
def _arm_words() -> Iterator[None]:
    """Say what azure-core found in azure-native's words."""
    try:
        yield
    except HttpResponseError as error:
        raise _refusal(error) from error
    except (ServiceRequestError, ServiceResponseError) as error:
        raise StandInError(f"the local Azure does not answer: {reason(error)}") from error
    except AzureError as error:
        raise StandInError(error.message) from error


def _refusal(error: HttpResponseError) -> StandInError:
    if error.status_code is None or error.response is None:
        return StandInError(error.message)
    found = error.error
    message = (found.message if found else None) or _text(error.response)
    return ArmRefusalError(error.status_code, found.code if found else None, message)


def _text(response: Any) -> str:
    return str(response.text())


def _json(response: HttpResponse) -> Json:
    body = response.json() if response.text() else {}
    return body if isinstance(body, dict) else {}
