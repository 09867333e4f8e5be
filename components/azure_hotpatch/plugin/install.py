"""Makes Pulumi find the plugin of this environment: `python -m azure_hotpatch plugin install`."""

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.package import PACKAGE

_MAIN = '''"""The plugin {package} {number}, as it is installed in {environment}."""

from azure_hotpatch.plugin.server import main

if __name__ == "__main__":
    main()
'''


class InstallError(HotpatchError):
    """The plugin could not be installed, and why."""


def install(environment: Path = Path(sys.prefix)) -> str:
    """Install this version with the `pulumi` on PATH, in place of an earlier install of it.

    The installed folder runs the interpreter of `environment`, by its absolute path, so it holds
    whatever is installed there. Returns what was done, one sentence.

    Raises:
        InstallError: there is no `pulumi`, it refuses, or the environment is no virtual one.
    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise InstallError(
            "pulumi: not found on PATH; install it from https://www.pulumi.com/docs/install/"
        )
    if not (environment / "pyvenv.cfg").is_file():
        raise InstallError(
            f"{environment}: is no virtual environment, and Pulumi runs a Python plugin in one;"
            " make one with `python -m venv .venv`, install azure-hotpatch into it, and run this"
            " command with its python"
        )
    number = version(PACKAGE)
    with tempfile.TemporaryDirectory() as temporary:
        folder = write_folder(Path(temporary), environment, number)
        command = [pulumi, "plugin", "install", "resource", PACKAGE, number, "--reinstall"]
        done = subprocess.run(  # noqa: S603, the user's own pulumi
            [*command, "--file", str(folder)], capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        raise InstallError(f"pulumi plugin install: {(done.stderr or done.stdout).strip()}")
    return f"The plugin {PACKAGE} {number} is installed; it runs in {environment}."


def write_folder(folder: Path, environment: Path, number: str) -> Path:
    """Write a plugin folder that runs in `environment`: two files, and nothing to install."""
    manifest = f"name: {PACKAGE}\nruntime:\n  name: python\n  options:\n    virtualenv: {{}}\n"
    quoted = "'" + str(environment.absolute()).replace("'", "''") + "'"
    (folder / "PulumiPlugin.yaml").write_text(manifest.format(quoted), encoding="utf-8")
    main = _MAIN.format(package=PACKAGE, number=number, environment=environment.as_posix())
    (folder / "__main__.py").write_text(main, encoding="utf-8")
    return folder
