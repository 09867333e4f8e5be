"""Whether Pulumi's engine will find this plugin, so that its absence has one clear message.

Without it the engine would look for a release on the internet, and fail with the wrong advice.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.package import PACKAGE

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


class PluginMissingError(HotpatchError):
    """The plugin that registers is not there for the engine to find."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place}: the Pulumi plugin {PACKAGE} is not installed, and it is what registers."
            " Run `python -m azure_hotpatch plugin install` with the python of this program."
        )


def require_plugin(place: str) -> None:
    """Refuse where the engine that runs this program will not find the plugin.

    It judges only inside a program that an engine runs: not under mocks, not in the plugin itself.

    Raises:
        PluginMissingError: the plugin is nowhere.
    """
    root = pulumi.runtime.get_root_directory()
    if root and not is_findable(Path(root), os.environ):
        raise PluginMissingError(place)


def is_findable(root: Path, environment: Mapping[str, str]) -> bool:
    """Whether an engine with this environment finds the plugin for the project in `root`.

    The places are the engine's: a debugged provider, PATH, PULUMI_HOME, and the project file's
    `plugins` and `packages`. Where the project file cannot be read, the engine is to judge.
    """
    if f"{PACKAGE}:" in environment.get("PULUMI_DEBUG_PROVIDERS", ""):
        return True
    if shutil.which(f"pulumi-resource-{PACKAGE}", path=environment.get("PATH")):
        return True
    home = Path(environment.get("PULUMI_HOME") or Path.home() / ".pulumi")
    installed = (home / "plugins").glob(f"resource-{PACKAGE}-v*")
    return any(one.is_dir() for one in installed) or _is_in_project(root)


def _is_in_project(root: Path) -> bool:
    path = next((root / name for name in _PROJECT_FILES if (root / name).is_file()), None)
    if path is None:
        return True
    try:
        project: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        providers = (project.get("plugins") or {}).get("providers") or []
        return PACKAGE in (project.get("packages") or {}) or any(
            provider.get("name") == PACKAGE for provider in providers
        )
    except (OSError, yaml.YAMLError, AttributeError):
        return True
