"""The folder of one local Azure: state, certificates, secrets, and who serves it."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from local_azure.arm import Json
from local_azure.errors import FolderInUseError, NotRunningError
from local_azure.settings import Settings


@dataclass(frozen=True)
class Folder:
    """Where a local Azure keeps everything; nothing of it is written anywhere else.

    Files that hold a secret have mode 0600: `ca-key.pem`, `admin-token`, `client-secret`,
    `signing-key`, `identity-header`, `state.sqlite`. Each is made once and kept.
    """

    path: Path

    @property
    def state(self) -> Path:
        """The SQLite file."""
        return self.path / "state.sqlite"

    @property
    def authority(self) -> Path:
        """The certificate of this folder's own authority."""
        return self.path / "ca.pem"

    @property
    def authority_key(self) -> Path:
        """Its private key."""
        return self.path / "ca-key.pem"

    @property
    def bundle(self) -> Path:
        """Certifi's authorities and this folder's, for clients that take one file."""
        return self.path / "bundle.pem"

    @property
    def log(self) -> Path:
        """What a server in the background says."""
        return self.path / "server.log"

    @property
    def admin_token(self) -> str:
        """What the admin routes ask for."""
        return self._secret("admin-token")

    @property
    def client_secret(self) -> str:
        """The secret of the one application that this Azure knows."""
        return self._secret("client-secret")

    @property
    def signing_key(self) -> str:
        """What access tokens are signed with."""
        return self._secret("signing-key")

    @property
    def identity_header(self) -> str:
        """What the managed identity's endpoint asks for."""
        return self._secret("identity-header")

    def settings(
        self,
        subscriptions: tuple[str, ...] = (),
        *,
        bare: bool = False,
        off_peak: tuple[int, int] = Settings.off_peak,
    ) -> Settings:
        """The settings of this folder, with other subscriptions than the usual one if given."""
        usual = Settings(
            client_secret=self.client_secret,
            signing_key=self.signing_key,
            identity_header=self.identity_header,
            bare=bare,
            off_peak=off_peak,
        )
        return replace(usual, subscriptions=subscriptions) if subscriptions else usual

    def prepare(self) -> None:
        """Make the folder and an empty state file that only this user can read."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(self.state, os.O_CREAT | os.O_RDWR, 0o600))

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Be the one process that serves this folder; the lock ends with the process.

        Raises:
            FolderInUseError: there is one already.
        """
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                server = self.last_server() or {}
                raise FolderInUseError(
                    f"{self.path}: process {server.get('pid')} serves this folder already, at"
                    f" {server.get('origin')}. Use it, or `local-azure stop` it first."
                ) from error
            yield

    def is_served(self) -> bool:
        """Whether a living process serves this folder."""
        try:
            lock = (self.path / "lock").open("r")
        except FileNotFoundError:
            return False
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def announce(self, server: Json) -> None:
        """Write server.json: who serves here, or served last: {pid, port, folder, origin, …}."""
        temporary = self.path / "server.json.new"
        temporary.write_text(json.dumps(server, indent=2) + "\n")
        temporary.replace(self.path / "server.json")

    def last_server(self) -> Json | None:
        """What the last server wrote; it may be gone (`is_served`)."""
        try:
            found: Json = json.loads((self.path / "server.json").read_text())
        except FileNotFoundError:
            return None
        return found

    def server(self) -> Json:
        """Who serves this folder now.

        Raises:
            NotRunningError: nobody does.
        """
        server = self.last_server()
        if server is None or not self.is_served():
            raise NotRunningError(
                f"{self.path}: no local Azure is running here. Start one with `local-azure start"
                f" --folder {self.path}`."
            )
        return server

    def _secret(self, name: str) -> str:
        path = self.path / name
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        except FileExistsError:
            pass
        return path.read_text().strip()


def default_folder() -> Path:
    """$LOCAL_AZURE_FOLDER, else ./.local/azure."""
    return Path(os.environ.get("LOCAL_AZURE_FOLDER") or ".local/azure").resolve()
