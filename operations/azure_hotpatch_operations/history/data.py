"""A history as JSON, in the form of `schema`."""

import json
from importlib.resources import files
from typing import Any

from azure_hotpatch_operations.history.model import History
from azure_hotpatch_operations.patch_records import INSTALLATIONS_KEPT
from azure_hotpatch_operations.status.data import installation_data, patch_data


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of `azure-hotpatch history --json`."""
    text = files(__package__).joinpath("history.schema.json").read_text("utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def history_data(history: History) -> dict[str, Any]:
    """The whole history."""
    return {
        "subject": history.subject,
        "at": history.at.isoformat(),
        "since": history.since.isoformat(),
        "keptDays": INSTALLATIONS_KEPT.days,
        "machines": [
            {
                "id": each.machine.id.path,
                "name": each.machine.id.name,
                "resourceGroup": each.machine.id.group,
                "subscription": each.machine.id.subscription,
                "installations": [
                    {
                        **(installation_data(run.installation) or {}),
                        "patches": [patch_data(patch) for patch in run.patches],
                    }
                    for run in each.runs
                ],
            }
            for each in history.machines
        ],
        "notFound": [
            {"id": machine.path, "reason": reason} for machine, reason in history.missing.items()
        ],
    }
