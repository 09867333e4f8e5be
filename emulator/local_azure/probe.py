"""Asks a local Azure from outside: its health, and its admin routes."""

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

from local_azure.arm import Json
from local_azure.certificates import client_context
from local_azure.errors import LocalAzureError, NotRunningError
from local_azure.folder import Folder


def health_at(port: int, *, seconds: float = 2.0) -> Json | None:
    """What listens on this loopback port says of itself, None where that is no local Azure.

    The certificate is not checked: another folder's authority is not known here.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        answer = _send(f"https://localhost:{port}/local-azure/health", context, seconds=seconds)
    except urllib.error.HTTPError as error:
        error.close()  # It holds the connection.
        return None
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) and "folder" in answer else None


_PATIENCE = 600.0
"""Seconds for an answer: a week of a large fleet is a long one."""


def ask(folder: Folder, method: str, path: str, body: Json | None = None) -> Any:
    """Call an admin route, `/faults`, of the local Azure that serves this folder.

    Raises:
        NotRunningError: nobody serves it.
        LocalAzureError: it refused; the text is its own.
    """
    server = folder.server()
    url = f"{server['origin']}/local-azure{path}"
    try:
        return _send(url, client_context(folder), method, folder.admin_token, body)
    except urllib.error.HTTPError as error:
        with error:
            raise LocalAzureError(_words(error)) from error
    except OSError as error:
        raise NotRunningError(f"{url}: {error}") from error


def _send(
    url: str,
    context: ssl.SSLContext,
    method: str = "GET",
    token: str = "",
    body: Json | None = None,
    *,
    seconds: float = _PATIENCE,
) -> Any:
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    request = urllib.request.Request(  # noqa: S310 (always https://localhost)
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "X-Local-Azure-Token": token},
    )
    with opener.open(request, timeout=seconds) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def _words(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return str(error)
