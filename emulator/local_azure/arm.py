"""The words of ARM's wire: a request, a reply, an error, a route. Nothing here knows a socket."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local_azure.azure import Azure

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request as it came.

    `path` is decoded, `query` is not; header names are lower case; `origin` is the address that
    the client used, `https://localhost:{port}`.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """One call to ARM, already authenticated and routed.

    `parameters` are the route's, spelled as the client sent them; `query` has lower-case keys;
    `origin` is the server's own address, `https://localhost:{port}`, for links in answers;
    `fault` is the one that was ordered for this call, if any, for who starts an operation.
    """

    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json | None
    origin: str
    request_id: str
    fault: Json | None = None

    @property
    def api_version(self) -> str:
        """The `api-version` of the query, `YYYY-MM-DD` with an optional `-preview`."""
        return self.query.get("api-version", "")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of ARM: a status, a JSON body or none, and headers beside the usual ones."""

    status: int
    body: Json | list[Json] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ArmError(Exception):
    """A refusal in ARM's error envelope: HTTP status, code, message, and where it points."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str | None = None,
        details: Iterable[Json] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.details = tuple(details)
        self.headers = dict(headers or {})

    def reply(self) -> Reply:
        """The error as ARM writes it: `{"error": {"code", "message", "target"?, "details"?}}`."""
        error: Json = {"code": self.code, "message": self.message}
        if self.target is not None:
            error["target"] = self.target
        if self.details:
            error["details"] = list(self.details)
        return Reply(status=self.status, body={"error": error}, headers=self.headers)


Handler = Callable[["Azure", Request], Reply]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation: method, path as Azure's REST reference writes it, name, versions, handler.

    `operation` is the operationId of the REST specification (`VirtualMachines_CreateOrUpdate`).
    `since` is the oldest api-version that has it. `is_open` routes need neither a token nor an
    api-version: they are what a client reads before it has a token.
    """

    method: str
    path: str
    operation: str
    handler: Handler
    since: str = "2015-01-01"
    is_open: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        """The path's parameters when this route serves it, without case as in ARM.

        >>> route = Route(method="GET", path="/a/{b}", operation="X", handler=lambda a, r: None)
        >>> route.match("/A/Some")
        {'b': 'Some'}
        """
        found = _pattern(self.path).fullmatch(path)
        return None if found is None else found.groupdict()


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """`/subscriptions/{id}` becomes `/subscriptions/(?P<id>[^/]+)`, ignoring case."""
    parts = re.split(r"\{(\w+)\}", path)
    text = "".join(
        f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    return re.compile(text, re.IGNORECASE)
