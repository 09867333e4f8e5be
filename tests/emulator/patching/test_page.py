"""The commands of docs/emulator.md about updates do what the page says."""

import os
from pathlib import Path

from local_azure.testing import Running
from tests.documents.blocks import ROOT, follow


def test_the_pages_commands_run(local_azure: Running, tmp_path: Path) -> None:
    """On a server that runs, and on the page's own scenario."""
    path = os.pathsep.join([str(ROOT / ".venv/bin"), os.environ["PATH"]])
    environment = {
        "PATH": path,
        "HOME": str(tmp_path),
        "LOCAL_AZURE_FOLDER": str(local_azure.folder.path),
    }

    follow(ROOT / "docs/emulator.md", tmp_path, environment)

    shown = local_azure.admin("GET", "/releases")
    assert [system for system in shown if shown[system]["isScenario"]] == ["2019", "2025"]
    assert [fault["action"] for fault in local_azure.admin("GET", "/faults")] == ["fail-patches"]
