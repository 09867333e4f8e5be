"""Checks of programs on the real engine: the command, as a user runs it in a project."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.engine_stack import EngineStack
from tests.policies.wrong_programs import OPEN_RDP

WRONG = """
machine("other", group.name, sku="2022-datacenter-g2")
machine("off", group.name, patching={"enable_hotpatching": False})
machine("manual", group.name, patching={"patch_mode": "Manual"})
machine("small", group.name, size="Standard_A2_v2")
"""
"""For `extend`: machines that are wrong in one thing each."""

WRONG_STACK = (
    """
early = {"publisher": "MicrosoftWindowsServer",
    "product": "microsoftserveroperatingsystems-previews",
    "name": "windows-server-2019-azure-edition-preview"}
machine("early", group.name, sku=early["name"], offer=early["product"], plan=early)
"""
    + OPEN_RDP
)
"""A machine that does not wait for its registrations, and open RDP."""

UNTOLD = ("PULUMI_DEBUG_COMMANDS", "PULUMI_STACK")
"""What the checkout's environment says, and a user's need not."""


def check(
    dev: EngineStack,
    *words: str,
    folder: Path | None = None,
    environment: Mapping[str, str | None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """`azure-hotpatch check` in a project; an environment variable that is None is taken away."""
    told = environment or {}
    variables = {**dev.environment, **{name: text for name, text in told.items() if text}}
    gone = {*UNTOLD, *(name for name, text in told.items() if text is None)}
    return subprocess.run(
        ["azure-hotpatch", "check", *words],
        cwd=folder or dev.folder,
        env={name: text for name, text in variables.items() if name not in gone},
        capture_output=True,
        text=True,
        check=False,
    )


def report(done: subprocess.CompletedProcess[str], code: int) -> dict[str, Any]:
    """The report that `--json` printed."""
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert "error" not in found
    return found


def findings(said: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Rule, resource and outcome of what a report has."""
    return {(one["rule"], one["name"], one["outcome"]) for one in said["findings"]}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path; links are not followed."""
    found = {}
    for above, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not (Path(above) / one).is_symlink()]
        for name in names:
            file = Path(above) / name
            if not file.is_symlink():
                found[str(file.relative_to(folder))] = file.read_bytes()
    return found
