"""Local Azures for tests: one without a socket and with a clock in your hand, and a real server."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from azure.identity import ClientSecretCredential

from local_azure import instance, probe, tokens
from local_azure.arm import Call, Json, Reply
from local_azure.azure import Azure
from local_azure.dispatch import dispatch
from local_azure.environment import environment
from local_azure.folder import Folder

Client = TypeVar("Client")
ORIGIN = "https://localhost:18743"
FAST = {
    "feature": 0.3,
    "provider": 0.3,
    "machine": 0.2,
    "delete": 0.1,
    "assessment": 0.2,
    "installation": 0.2,
    "retry_after": 0.02,
}
"""Durations for real servers in tests, in seconds."""


@dataclass
class Hand:
    """A machine's time that stands until the test moves it, in seconds since the epoch."""

    seconds: float = 1_795_000_000.0

    def __call__(self) -> float:
        """The time that stands."""
        return self.seconds


@dataclass(frozen=True)
class InProcess:
    """A local Azure without a socket: calls go straight to `dispatch`."""

    azure: Azure
    hand: Hand = field(default_factory=Hand)

    @property
    def subscription(self) -> str:
        """The path of the first subscription, `/subscriptions/{id}`."""
        return f"/subscriptions/{self.azure.settings.subscriptions[0]}"

    def call(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        api_version: str = "2021-04-01",
        query: str = "",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Call ARM with a good token; `headers` come on top, an empty one takes one away."""
        token = tokens.issue(self.azure, ORIGIN, ORIGIN)
        every = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            **(headers or {}),
        }
        version = urlencode({"api-version": api_version}) if api_version else ""
        return dispatch(
            self.azure,
            Call(
                method=method,
                path=path,
                query="&".join(part for part in (version, query) if part),
                headers={name: value for name, value in every.items() if value},
                body=body if isinstance(body, bytes) else _encoded(body),
                origin=ORIGIN,
            ),
        )

    def follow(self, url: str, method: str = "GET") -> Reply:
        """Call a link that an answer gave."""
        path, _, query = url.removeprefix(ORIGIN).partition("?")
        return self.call(method, path, api_version="", query=query)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.hand.seconds += seconds


@dataclass
class Running:
    """A real server in a process of its own."""

    folder: Folder
    process: subprocess.Popen[str]
    origin: str
    options: Sequence[str]

    @property
    def subscription(self) -> str:
        """The id of the first subscription."""
        return str(self.folder.server()["subscriptions"][0])

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of `local-azure env`."""
        return environment(self.folder)

    @property
    def admin_token(self) -> str:
        """What the admin routes ask for."""
        return self.folder.admin_token

    def admin(self, method: str, path: str, body: Json | None = None) -> Any:
        """Call an admin route: `admin("POST", "/clock", {"advance": 60})`."""
        return probe.ask(self.folder, method, path, body)

    def requests(self) -> list[Json]:
        """The request log."""
        found: list[Json] = self.admin("GET", "/requests")
        return found

    def credential(self, secret: str | None = None) -> ClientSecretCredential:
        """azure-identity's credential for this Azure; `secret` in place of the good one."""
        names = self.env
        return ClientSecretCredential(
            names["ARM_TENANT_ID"],
            names["ARM_CLIENT_ID"],
            names["ARM_CLIENT_SECRET"] if secret is None else secret,
            authority=self.origin,
            disable_instance_discovery=True,
            connection_verify=str(self.folder.bundle),
        )

    def client(self, kind: type[Client], **options: Any) -> Client:
        """One of the azure-mgmt clients for this Azure: `client(ResourceManagementClient)`."""
        settings = {
            "base_url": self.origin,
            "credential_scopes": [f"{self.origin}/.default"],
            "connection_verify": str(self.folder.bundle),
            "polling_interval": 0.05,
            **options,
        }
        return kind(self.credential(), self.subscription, **settings)  # type: ignore[call-arg]

    def kill(self) -> None:
        """End the process with SIGKILL."""
        self.process.kill()
        self._ended()

    def stop(self) -> int:
        """End the process with SIGTERM; its exit code."""
        self.process.terminate()
        return self._ended()

    def restart(self) -> None:
        """Start again at the same port, after `kill` or `stop`."""
        port = self.folder.last_server()["port"]  # type: ignore[index]
        self.process, self.origin = _start(self.folder, port, self.options)

    def _ended(self) -> int:
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.process.wait(timeout=10)


@contextmanager
def running(
    path: Path, *options: str, durations: dict[str, float] | None = None
) -> Iterator[Running]:
    """A real local Azure in the folder `path`, on a free port, ended with the block.

    `options` are those of `local-azure serve`; `durations` in place of FAST.
    """
    folder = Folder(path)
    folder.prepare()
    times = FAST if durations is None else durations
    every = [*options, *(word for n, s in times.items() for word in ("--duration", f"{n}={s}"))]
    process, origin = _start(folder, 0, every)
    server = Running(folder, process, origin, every)
    try:
        yield server
    finally:
        server.stop()


def _start(folder: Folder, port: int, options: Sequence[str]) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "local_azure", "serve", "--folder", str(folder.path)]
    with folder.log.open("a") as log:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [*command, "--port", str(port), *options],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        process.wait()
        raise RuntimeError(f"local-azure serve ended: {folder.log.read_text()}")
    return process, str(json.loads(line)["origin"])


def _encoded(body: Json | None) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def in_process(**options: Any) -> InProcess:
    """A local Azure without a socket; `options` are those of `instance.open_azure`."""
    hand = Hand()
    return InProcess(instance.open_azure(machine_time=hand, **options), hand)
