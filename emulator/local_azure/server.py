"""The https server: the one place that knows a socket."""

import asyncio
import errno
import json
import logging
import os
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from local_azure import admin, faults
from local_azure.arm import ArmError, Call, Json, Reply
from local_azure.azure import Azure
from local_azure.certificates import server_context
from local_azure.clock import Clock
from local_azure.dispatch import dispatch
from local_azure.errors import PortTakenError
from local_azure.folder import Folder
from local_azure.metadata import LOOPBACK
from local_azure.probe import health_at

LARGEST_BODY = 4 * 1024 * 1024
_LAST_WORDS = 0.2
"""Seconds for answers on their way when the server ends; a handler itself never waits."""
_LOOK = 0.02
"""Seconds between two looks whether a held call has been released."""
_KEEP_ALIVE = 120
"""Seconds an idle connection stays: longer than any client waits between two polls."""
_OURS = ArmError(
    500,
    "InternalServerError",
    "Local Azure itself failed. Its server.log has more; please report it.",
)
_log = logging.getLogger("local_azure")

Transports = dict[tuple[str, int], asyncio.Transport]


def application(
    azure: Azure, clock: Clock, token: str, about: Json, transports: Transports
) -> Starlette:
    """The ASGI application: the admin routes under /local-azure, ARM everywhere else.

    `transports` are the open connections by the client's address, for faults that end one.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            _check_host(request, about["port"])
            call = await _call(request)
            if call.path.startswith(f"{admin.PREFIX}/"):
                reply = admin.answer(azure, clock, token, about, call)
            else:
                reply = await _arm(azure, call, receive)
        except ArmError as error:
            reply = error.reply()
        except ClientDisconnect:
            return
        except faults.Dropped:
            transports[scope["client"]].abort()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        except Exception:  # noqa: BLE001 (the last line before the client)
            # A mistake of ours: ARM's form for the client, the traceback for the log.
            _log.exception("%s %s", request.method, request.url.path)
            reply = _OURS.reply()
        await _response(reply)(scope, receive, send)

    return Starlette(routes=[Mount("", app=answer)])


async def _arm(azure: Azure, call: Call, receive: Receive) -> Reply:
    """ARM's answer; a call that a fault holds waits, and is not acted upon without a client.

    Raises:
        ClientDisconnect: the client did not wait.
        Dropped: a fault ends the connection.
    """
    while True:
        try:
            return dispatch(azure, call)
        except faults.Held as held:
            await _released(azure, held.fault_id, receive)
            if held.reply is not None:
                return held.reply


async def _released(azure: Azure, fault_id: str, receive: Receive) -> None:
    gone = asyncio.ensure_future(receive())
    try:
        while faults.is_ordered(azure, fault_id) and not gone.done():
            await asyncio.wait({gone}, timeout=_LOOK)
        if gone.done():
            raise ClientDisconnect
    finally:
        gone.cancel()


def serve(
    azure: Azure, clock: Clock, folder: Folder, port: int, ready: Callable[[Json], None]
) -> None:
    """Serve until SIGINT or SIGTERM; `ready` gets {pid, port, folder, origin, …} once.

    Raises:
        PortTakenError: something else listens on the port.
    """
    sockets = listen(port)
    about: Json = {
        "pid": os.getpid(),
        "port": sockets[0].getsockname()[1],
        "folder": str(folder.path),
        "origin": f"https://localhost:{sockets[0].getsockname()[1]}",
    }
    transports: Transports = {}

    class Protocol(H11Protocol):
        """Remembers the transport of each client, so that a fault can end the connection."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if self.client is not None:
                transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                transports.pop(self.client, None)
            super().connection_lost(exc)

    class Server(uvicorn.Server):
        """Says when it listens, and waits for no client when it ends."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(about)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            def abort() -> None:
                for transport in list(transports.values()):
                    transport.abort()

            asyncio.get_running_loop().call_later(_LAST_WORDS, abort)
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application(azure, clock, folder.admin_token, about, transports),
        http=Protocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )
    config.load()
    config.ssl = server_context(folder)
    # uvicorn raises the signal again when it has shut down: this handler makes that a clean end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    asyncio.run(Server(config).serve(sockets))


def listen(port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and, where the machine has it, ::1, at one port; 0 takes a free one.

    Raises:
        PortTakenError: the port is taken; it names the folder if a local Azure has it.
    """
    first = _bind(socket.AF_INET, "127.0.0.1", port)
    chosen = first.getsockname()[1]
    try:
        second = _bind(socket.AF_INET6, "::1", chosen)
    except PortTakenError:
        first.close()
        if port == 0:
            return listen(0)
        raise
    except OSError:
        return [first]
    return [first, second]


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # asyncio sends small answers at once (TCP_NODELAY) only where the protocol is named.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise taken(port) from error
    bound.setblocking(False)  # noqa: FBT003 (the socket module's own way)
    return bound


def taken(port: int) -> PortTakenError:
    """Who has the port, as far as it says."""
    other = health_at(port)
    if other is None:
        return PortTakenError(f"port {port}: another program listens there. Use another --port.")
    return PortTakenError(
        f"port {port}: the local Azure of {other['folder']} (process {other['pid']}) listens there."
        f" Stop it with `local-azure stop --folder {other['folder']}`, or use another --port."
    )


async def _call(request: Request) -> Call:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ArmError(
                413,
                "RequestContentTooLarge",
                f"The request content size exceeds the maximum of {LARGEST_BODY} bytes.",
            )
    return Call(
        method=request.method,
        path=request.scope["path"],
        query=request.scope["query_string"].decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        origin=f"https://{request.headers['host'].lower()}",
    )


def _response(reply: Reply) -> Response:
    headers = dict(reply.headers)
    if reply.body is None:
        return Response(status_code=reply.status, headers=headers)
    headers["Content-Type"] = "application/json; charset=utf-8"
    return Response(json.dumps(reply.body), status_code=reply.status, headers=headers)


def _check_host(request: Request, port: int) -> None:
    """Refuse a Host that is not ours: another site can point its own name to this machine."""
    host = request.headers.get("host", "")
    own = {f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name in LOOPBACK}
    if host.lower() not in own:
        raise ArmError(
            421,
            "ForeignHost",
            f"Host: {host!r} is not this local Azure; use localhost, 127.0.0.1 or [::1] with its"
            " port.",
        )
