"""Cases through the real engine: a preview of them declared, and an analysis of them as a state."""

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine_stack import EngineStack
from tests.policies.analyzer import PACK
from tests.policies.engine import program
from tests.policies.engine.declared import PROJECT, Declared, exported, package_of

Said = dict[str, dict[str, list[str]]]
"""Messages by resource and policy, in the engine's order, without the policies' descriptions."""


@dataclass(frozen=True)
class CasesEngine(EngineStack):
    """The engine with the pack, and the port of a plugin that takes everything."""

    plugin: int

    def previewed(
        self, resources: Sequence[Declared], stack: str, settings: Mapping[str, Any] | None
    ) -> Said:
        """What `pulumi preview` says of a program that declares these resources."""
        packages = {package_of(one.type) for one in resources}
        with program.serving(resources) as address:
            return self._preview(["--client", address], packages, stack, settings)

    def previewed_program(
        self, source: str, stack: str, settings: Mapping[str, Any] | None
    ) -> Said:
        """What `pulumi preview` says of a program in Python."""
        (self.folder / "__main__.py").write_text(source)
        return self._preview([], {"azure-native", "azure-hotpatch"}, stack, settings)

    def _preview(
        self,
        flags: list[str],
        packages: Iterable[str],
        stack: str,
        settings: Mapping[str, Any] | None,
    ) -> Said:
        events = self.folder / "events.json"
        events.unlink(missing_ok=True)
        self._run(
            ["preview", *flags, "--event-log", str(events)],
            settings,
            PULUMI_STACK=stack,
            PULUMI_DEBUG_PROVIDERS=",".join(f"{name}:{self.plugin}" for name in packages),
        )
        return said(events.read_text().splitlines())

    def analyzed(
        self, resources: Sequence[Declared], stack: str, settings: Mapping[str, Any] | None
    ) -> Said:
        """What `pulumi policy analyze` says of a state that holds them."""
        return self.analyzed_state(exported(resources, stack), settings)

    def analyzed_state(self, held: Mapping[str, Any], settings: Mapping[str, Any] | None) -> Said:
        """What `pulumi policy analyze` says of a state, without a passphrase."""
        state = self.folder / "state.json"
        state.write_text(json.dumps(held))
        printed = self._run(
            ["policy", "analyze", "--json", "--file", str(state)],
            settings,
            PULUMI_CONFIG_PASSPHRASE="",
        )
        return said(printed.splitlines())

    def _run(
        self, command: list[str], settings: Mapping[str, Any] | None, **environment: str
    ) -> str:
        """Run a command with the pack; what it prints."""
        file = self.folder / "settings.yaml"
        file.write_text(json.dumps(settings or {}))
        done = subprocess.run(
            ["pulumi", "--non-interactive", *command, "--policy-pack", str(PACK)],
            cwd=self.folder,
            env={**self.environment, "AZURE_HOTPATCH_POLICIES": str(file), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done.stdout


def said(lines: Iterable[str]) -> Said:
    """What policies said, by the engine's events: the pack must have seen everything.

    Raises:
        AssertionError: The engine stopped before the pack could answer.
    """
    events = [json.loads(line) for line in lines]
    told = [one["diagnosticEvent"] for one in events if "diagnosticEvent" in one]
    errors = [one["message"] for one in told if one["severity"] == "error"]
    assert errors in ([], ["preview failed\n"]), errors
    packs = [[*one["summaryEvent"]["PolicyPacks"]] for one in events if "summaryEvent" in one]
    assert len(packs) == 1, events[-3:]
    assert packs[0][0].startswith("azure-hotpatch"), packs
    found: Said = {}
    for event in events:
        if "policyEvent" in event:
            one = event["policyEvent"]
            name = one["resourceUrn"].rpartition("::")[2]
            message = one["message"].partition("\n")[2].rstrip("\n")
            found.setdefault(name, {}).setdefault(one["policyName"], []).append(message)
    return found


def project(folder: Path) -> None:
    """Write the manifest of the project that the cases belong to."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
