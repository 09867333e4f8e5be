"""From a call to its reply: find the route, pass the gates, run the handler. No socket in sight."""

import json
import uuid
from dataclasses import replace
from datetime import UTC
from email.utils import format_datetime
from typing import cast
from urllib.parse import parse_qsl

from local_azure import faults, gates
from local_azure.arm import ArmError, Call, Json, Reply, Request, Route
from local_azure.azure import Azure

_REMAINING = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}
_LIMITS = {"reads": "11999", "writes": "1199", "deletes": "14999"}


def dispatch(azure: Azure, call: Call) -> Reply:
    """Answer one call: what is due happens first, then the call, all of it or nothing.

    Raises:
        Dropped: a fault was ordered that ends the connection instead of answering.
        Held: a fault was ordered that waits.
    """
    request_id = str(azure.new_id())
    number = azure.store.log.begin(azure.now(), call, request_id)
    with azure.store.transaction():
        azure.settle()
    try:
        reply = _answer(azure, call, request_id)
    except ArmError as error:
        reply = error.reply()
    except faults.Dropped:
        azure.store.log.end(number, 0, "ConnectionDropped")
        raise
    except faults.Held as held:
        azure.store.log.end(number, 0 if held.reply is None else held.reply.status, "Held")
        if held.reply is not None:
            held.reply = replace(
                held.reply, headers={**_headers(azure, call, request_id), **held.reply.headers}
            )
        raise
    azure.store.log.end(number, reply.status, _code(reply))
    return replace(reply, headers={**_headers(azure, call, request_id), **reply.headers})


def find(routes: tuple[Route, ...], method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route that serves this method and path, and the parameters in the path.

    Raises:
        ArmError: 404 where no route has the path, 405 where one has, for another method.
    """
    others = []
    for route in routes:
        parameters = route.match(path)
        if parameters is not None:
            if route.method == method:
                return route, parameters
            others.append(route.method)
    if others:
        raise ArmError(
            405,
            "MethodNotAllowed",
            f"The requested resource does not support http method '{method}'."
            f" {path} serves {', '.join(sorted(others))}.",
        )
    raise gates.unknown_path(method, path)


def _answer(azure: Azure, call: Call, request_id: str) -> Reply:
    path = "/" + call.path.strip("/")
    query = {name.lower(): value for name, value in parse_qsl(call.query, keep_blank_values=True)}
    request = Request(
        method=call.method,
        path=path,
        parameters={},
        query=query,
        headers=call.headers,
        body=None,
        origin=call.origin,
        request_id=request_id,
    )
    open_route = next((r for r in azure.routes if r.is_open and r.match(path) is not None), None)
    if open_route is None:
        gates.check_api_version_given(request)
        gates.check_token(azure, request)
    fault = faults.take(azure, request.method, path)
    if fault is not None:
        faults.before(fault)
    route, parameters = find(azure.routes, call.method, path)
    request = replace(request, parameters=parameters, body=_body(route, call), fault=fault)
    if not route.is_open:
        gates.check_subscription(azure, request)
        gates.check_versions(route, request)
        gates.check_registered(azure, route, request)
    with azure.store.transaction():
        reply = route.handler(azure, request)
    return reply if fault is None else faults.after(fault, reply)


def _body(route: Route, call: Call) -> Json | None:
    """The body as an object: JSON, or for a route without a token the fields of a form.

    Raises:
        ArmError: 400 InvalidRequestContent where it is neither.
    """
    if not call.body:
        return None
    if route.is_open:
        return dict(parse_qsl(call.body.decode("utf-8", "replace")))
    try:
        body = json.loads(call.body)
        # Python reads more than JSON: NaN, numbers without end, halves of characters.
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise _malformed("a character is incomplete") from error
    except (ValueError, RecursionError) as error:
        raise _malformed(str(error)) from error
    if body is None:
        return None
    if not isinstance(body, dict):
        raise _malformed(f"an object is needed, found {type(body).__name__}")
    return cast("Json", body)


def _malformed(why: str) -> ArmError:
    return ArmError(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{why}'.",
    )


def _code(reply: Reply) -> str | None:
    """The code of an error: ARM's, or the word that Entra ID has in its place."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    return error.get("code") if isinstance(error, dict) else error


def _headers(azure: Azure, call: Call, request_id: str) -> dict[str, str]:
    """The headers that every answer of ARM has."""
    now = azure.now().astimezone(UTC)
    correlation = call.headers.get("x-ms-correlation-request-id", request_id)
    kind = _REMAINING.get(call.method, "writes")
    headers = {
        "Cache-Control": "no-cache",
        "Date": format_datetime(now, usegmt=True),
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "x-ms-request-id": request_id,
        "x-ms-correlation-request-id": correlation,
        "x-ms-routing-request-id": f"LOCAL:{now:%Y%m%dT%H%M%SZ}:{uuid.UUID(request_id)}",
        f"x-ms-ratelimit-remaining-subscription-{kind}": _LIMITS[kind],
    }
    client_id = call.headers.get("x-ms-client-request-id")
    return headers if client_id is None else {**headers, "x-ms-client-request-id": client_id}
