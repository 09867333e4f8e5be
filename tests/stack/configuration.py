"""The configuration of the stack, as the engine hands it to the program."""

import json
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def configured(**changes: str) -> dict[str, str]:
    """The engine's view of the configuration: every default of Pulumi.yaml, and some changes."""
    manifest = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    defaults = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in ((key, entry["default"]) for key, entry in manifest["config"].items())
    }
    return defaults | {f"hotpatch:{key}": value for key, value in changes.items()}
