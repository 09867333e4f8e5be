"""A stack of a test's own, on the real Pulumi engine."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
