"""The dev stack of a checkout of its own, on a local Azure of its own, through the real engine."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.engine_stack import EngineStack

ROOT = Path(__file__).parents[2]
PASSWORD = "canary-Stack-4711"


@dataclass(frozen=True)
class Checkout(EngineStack):
    """A copy of the stack's files, whose dev port is that of `azure`."""

    azure: Running

    def steps(self, *command: str) -> dict[str, int]:
        """The engine's count of each kind of step of a command, by its events."""
        events = self.folder / "events.json"
        events.unlink(missing_ok=True)
        self.pulumi(*command, "--event-log", str(events))
        found = [json.loads(line) for line in events.read_text().splitlines()]
        return dict(
            next(e["summaryEvent"]["resourceChanges"] for e in found if "summaryEvent" in e)
        )


@contextmanager
def checkout(
    folder: Path, environment: dict[str, str], durations: dict[str, float] | None = None
) -> Iterator[Checkout]:
    """A checkout in this folder with the dev stack selected and nothing in it.

    `durations` are those of `local_azure.testing.running`.
    """
    with running(folder / "azure", durations=durations) as azure:
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
            {
                **environment,
                **azure.env,
                "PULUMI_STACK": "dev",
                "PULUMI_CONFIG_PASSPHRASE": "local-azure",
                "PULUMI_DEBUG_COMMANDS": "true",  # --event-log is hidden without it.
                "HOTPATCH_ADMIN_PASSWORD": PASSWORD,
            },
            azure,
        )
        made.pulumi("stack", "select", "--create", "dev")
        yield made
