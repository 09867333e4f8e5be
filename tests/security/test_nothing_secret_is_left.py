"""After up, refresh and destroy of the dev stack: where its secrets are, and what is changed."""

import os
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import certifi
import pytest

from local_azure.folder import Folder
from tests.stack.checkout import PASSWORD, checkout

pytestmark = pytest.mark.engine

SECRETS: dict[str, Callable[[Folder], str]] = {
    "admin-token": lambda folder: folder.admin_token,
    "client-secret": lambda folder: folder.client_secret,
    "identity-header": lambda folder: folder.identity_header,
    "signing-key": lambda folder: folder.signing_key,
}
"""The server's secrets, by the one file that holds each."""
TOKEN = re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+")
"""A bearer token: header, claims and signature of a JWT."""


@dataclass(frozen=True)
class Left:
    """What a whole run has left on the disk, and what it printed."""

    root: Path
    azure: Folder
    printed: str

    def files(self) -> Iterator[Path]:
        """Every file under the test's folder: state, backend, home, temporary files, server."""
        return (path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())

    def holding(self, secret: bytes) -> set[str]:
        """The files that hold it in clear."""
        return {
            str(path.relative_to(self.root)) for path in self.files() if secret in path.read_bytes()
        }


@pytest.fixture(scope="module")
def left(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Left]:
    """One life of the dev stack, with a home and a folder for temporary files of its own."""
    root = tmp_path_factory.mktemp("life")
    for name in ("home", "tmp"):
        (root / name).mkdir()
    (root / "home/.profile").write_text("# The user's own.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(root / "home"))
        patch.setenv("TMPDIR", str(root / "tmp"))
        with checkout(root, engine_environment_in(root / "engine")) as dev:
            printed = [
                dev.pulumi(*command, "--yes", "--skip-preview", "--event-log", f"{number}.events")
                for number, command in enumerate((("up", "--diff"), ("refresh",), ("destroy",)))
            ]
            printed += [dev.pulumi("stack", "history", "--json"), dev.pulumi("stack", "export")]
            yield Left(root, dev.azure.folder, "".join(printed))


def test_the_run_has_left_what_is_searched(left: Left) -> None:
    """A search that finds nothing means something only where there is something."""
    found = {path.relative_to(left.root).parts[0] for path in left.files()}

    assert found >= {"azure", "checkout", "engine", "home"}
    assert len(list((left.root / "checkout").glob("*.events"))) == 3
    assert len(left.holding(b"hotpatch-1")) > 5


def test_the_password_is_nowhere_in_clear(left: Left) -> None:
    """Neither in state, history and events, nor with the server, nor in what was printed."""
    assert left.holding(PASSWORD.encode()) == set()
    assert PASSWORD not in left.printed


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_of_the_server_is_in_its_own_file_only(left: Left, name: str) -> None:
    """That file has mode 0600."""
    secret = SECRETS[name](left.azure)

    assert left.holding(secret.encode()) == {f"azure/{name}"}
    assert secret not in left.printed


def test_no_bearer_token_is_left(left: Left) -> None:
    """Tokens live in the memory of who asked for them."""
    holding = {str(path) for path in left.files() if TOKEN.search(path.read_bytes())}

    assert holding == set()
    assert not TOKEN.search(left.printed.encode())


def test_the_authoritys_key_is_in_one_file(left: Left) -> None:
    """Nobody else can make a certificate that the clients trust."""
    assert left.holding(b"PRIVATE KEY-----") - {"azure/ca-key.pem"} == set()


def test_the_users_home_stays_as_it_was(left: Left) -> None:
    """No profile is edited, no credential cached, no authority put into a user's store."""
    home = left.root / "home"

    assert {path.relative_to(home): path.read_text() for path in home.rglob("*")} == {
        Path(".profile"): "# The user's own.\n"
    }


def test_the_authority_is_trusted_by_this_folders_clients_only(left: Left) -> None:
    """It is in no bundle of the machine, nor in that of Python's packages."""
    authority = left.azure.authority.read_text().strip()
    paths = (certifi.where(), ssl.get_default_verify_paths().openssl_cafile)
    bundles = [Path(path).read_text() for path in paths if os.path.exists(path)]  # noqa: PTH110 (a path of OpenSSL's)

    assert authority in left.azure.bundle.read_text()
    assert all(authority not in bundle for bundle in bundles)
