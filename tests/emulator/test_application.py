"""The ASGI application, without a socket: what the client sees when the server itself fails."""

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import Message

from local_azure.arm import Reply, Request, Route
from local_azure.azure import Azure
from local_azure.clock import Clock
from local_azure.server import application
from local_azure.testing import InProcess


def broken(_: Azure, __: Request) -> Reply:
    """A handler with a mistake in it."""
    raise ZeroDivisionError("a detail that is not the client's business")


def test_a_mistake_of_the_server_is_answered_in_arms_form(
    azure: InProcess, caplog: pytest.LogCaptureFixture
) -> None:
    """500 without details for the client, the traceback for the log."""
    route = Route(method="GET", path="/x", operation="X_Get", handler=broken, is_open=True)
    faulty = replace(azure.azure, routes=(route,))
    app = application(faulty, Clock(faulty.store), "token", {"port": 1}, {})
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/x",
        "query_string": b"",
        "headers": [(b"host", b"localhost:1")],
        "root_path": "",
    }
    with caplog.at_level(logging.ERROR, "local_azure"):
        asyncio.run(app(scope, receive, send))

    assert sent[0]["status"] == 500
    assert json.loads(sent[1]["body"]) == {
        "error": {
            "code": "InternalServerError",
            "message": "Local Azure itself failed. Its server.log has more; please report it.",
        }
    }
    assert "ZeroDivisionError" in caplog.text
