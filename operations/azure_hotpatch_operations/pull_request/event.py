"""What GitHub tells a job: variables, and the event that started it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.errors import UsageError

GUIDE = "Start it as docs/pull-requests.md says."


def variable(environment: Mapping[str, str], name: str) -> str:
    """Return a variable that must be set.

    Raises:
        UsageError: it is not.
    """
    if not environment.get(name):
        raise UsageError(f"{name}: found none; a job on GitHub has it. {GUIDE}")
    return environment[name]


def event_part(environment: Mapping[str, str], kind: str) -> Mapping[str, Any]:
    """Return the part of the event that is named for its kind, `pull_request` or `workflow_run`.

    Raises:
        UsageError: it is another event.
    """
    file = Path(variable(environment, "GITHUB_EVENT_PATH"))
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = None
    part = said.get(kind) if isinstance(said, dict) else None
    if not isinstance(part, dict):
        raise UsageError(f"event: found no `{kind}`. {GUIDE}")
    return part
