"""The distributions, built once, and environments into which they are installed as a user does."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from release.build import build
from release.distributions import DISTRIBUTIONS

ROOT = Path(__file__).parents[2]
UV = ROOT / ".venv/bin/uv"
"""Its cache makes an environment with azure-native in two seconds, where pip takes a minute."""


@dataclass(frozen=True)
class Dist:
    """Everything that a release hands out."""

    files: Sequence[Path]

    @property
    def wheels(self) -> list[Path]:
        """The wheels."""
        return [file for file in self.files if file.suffix == ".whl"]

    @property
    def plugin_archive(self) -> Path:
        """The plugin's archive."""
        (found,) = [file for file in self.files if file.name.startswith("pulumi-resource-")]
        return found


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def bin(self) -> Path:
        """Where its commands are."""
        return self.folder / "bin"

    def run(self, command: str, *arguments: str | Path, **variables: str) -> str:
        """Run one of its commands, which must succeed; what it printed."""
        return ran([str(self.bin / command), *map(str, arguments)], self.folder, variables)

    def version_of(self, distribution: str) -> str:
        """The installed version of a distribution."""
        ask = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
        return self.run("python", "-c", ask, distribution).strip()


def ran(command: list[str], folder: Path, variables: Mapping[str, str] | None = None) -> str:
    """Run a command, which must succeed; what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}"
    return done.stdout


def environment(folder: Path, *requirements: str | Path) -> Environment:
    """A new environment of this Python with these requirements, and nothing else."""
    python = ROOT / ".venv/bin/python"
    ran([str(UV), "venv", "--quiet", "--no-config", "--python", str(python), str(folder)], ROOT)
    made = Environment(folder)
    if requirements:
        install = [str(UV), "pip", "install", "--quiet", "--no-config", "--python"]
        ran([*install, str(made.bin / "python"), *map(str, requirements)], ROOT)
    return made


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Dist:
    """What `python -m release build` makes of this checkout."""
    return Dist(build(ROOT, tmp_path_factory.mktemp("dist") / "dist"))


@pytest.fixture(scope="session")
def newest(dist: Dist, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with every wheel, and the newest versions of what they need."""
    return environment(tmp_path_factory.mktemp("newest") / "venv", *dist.wheels)


@pytest.fixture(scope="session")
def oldest(dist: Dist, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with every wheel, and the lowest versions that they say they can do with."""
    projects = [part for room in DISTRIBUTIONS.values() for part in ("-r", room / "pyproject.toml")]
    lowest = ["--resolution", "lowest-direct", *projects, *dist.wheels]
    return environment(tmp_path_factory.mktemp("oldest") / "venv", *lowest)
