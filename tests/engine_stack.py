"""A stack of a test's own, on the real Pulumi engine."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FOREIGN = ("ARM_", "AZURE_", "HOTPATCH_", "LOCAL_AZURE_", "PULUMI_", "VIRTUAL_ENV")
"""What a developer's shell may hold, and a test must not see."""


def find_pulumi() -> Path | None:
    """The folder of the Pulumi command: built by `make test`, or installed."""
    path = os.pathsep.join([str(ROOT / ".local/bin"), os.environ["PATH"]])
    found = shutil.which("pulumi", path=path)
    return None if found is None else Path(found).parent


def environment_in(folder: Path, pulumi_bin: Path) -> dict[str, str]:
    """An environment for `pulumi`, alone in a folder; it downloads nothing."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)}
    state = folder / "state"
    state.mkdir(parents=True)
    path = [str(pulumi_bin), str(ROOT / ".venv/bin"), os.environ["PATH"]]
    return {
        **inherited,
        "PATH": os.pathsep.join(path),
        "PULUMI_HOME": str(folder / "pulumi"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PYTHON_CMD": str(ROOT / ".venv/bin/python"),
    }


@dataclass(frozen=True)
class EngineStack:
    """A Pulumi program in a folder of its own; the environment names its backend and its stack."""

    folder: Path
    environment: Mapping[str, str]

    def pulumi(self, *arguments: str, fails: bool = False) -> str:
        """Run `pulumi`, which must succeed, or fail; everything that it prints."""
        done = subprocess.run(
            ["pulumi", "--non-interactive", "--color", "never", *arguments],
            cwd=self.folder,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) is fails, done.stdout
        return done.stdout

    def up(self, *arguments: str, fails: bool = False) -> str:
        """`pulumi up` without a preview."""
        return self.pulumi("up", "--yes", "--skip-preview", *arguments, fails=fails)

    def destroy(self) -> str:
        """`pulumi destroy` without a preview."""
        return self.pulumi("destroy", "--yes", "--skip-preview")

    def take_in(self, state: dict[str, Any]) -> None:
        """Import a state that was exported with `--show-secrets`, in place of what is there."""
        # The engine encrypts the plain secrets as it takes the state in.
        salt = yaml.safe_load((self.folder / "Pulumi.dev.yaml").read_text())["encryptionsalt"]
        passphrase = {"type": "passphrase", "state": {"salt": salt}}
        deployment = {**state["deployment"], "secrets_providers": passphrase}
        file = self.folder / "state.json"
        file.write_text(json.dumps({**state, "deployment": deployment}))
        self.pulumi("stack", "import", "--file", str(file))

    def exported(self) -> list[dict[str, Any]]:
        """The resources of the exported state, in its order."""
        state = json.loads(self.pulumi("stack", "export"))
        found: list[dict[str, Any]] = state["deployment"].get("resources", [])
        return found

    def resources(self) -> dict[str, dict[str, Any]]:
        """What the state holds, by the resources' names."""
        return {one["urn"].rpartition("::")[2]: one for one in self.exported()}

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs."""
        found: dict[str, Any] = json.loads(self.pulumi("stack", "output", "--json"))
        return found
