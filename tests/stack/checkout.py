"""The dev stack of a checkout of its own, on a local Azure of its own, through the real engine."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_azure.azure_native.install import install
from local_azure.testing import Running, running

ROOT = Path(__file__).parents[2]
PASSWORD = "canary-Stack-4711"


@dataclass(frozen=True)
class Checkout:
    """A copy of the stack's files, whose dev port is that of `azure`."""

    folder: Path
    azure: Running
    environment: Mapping[str, str]

    def pulumi(self, *arguments: str, fails: bool = False) -> str:
        """What a `pulumi` command prints; it must succeed, or fail."""
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

    def up(self, *arguments: str) -> str:
        """What `make up` runs."""
        return self.pulumi("up", "--stack", "dev", "--yes", "--skip-preview", *arguments)

    def destroy(self) -> str:
        """What `make destroy` runs."""
        return self.pulumi("destroy", "--stack", "dev", "--yes", "--skip-preview")

    def steps(self, *command: str) -> dict[str, int]:
        """The engine's count of each kind of step of a command, by its events."""
        events = self.folder / "events.json"
        events.unlink(missing_ok=True)
        self.pulumi(*command, "--stack", "dev", "--event-log", str(events))
        found = [json.loads(line) for line in events.read_text().splitlines()]
        return dict(
            next(e["summaryEvent"]["resourceChanges"] for e in found if "summaryEvent" in e)
        )

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs."""
        found: dict[str, Any] = json.loads(self.pulumi("stack", "output", "--json"))
        return found

    def resources(self) -> list[dict[str, Any]]:
        """The resources of the exported state."""
        state = json.loads(self.pulumi("stack", "export"))
        found: list[dict[str, Any]] = state["deployment"].get("resources", [])
        return found


@contextmanager
def checkout(folder: Path, environment: dict[str, str]) -> Iterator[Checkout]:
    """A checkout in this folder with the dev stack selected and nothing in it."""
    with running(folder / "azure") as azure:
        program = folder / "checkout"
        program.mkdir()
        for name in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(ROOT / name, program / name)
        dev = (ROOT / "Pulumi.dev.yaml").read_text()
        port = azure.origin.rpartition(":")[2]
        (program / "Pulumi.dev.yaml").write_text(
            dev.replace("localhost:18743", f"localhost:{port}")
        )
        for name in (".venv", "components"):
            (program / name).symlink_to(ROOT / name)
        install(Path(environment["PULUMI_HOME"]))
        made = Checkout(
            program,
            azure,
            {
                **environment,
                **azure.env,
                "PULUMI_CONFIG_PASSPHRASE": "local-azure",
                "PULUMI_DEBUG_COMMANDS": "true",  # --event-log is hidden without it.
                "HOTPATCH_ADMIN_PASSWORD": PASSWORD,
            },
        )
        made.pulumi("stack", "select", "--create", "dev")
        yield made
