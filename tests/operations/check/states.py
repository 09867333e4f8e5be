"""Exported states of a few machines in a subnet, each changed in one thing from one that passes."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.policies.policy_case import change, happy

STACK = "urn:pulumi:dev::web::pulumi:pulumi:Stack::web-dev"
TYPE = "azure-native:compute:VirtualMachine"
SUBNET = "urn:pulumi:dev::web::azure-native:network:Subnet::subnet"
HOTPATCHING = "osProfile.windowsConfiguration.patchSettings.enableHotpatching"
PATCH_MODE = "osProfile.windowsConfiguration.patchSettings.patchMode"
PASSWORD = "canary-Check-4711"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def urn(name: str) -> str:
    """The URN of a machine."""
    return f"urn:pulumi:dev::web::{TYPE}::{name}"


def machine(
    name: str, changes: Mapping[str, Any] | None = None, line: int | None = None
) -> dict[str, Any]:
    """A machine as a state holds it; `line` is where the program makes it."""
    inputs = copy.deepcopy(happy("native")["inputs"])
    change(inputs, "osProfile.adminPassword", {**SECRET, "ciphertext": "v1:AAAA:AAAA"})
    for path, value in (changes or {}).items():
        change(inputs, path, value)
    frames = [
        {"sourcePosition": "project:///.venv/lib/python3.11/site-packages/lib.py#7"},
        {"sourcePosition": f"project:///__main__.py#{line}"},
    ]
    return {
        "urn": urn(name),
        "custom": True,
        "type": TYPE,
        "inputs": inputs,
        "outputs": inputs,
        "parent": STACK,
        "dependencies": [SUBNET],
        **({} if line is None else {"stackTrace": frames}),
    }


def exported(*resources: Mapping[str, Any]) -> dict[str, Any]:
    """A state with these resources, as `pulumi stack export` writes it."""
    top = {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"}
    gateway = {"natGateway": {"id": "/subscriptions/x/natGateways/n"}}
    subnet = {
        "urn": SUBNET,
        "custom": True,
        "type": "azure-native:network:Subnet",
        "inputs": {"subnetName": "machines", **gateway},
        "outputs": {"name": "machines", **gateway},
        "parent": STACK,
    }
    return {"version": 3, "deployment": {"manifest": {}, "resources": [top, subnet, *resources]}}


def written(folder: Path, *resources: Mapping[str, Any]) -> Path:
    """A file with such a state."""
    file = folder / "state.json"
    file.write_text(json.dumps(exported(*resources)))
    return file
