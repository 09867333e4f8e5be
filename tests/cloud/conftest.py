"""A real local Azure, and small https servers that answer what a test tells them."""

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
import trustme

from azure_hotpatch_cloud.arm import Answer, Arm
from azure_hotpatch_cloud.settings import read_settings
from local_azure.testing import Running, running

T = TypeVar("T")
SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"


@dataclass
class Heard:
    """One request that came."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass
class Web:
    """An https server on a loopback port: answers by path, and keeps what it was asked."""

    origin: str
    answers: dict[str, tuple[int, dict[str, str], Any]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.origin).netloc

    def answer(
        self, path: str, body: Any, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Answer this from now on."""
        self.answers[path] = (status, headers or {}, body)

    def be_a_cloud(self) -> None:
        """Describe a cloud of one's own, whose tokens are good for nothing else."""
        self.answer(
            "/metadata/endpoints",
            {
                "resourceManager": f"{self.origin}/",
                "authentication": {"loginEndpoint": self.origin, "audiences": [self.origin]},
            },
        )

    def bearers(self) -> set[str]:
        """Every bearer token that came."""
        return {
            one.headers["Authorization"] for one in self.heard if "Authorization" in one.headers
        }


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """A certificate authority of the tests, and the file that a client trusts it by."""
    ca = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return ca, path


@pytest.fixture
def web(authority: tuple[trustme.CA, Path]) -> Iterator[Web]:
    """An https server."""
    yield from _serving(authority[0])


@pytest.fixture
def other_web(authority: tuple[trustme.CA, Path]) -> Iterator[Web]:
    """Another https server, that nobody should be sent to."""
    yield from _serving(authority[0])


def _serving(ca: trustme.CA) -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            made.heard.append(Heard(self.command, parts.path, parts.query, dict(self.headers)))
            status, headers, body = made.answers.get(parts.path, (404, {}, "nothing here"))
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815, http.server's name
        do_PATCH = do_GET  # noqa: N815, the same

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Web(f"https://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real `local-azure serve` for the tests of a module."""
    with running(tmp_path_factory.mktemp("local") / "azure") as server:
        yield server


@pytest.fixture(autouse=True)
def no_azure_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own Azure is seen."""
    for name in ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def get(
    config: Mapping[str, str], environment: Mapping[str, str], path: str = SUBSCRIPTION
) -> Answer:
    """GET a path with the settings, as every caller does it."""
    return call(config, environment, lambda arm: arm.get(path, api_version="2021-04-01"))


def call(
    config: Mapping[str, str],
    environment: Mapping[str, str],
    request: Callable[[Arm], Coroutine[Any, Any, Answer]],
) -> Answer:
    """Send a request with the settings."""

    async def ask() -> Answer:
        arm = await Arm.connect(read_settings(config, environment))
        try:
            return await request(arm)
        finally:
            await arm.close()

    return run(ask())


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end."""
    return asyncio.run(work)
