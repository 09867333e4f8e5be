"""A Pulumi project of a test: one program, one stack, the real engine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.engine_stack import EngineStack
from tests.plugin.plugin_process import ROOT

PROJECT = f"""\
name: registrations
runtime:
  name: python
  options:
    virtualenv: {ROOT / ".venv"}
plugins:
  providers:
    - name: azure-hotpatch
      path: {ROOT / "components"}
"""


@dataclass(frozen=True)
class Stack(EngineStack):
    """A Pulumi project of one program, with a stack in a file backend of its own."""

    def write(self, program: str, arguments: str = "{}") -> None:
        """Let the program be this one."""
        text = program.replace("{arguments}", arguments)
        (self.folder / "__main__.py").write_text(text, encoding="utf-8")

    def update(self, *words: str) -> dict[str, int]:
        """Run `up`, `destroy` or `refresh`; how many resources had which change."""
        self.pulumi(*words, "--yes", "--skip-preview")
        history = json.loads(self.pulumi("stack", "history", "--json"))
        changes: dict[str, int] = history[0].get("resourceChanges", {})
        return changes

    def registered_here(self) -> list[str]:
        """Names of the features and providers in the state that this stack registered itself."""
        return sorted(
            one["inputs"].get("feature", one["inputs"]["namespace"])
            for one in self.exported()
            if one["type"].endswith("Registration") and one["outputs"]["registeredHere"]
        )


def new_stack(folder: Path, environment: Mapping[str, str], program: str) -> Stack:
    """An empty stack with the plugin, whose registrations take no time to speak of."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    made = Stack(folder, environment)
    made.write(program)
    made.pulumi("stack", "init", "dev")
    for key, text in {"pollIntervalSeconds": "0.05", "stableReads": "3"}.items():
        made.pulumi("config", "set", f"azure-hotpatch:{key}", text)
    return made
