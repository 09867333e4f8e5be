"""Put the stand-in where one PULUMI_HOME finds it, and nowhere else."""

import shlex
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from local_azure.azure_native.errors import StandInError

_EXECUTABLE = "pulumi-resource-azure-native"


def install(home: Path, version: str | None = None) -> Path:
    """Install the plugin under `{home}/plugins`, over an earlier one; the folder it is in.

    `home` is a PULUMI_HOME of a checkout (under a folder `.local`) or of a test (under a temporary
    folder). `version` is that of the azure-native package to stand in for, by default the one
    installed in this environment: the engine looks for exactly that.

    Raises:
        StandInError: the home is shared with real deployments, or there is no version.
    """
    home = home.expanduser().resolve()
    if not _is_private(home):
        raise StandInError(
            f"--pulumi-home: {home} may serve real deployments, and the stand-in must never stand"
            " in front of the real azure-native. Use a folder under .local or under"
            f" {tempfile.gettempdir()}"
        )
    found = version or _installed_version()
    folder = home / "plugins" / f"resource-azure-native-v{found}"
    folder.mkdir(parents=True, exist_ok=True)
    executable = folder / _EXECUTABLE
    written = folder / f"{_EXECUTABLE}.new"
    written.write_text(
        "#!/bin/sh\n"
        "# The local Azure's stand-in for azure-native, written by"
        " `python -m local_azure.azure_native install`.\n"
        f"exec {shlex.quote(sys.executable)} -m local_azure.azure_native"
        f' --version {shlex.quote(found)} "$@"\n'
    )
    written.chmod(0o755)
    written.replace(executable)
    return folder


def _is_private(home: Path) -> bool:
    if home == (Path.home() / ".pulumi").resolve():
        return False
    temporary = Path(tempfile.gettempdir()).resolve()
    # ~/.local is everybody's: only a checkout's own .local is private.
    checkouts = [folder.parent for folder in (home, *home.parents) if folder.name == ".local"]
    return temporary in home.parents or any(folder != Path.home() for folder in checkouts)


def _installed_version() -> str:
    try:
        return metadata.version("pulumi-azure-native")
    except metadata.PackageNotFoundError:
        raise StandInError(
            "--version: pulumi-azure-native is not installed in this environment, so say for which"
            " version the plugin stands in, such as --version 3.29.0"
        ) from None
