"""A local Azure in this process, behind our own ARM pipeline, whose time a test moves."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest

from azure_hotpatch.plugin.target import Registration
from azure_hotpatch.plugin.waiting import Wait
from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.clouds import Cloud
from azure_hotpatch_cloud.targets import Target
from local_azure import faults
from local_azure.arm import Json, Reply
from local_azure.testing import ORIGIN, InProcess

T = TypeVar("T")

HERE = Registration(state="Registered", registered_here=True, posted=True)
"""What comes of a registration that was absent."""

FORBIDDEN = {
    "method": "POST",
    "path": "*/register",
    "action": "status",
    "status": 403,
    "code": "AuthorizationFailed",
    "message": "The client does not have authorization.",
}
"""A fault: the right to register is missing."""


class Recorded:
    """A report that keeps what it is told."""

    def __init__(self) -> None:
        self.ticks: list[str] = []
        self.notes: list[str] = []
        self.warnings: list[str] = []

    async def tick(self, text: str) -> None:
        """Keep it."""
        self.ticks.append(text)

    async def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)

    async def warn(self, text: str) -> None:
        """Keep it."""
        self.warnings.append(text)


class Token(AsyncTokenCredential):
    """A credential with so many tokens, each for one request; without a number, with one for all.

    The in-process Azure puts its own token in its place.
    """

    def __init__(self, number: int | None = None) -> None:
        self._left = number

    async def get_token(self, *_: str, **__: Any) -> AccessToken:
        """A token that lasts, or one that expires at once."""
        if self._left is None:
            return AccessToken("in-process", 2**40)
        if self._left == 0:
            raise ClientAuthenticationError("AADSTS7000222: The client secret has expired.")
        self._left -= 1
        return AccessToken("in-process", 0)

    async def close(self) -> None:
        """Nothing to give back."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""


class Answered(AsyncHttpResponse):
    """An answer of the in-process Azure as azure-core wants it."""

    def __init__(self, request: HttpRequest, reply: Reply) -> None:
        self._request = request
        self._text = "" if reply.body is None else json.dumps(reply.body)
        self._status = reply.status
        self._headers = dict(reply.headers)

    request = property(lambda self: self._request)
    status_code = property(lambda self: self._status)
    headers: Any = property(lambda self: self._headers)
    reason = property(lambda self: str(self._status))
    content_type = property(lambda _: "application/json")
    is_closed = is_stream_consumed = property(lambda _: True)
    encoding: Any = "utf-8"
    url = property(lambda self: self._request.url)
    content = property(lambda self: self._text.encode())

    def text(self, encoding: str | None = None) -> str:
        """The body."""
        del encoding
        return self._text

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self._text)

    def raise_for_status(self) -> None:
        """Nothing: our pipeline looks at the status itself."""

    async def read(self) -> bytes:
        """The body."""
        return self._text.encode()

    async def iter_bytes(self, **_: Any) -> AsyncIterator[bytes]:
        """The body."""
        yield self._text.encode()

    async def iter_raw(self, **_: Any) -> AsyncIterator[bytes]:
        """The body."""
        yield self._text.encode()

    async def close(self) -> None:
        """Nothing to give back."""

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""


@dataclass
class World:
    """One in-process Azure, our ARM pipeline to it, and a clock that only sleeping moves."""

    azure: InProcess
    report: Recorded = field(default_factory=Recorded)

    @property
    def subscription_id(self) -> str:
        """GUID of the subscription."""
        return self.azure.subscription.rsplit("/", 1)[-1]

    @property
    def feature(self) -> Target:
        """A feature that this Azure offers."""
        return Target(
            subscription_id=self.subscription_id,
            namespace="Microsoft.Compute",
            feature="InGuestHotPatchVMPreview",
        )

    @property
    def provider(self) -> Target:
        """A resource provider that this Azure has."""
        return Target(subscription_id=self.subscription_id, namespace="Microsoft.Compute")

    def arm(self, *, tokens: int | None = None) -> Arm:
        """Our pipeline to this Azure; after so many tokens there is none to be had."""
        cloud = Cloud(name="local", resource_manager=ORIGIN, authority=ORIGIN, audience=ORIGIN)
        return Arm(cloud, Token(tokens), Wire(self))

    def wait(self, *, limit: float = 1800, stable_reads: int = 10) -> Wait:
        """As the plugin waits by default, by this world's clock."""
        return Wait(
            limit=limit,
            interval=10,
            stable_reads=stable_reads,
            now=self.azure.hand,
            sleep=self.sleep,
            report=self.report,
        )

    async def sleep(self, seconds: float) -> None:
        """Let time pass, and others run."""
        self.azure.wait(seconds)
        await asyncio.sleep(0)

    def set_state(self, target: Target, state: str) -> None:
        """Let a registration be in a state that nothing changes by itself."""
        if target.feature is None:
            kind, key = "provider", f"{target.subscription_id}/{target.namespace}"
        else:
            key = f"{target.subscription_id}/{target.namespace}/{target.feature}"
            kind = "feature"
        self.azure.azure.store.put(kind, key, {"state": state, "turn": 7})

    def state(self, target: Target) -> str:
        """The state that Azure has."""
        reply = self.azure.call("GET", target.id, api_version=target.api_version)
        return target.state_in(reply.body)

    def fault(self, **wanted: Any) -> None:
        """Order a fault, as the admin route does."""
        faults.order(self.azure.azure, wanted)

    def requests(self) -> list[str]:
        """Method and end of the path of every request so far."""
        return [
            f"{one['method']} {one['path'].rsplit('/providers/', 1)[-1]}"
            for one in self.azure.azure.store.log.list()
        ]

    def posts(self) -> list[str]:
        """The requests that change anything."""
        return [one for one in self.requests() if one.startswith("POST")]

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end."""
        return asyncio.run(work)


class Wire(AsyncHttpTransport[HttpRequest, AsyncHttpResponse]):
    """Calls that go to the in-process Azure; a retry's pause moves its clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, request: HttpRequest, **_: Any) -> AsyncHttpResponse:
        """Ask the Azure; a dropped connection is what azure-core calls it."""
        parts = urlsplit(request.url)
        body: Json | bytes | None = None
        try:
            reply = self._world.azure.call(
                str(request.method), parts.path, body, api_version="", query=parts.query
            )
        except faults.Dropped as error:
            raise ServiceRequestError("the connection was dropped") from error
        return Answered(request, reply)

    async def sleep(self, duration: float) -> None:
        """Let time pass."""
        await self._world.sleep(duration)

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def __aexit__(self, *_: object) -> None:
        """Nothing to close."""
