"""`make env` prints what plain `pulumi` needs on this checkout.

`pulumi` and `local-azure` are stand-ins here: sh scripts in a checkout that holds nothing else.
"""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"


class Checkout:
    """A copy of engine/ in a folder with a name that a shell would stumble over."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a check's #out"
        self.tools = folder / "tools"
        self.tools.mkdir()
        (self.root / "engine").mkdir(parents=True)
        for name in ("environment.py", "install.py", "go.mod", "go.sum"):
            shutil.copy(ENGINE / name, self.root / "engine")

    def has(self, path: str, script: str) -> None:
        """Put a script into the checkout."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Print the exports."""
        return subprocess.run(
            [sys.executable, str(self.root / "engine/environment.py")],
            env={"PATH": str(self.tools)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def evaluated(self, **environment: str) -> dict[str, str]:
        """What a shell holds after `eval` of the exports."""
        done = subprocess.run(
            ["/bin/sh", "-c", f"{self.run(**environment).stdout}\n/usr/bin/env -0"],
            env={"PATH": str(self.tools)} | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        pairs = (line.split("=", 1) for line in done.stdout.split("\0") if "=" in line)
        return {name: text for name, text in pairs if name not in {"PWD", "_", "SHLVL", "OLDPWD"}}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout where nothing is built."""
    return Checkout(tmp_path)


def test_a_shell_gets_the_local_state_and_commands_of_this_checkout(checkout: Checkout) -> None:
    """Absolute paths, quoted, whatever the folder's name."""
    local = checkout.root / ".local"

    found = checkout.evaluated(HOTPATCH_ADMIN_PASSWORD="given")

    assert found == {
        "PATH": f"{checkout.root}/.venv/bin:{checkout.tools}",
        "PULUMI_HOME": f"{local}/pulumi",
        "PULUMI_BACKEND_URL": (local / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "local-azure",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PYTHON_CMD": f"{checkout.root}/.venv/bin/python",
        "HOTPATCH_ADMIN_PASSWORD": "given",
    }
    assert (local / "state").is_dir()


def test_the_built_pulumi_comes_first_on_path(checkout: Checkout) -> None:
    """And stays there once, however often the exports are evaluated."""
    checkout.has(".local/bin/pulumi", "echo v3.259.0")
    path = checkout.evaluated()["PATH"]

    assert path == f"{checkout.root}/.local/bin:{checkout.root}/.venv/bin:{checkout.tools}"
    assert checkout.evaluated(PATH=path)["PATH"] == path


def test_a_pulumi_that_the_user_installed_later_wins(checkout: Checkout) -> None:
    """As for the installer: the official release always does."""
    checkout.has(".local/bin/pulumi", "echo v3.259.0")
    (checkout.tools / "pulumi").write_text("#!/bin/sh\necho v3.300.0\n")
    (checkout.tools / "pulumi").chmod(0o755)

    assert checkout.evaluated()["PATH"] == f"{checkout.root}/.venv/bin:{checkout.tools}"


def test_the_admin_password_is_made_once_and_only_its_owner_reads_it(checkout: Checkout) -> None:
    """It has all four kinds of characters that Azure looks for."""
    first = checkout.evaluated()["HOTPATCH_ADMIN_PASSWORD"]
    second = checkout.evaluated()["HOTPATCH_ADMIN_PASSWORD"]

    assert first == second
    assert len(first) == 24
    assert any(map(str.islower, first))
    assert any(map(str.isupper, first))
    assert any(map(str.isdigit, first))
    assert not first.isalnum()
    mode = (checkout.root / ".local/admin-password").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_two_checkouts_have_two_passwords(checkout: Checkout) -> None:
    """A password is made, not known."""
    first = checkout.evaluated()["HOTPATCH_ADMIN_PASSWORD"]
    (checkout.root / ".local/admin-password").unlink()

    assert checkout.evaluated()["HOTPATCH_ADMIN_PASSWORD"] != first


def test_the_local_azure_adds_how_to_reach_it(checkout: Checkout) -> None:
    """Other credentials of Azure in the shell are taken away: they belong to another cloud."""
    (checkout.root / ".local/azure").mkdir(parents=True)
    checkout.has(
        ".venv/bin/local-azure",
        """[ "$1 $2 $3" = "env --json --folder" ] && [ -d "$4" ] || exit 2
echo '{"ARM_METADATA_HOSTNAME": "localhost:18743", "ARM_CLIENT_SECRET": "it'"'"'s"}'""",
    )

    found = checkout.evaluated(ARM_CLIENT_SECRET="real", ARM_CLIENT_CERTIFICATE_PATH="/real.pfx")

    assert {name: text for name, text in found.items() if name.startswith("ARM_")} == {
        "ARM_METADATA_HOSTNAME": "localhost:18743",
        "ARM_CLIENT_SECRET": "it's",
    }


def test_a_local_azure_that_does_not_answer_stops_the_shell_command(checkout: Checkout) -> None:
    """`eval "$(make -s env)" && pulumi up` must not go on with the user's own backend."""
    (checkout.root / ".local/azure").mkdir(parents=True)
    checkout.has(".venv/bin/local-azure", "echo no certificate >&2; exit 1")

    done = checkout.run()

    assert (done.returncode, done.stdout) == (1, "false\n")
    assert done.stderr.startswith("engine: ")
    assert done.stderr.endswith("env: exit code 1: no certificate\n")
