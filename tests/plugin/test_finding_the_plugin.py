"""Where an engine finds the plugin, and what is installed for it."""

from pathlib import Path

import pytest
import yaml

from azure_hotpatch.plugin.finding import is_findable
from azure_hotpatch.plugin.install import InstallError, install, write_folder

BY_PATH = "plugins:\n  providers:\n    - {name: azure-hotpatch, path: ../components}\n"
BY_PACKAGE = "packages:\n  azure-hotpatch: ../components\n"


@pytest.mark.parametrize(
    ("project", "wanted"),
    [
        ("", False),
        (BY_PATH, True),
        (BY_PATH.replace("hotpatch", "other"), False),
        (BY_PACKAGE, True),
        ("plugins: null\npackages: null\n", False),
        ("plugins: [not a mapping]\n", True),
        ("\t: {", True),
    ],
    ids=["nowhere", "path", "other path", "package", "empty", "unreadable", "no YAML"],
)
def test_a_project_names_the_plugin(tmp_path: Path, project: str, *, wanted: bool) -> None:
    """A path and a package count; what cannot be read is left to the engine."""
    (tmp_path / "Pulumi.yaml").write_text(f"name: mine\nruntime: python\n{project}")

    assert is_findable(tmp_path, {"PULUMI_HOME": str(tmp_path)}) is wanted


def test_an_installed_plugin_a_script_and_a_debugged_one_count(tmp_path: Path) -> None:
    """So do a plugin under PULUMI_HOME, a script on PATH, and a provider that is debugged."""
    (tmp_path / "Pulumi.yaml").write_text("name: mine\nruntime: python\n")
    home, path = tmp_path / "home", tmp_path / "bin"
    (home / "plugins/resource-azure-hotpatch-v0.1.0").mkdir(parents=True)
    path.mkdir()
    (path / "pulumi-resource-azure-hotpatch").touch(0o755)
    empty = {"PULUMI_HOME": str(tmp_path / "none"), "PATH": ""}

    assert not is_findable(tmp_path, empty)
    assert is_findable(tmp_path, {**empty, "PULUMI_HOME": str(home)})
    assert is_findable(tmp_path, {**empty, "PATH": str(path)})
    assert is_findable(tmp_path, {**empty, "PULUMI_DEBUG_PROVIDERS": "azure-hotpatch:12345"})


def test_the_installed_folder_runs_in_its_own_environment(tmp_path: Path) -> None:
    """The folder names the environment by its absolute path, whatever is in that path."""
    environment = tmp_path / "it's: mine"

    folder = write_folder(tmp_path, environment, "0.1.0")

    assert yaml.safe_load((folder / "PulumiPlugin.yaml").read_text()) == {
        "name": "azure-hotpatch",
        "runtime": {"name": "python", "options": {"virtualenv": str(environment)}},
    }
    assert sorted(path.name for path in folder.iterdir()) == ["PulumiPlugin.yaml", "__main__.py"]


def test_without_pulumi_it_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No `pulumi` on PATH is one sentence with a link."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InstallError, match=r"https://www\.pulumi\.com/docs/install/"):
        install()


def test_outside_a_virtual_environment_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulumi runs a Python plugin in a virtual environment, so there has to be one."""
    (tmp_path / "pulumi").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InstallError, match="is no virtual environment"):
        install(tmp_path)
