"""Where the plugin lets itself be installed."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.install import install


def test_the_engine_finds_it_under_the_sdks_version(tmp_path: Path) -> None:
    """The folder is named as the engine looks for it, and holds one executable."""
    home = tmp_path / "pulumi"

    folder = install(home)

    version = metadata.version("pulumi-azure-native")
    assert folder == home / f"plugins/resource-azure-native-v{version}"
    assert [path.name for path in folder.iterdir()] == ["pulumi-resource-azure-native"]
    assert (folder / "pulumi-resource-azure-native").stat().st_mode & 0o111


def test_installing_again_changes_nothing(tmp_path: Path) -> None:
    """A second install leaves the same file."""
    executable = install(tmp_path / "pulumi") / "pulumi-resource-azure-native"
    before = executable.read_text()

    install(tmp_path / "pulumi")

    assert executable.read_text() == before


@pytest.mark.parametrize(
    "home", ["~/.pulumi", "~/work/pulumi", "~/.local/share/pulumi", "/opt/pulumi"]
)
def test_a_shared_home_is_refused(home: str) -> None:
    """The stand-in never stands in front of the real plugin."""
    with pytest.raises(StandInError, match="must never stand in front of the real azure-native"):
        install(Path(home), "3.29.0")


def test_the_command_says_where(tmp_path: Path) -> None:
    """`install` prints the folder, and takes another version than the installed one."""
    command = [sys.executable, "-m", "local_azure.azure_native", "install"]

    done = subprocess.run(
        [*command, "--pulumi-home", tmp_path, "--version", "3.1.0"],
        capture_output=True,
        text=True,
        check=True,
    )

    folder = tmp_path / "plugins/resource-azure-native-v3.1.0"
    assert done.stdout == f"The stand-in for azure-native is installed: {folder}\n"


def test_a_refused_install_is_one_sentence(tmp_path: Path) -> None:
    """A mistake ends with 1 and an error, not with a traceback."""
    del tmp_path
    command = [sys.executable, "-m", "local_azure.azure_native", "install"]

    done = subprocess.run(
        [*command, "--pulumi-home", "/opt/pulumi"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: --pulumi-home: /opt/pulumi may serve real deployments")
