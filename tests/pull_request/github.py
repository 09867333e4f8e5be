"""A loopback recorder that plays GitHub's API, as far as a published report needs it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "example/servers"
TOKEN = "canary-Token-4711"
FORK = "somebody/servers"
NUMBER = 7
RUN = 4711
HEAD = "1234567890abcdef1234567890abcdef12345678"
BOT = "github-actions[bot]"


@dataclass
class State:
    """What GitHub has; a test changes it before the script runs.

    Attributes:
        archive: The zip of the artifact; None for no artifact.
        listed_size: What the list says of its size; None for the truth.
        head: The commit at the head of the pull request.
        fork: The repository with its branch; None where it is gone.
        is_open: Whether the pull request is open.
        comments: Comments on it, by whom and what.
        files: Paths that it changes.
        scanning: How code scanning answers.
        where: Address of the storage; empty for this server's own.
        breaks_off: Whether the storage hangs up without a word.
        requests: Method and path of each request, with what it brought.
        tokens: The Authorization of each request, by the kind of its server.
    """

    archive: bytes | None = None
    listed_size: int | None = None
    head: str = HEAD
    fork: str | None = FORK
    is_open: bool = True
    comments: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=lambda: ["__main__.py"])
    scanning: int = 202
    where: str = ""
    breaks_off: bool = False
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    tokens: dict[str, set[str | None]] = field(
        default_factory=lambda: {"api": set(), "blob": set()}
    )

    def sent(self, method: str) -> list[tuple[str, Any]]:
        """Path and body of each request with this method."""
        return [(path, body) for used, path, body in self.requests if used == method]

    @property
    def written(self) -> list[tuple[str, str, Any]]:
        """Every request that changes something."""
        return [request for request in self.requests if request[0] != "GET"]


def commented(body: str, login: str = BOT, id_: int = 1) -> dict[str, Any]:
    """A comment as the API lists it."""
    return {"id": id_, "user": {"login": login}, "body": body}


@contextmanager
def playing(state: State) -> Iterator[str]:
    """Serve the API, and the storage of artifacts on another port; yield the API's address."""
    with _serving(_handler(state, "blob")) as blob, _serving(_handler(state, "api")) as api:
        state.where = state.where or blob
        yield api


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(state: State, kind: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer a read."""
            self._answer("GET")

        def do_POST(self) -> None:
            """Answer what makes something."""
            self._answer("POST")

        def do_PATCH(self) -> None:
            """Answer what changes something."""
            self._answer("PATCH")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _answer(self, method: str) -> None:
            state.tokens[kind].add(self.headers.get("Authorization"))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if kind == "blob":
                if not state.breaks_off:
                    self._send(200, state.archive or b"")
                return
            split = urlsplit(self.path)
            path = split.path.removeprefix(f"/repos/{REPOSITORY}/")
            state.requests.append((method, path, json.loads(body) if body else None))
            status, said = _route(state, method, path, parse_qs(split.query))
            if status == 302:
                self.send_response(302)
                self.send_header("Location", f"{said}/zip")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._send(status, json.dumps(said).encode())

        def _send(self, status: int, said: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    return Handler


def _route(  # noqa: PLR0911 (a line a route)
    state: State, method: str, path: str, query: dict[str, list[str]]
) -> tuple[int, Any]:
    match method, path.split("/"):
        case "GET", ["actions", "runs", run, "artifacts"] if run == str(RUN):
            return 200, {"artifacts": _artifacts(state)}
        case "GET", ["actions", "artifacts", "11", "zip"]:
            return 302, state.where
        case "GET", ["pulls", number] if number == str(NUMBER):
            said = "open" if state.is_open else "closed"
            repo = {"full_name": state.fork} if state.fork else None
            head = {"sha": state.head, "repo": repo}
            return 200, {"number": NUMBER, "state": said, "head": head}
        case "GET", ["pulls", _, "files"]:
            return 200, _page([{"filename": path} for path in state.files], query)
        case "GET", ["issues", _, "comments"]:
            return 200, _page(state.comments, query)
        case "POST", ["issues", _, "comments"]:
            return 201, {"id": 99}
        case "PATCH", ["issues", "comments", _]:
            return 200, {"id": 1}
        case "POST", ["code-scanning", "sarifs"]:
            return state.scanning, {"id": "47177e22-5596-11eb-80a1-c1e54ef945c6"}
    return 404, {"message": "Not Found"}


def _artifacts(state: State) -> list[dict[str, Any]]:
    if state.archive is None:
        return []
    size = len(state.archive) if state.listed_size is None else state.listed_size
    wanted = {"id": 11, "name": "azure-hotpatch-check", "size_in_bytes": size, "expired": False}
    return [
        {**wanted, "id": 9},
        wanted,
        {**wanted, "id": 12, "name": "other"},
        {**wanted, "id": 13, "expired": True},
    ]


def _page(items: list[Any], query: dict[str, list[str]]) -> list[Any]:
    size, page = int(query["per_page"][0]), int(query["page"][0])
    return items[(page - 1) * size : page * size]
