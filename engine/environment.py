"""Print the exports with which plain `pulumi` works on this checkout and its local Azure.

    eval "$(make -s env)"

It runs with any Python 3.11, so it uses the standard library only.
"""

import json
import os
import secrets
import shlex
import string
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from install import pulumi_on_path

SYMBOLS = "-_.+="
PASSWORD_LENGTH = 24
"""Azure's API takes 8 to 123 characters for Windows, its command line 12 and more, of three kinds
out of lower, upper, digit and symbol; these passwords have all four.

Source: https://learn.microsoft.com/dotnet/api/azure.resourcemanager.compute.models.virtualmachinescalesetosprofile.adminpassword,
read 2026-11-23.
"""


class LocalAzureError(Exception):
    """The local Azure does not say how to reach it."""


def exports(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of this checkout. Makes the folder of the state and the password.

    Raises:
        LocalAzureError: The local Azure does not tell its part.
    """
    local = root / ".local"
    state = local / "state"
    state.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": _path(root, environment),
        "PULUMI_HOME": str(local / "pulumi"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "local-azure",  # Public: it protects nothing of value.
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The stand-in plugin is installed by make; the engine must not fetch the real one.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PYTHON_CMD": str(root / ".venv/bin/python"),
        "HOTPATCH_ADMIN_PASSWORD": environment.get("HOTPATCH_ADMIN_PASSWORD")
        or _password(local / "admin-password"),
        **_local_azure(root),
    }


def _path(root: Path, environment: Mapping[str, str]) -> str:
    """Return PATH with this checkout's folders first: the built engine only where it is used."""
    ours = [root / ".venv/bin"]
    usable, _ = pulumi_on_path(environment, root / ".local")
    if (root / ".local/bin/pulumi").exists() and not usable:
        ours.insert(0, root / ".local/bin")
    entries = [*map(str, ours), *environment.get("PATH", os.defpath).split(os.pathsep)]
    return os.pathsep.join(dict.fromkeys(filter(None, entries)))


def _password(file: Path) -> str:
    """Return the password kept in a file that only its owner reads; make it the first time."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as unwritten:
            unwritten.write(_new_password())
    return file.read_text()


def _new_password() -> str:
    kinds = [string.ascii_lowercase, string.ascii_uppercase, string.digits, SYMBOLS]
    characters = [secrets.choice(kind) for kind in kinds]
    while len(characters) < PASSWORD_LENGTH:
        characters.append(secrets.choice("".join(kinds)))
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def _local_azure(root: Path) -> dict[str, str]:
    """Return what the local Azure says of itself, if this checkout has one."""
    command, folder = root / ".venv/bin/local-azure", root / ".local/azure"
    if not (command.exists() and folder.exists()):
        return {}
    done = subprocess.run(
        [command, "env", "--json", "--folder", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LocalAzureError(f"{command} env: exit code {done.returncode}: {done.stderr.strip()}")
    told: dict[str, str] = json.loads(done.stdout)
    return told


def main() -> int:
    """Print the exports; where there are none, a line that makes `eval` fail."""
    root = Path(__file__).resolve().parent.parent
    try:
        found = exports(root, os.environ)
    except LocalAzureError as error:
        print(f"engine: {error}", file=sys.stderr)
        print("false")
        return 1
    foreign = [name for name in os.environ if name.startswith("ARM_") and name not in found]
    if foreign and "ARM_METADATA_HOSTNAME" in found:
        print("unset", *sorted(foreign))
    for name, text in found.items():
        print(f"export {name}={shlex.quote(text)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
