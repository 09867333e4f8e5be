"""How long `azure-hotpatch check --state` takes for many machines, against checkov on the same.

Both are whole processes, start-up included, run in turn, so that a busy machine is busy for both:
all rules of ours on an exported state, all of checkov's for Azure Resource Manager on a template of
the same machines. Checkov is installed, at one version, into an environment of its own under
.local/bench, and reads nothing from the network. Prints a line of JSON: the medians in seconds, on
the clock and of the processor, and the ratio of the latter, which is to be at
most the bar.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CHECKOV = "3.3.30"
BAR = 0.1
MACHINE = ROOT / "tests/policies/cases/happy/native.json"
"""A machine that passes every rule, as azure-native writes it."""

STACK = "urn:pulumi:dev::bench"
TYPE = "azure-native:compute:VirtualMachine"
OUTSIDE = ("location",)
"""What a template writes beside `properties`."""


def main() -> None:
    """Measure both, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--runs", type=int, default=3, help="how many of each (default: 3)")
    options = parser.parse_args()
    checkov = installed(ROOT / ".local/bench" / f"checkov-{CHECKOV}")
    with tempfile.TemporaryDirectory() as folder:
        state, template = written(Path(folder), options.machines)
        ours = [sys.executable, "-m", "azure_hotpatch_operations", "check", "--state", str(state)]
        peer = [str(checkov), "-f", str(template), "--framework", "arm", "--skip-download"]
        times = [
            (*seconds(ours, folder, {0}), *seconds(peer, folder, {0, 1}))
            for _ in range(options.runs)
        ]
    columns = [statistics.median(each) for each in zip(*times, strict=True)]
    found = {
        "machines": options.machines,
        "secondsCheckov": round(columns[2], 2),
        "seconds": round(columns[0], 2),
        "processorCheckov": round(columns[3], 2),
        "processor": round(columns[1], 2),
        "ratio": round(columns[1] / columns[3], 3),
        "bar": BAR,
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def installed(folder: Path) -> Path:
    """Return the command of checkov, installed once."""
    command = folder / "bin/checkov"
    if not command.exists():
        sys.stderr.write(f"Installing checkov {CHECKOV} into {folder} (once, 290 MB)\n")
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, f"checkov=={CHECKOV}"], check=True)  # noqa: S603 (our own command)
    return command


def written(folder: Path, count: int) -> tuple[Path, Path]:
    """Write so many machines as a state and as a template; return the two files."""
    inputs: dict[str, Any] = json.loads(MACHINE.read_text())["inputs"]
    subnet = f"{STACK}::azure-native:network:Subnet::subnet"
    outbound = {"subnetName": "machines", "natGateway": {"id": "/subscriptions/x/natGateways/n"}}
    resources: list[dict[str, Any]] = [
        {"urn": f"{STACK}::pulumi:pulumi:Stack::bench-dev", "type": "pulumi:pulumi:Stack"},
        {"urn": subnet, "type": "azure-native:network:Subnet", "outputs": outbound},
    ]
    deployed = []
    for number in range(count):
        own = {**copy.deepcopy(inputs), "vmName": f"web-{number}"}
        urn = f"{STACK}::{TYPE}::web-{number}"
        known = {"inputs": own, "outputs": own, "dependencies": [subnet]}
        resources.append({"urn": urn, "custom": True, "type": TYPE, **known})
        deployed.append(
            {
                "type": "Microsoft.Compute/virtualMachines",
                "apiVersion": "2024-11-01",
                "name": own["vmName"],
                **{key: own[key] for key in OUTSIDE},
                "properties": {
                    key: value
                    for key, value in own.items()
                    if key not in {*OUTSIDE, "vmName", "resourceGroupName"}
                },
            }
        )
    state, template = folder / "state.json", folder / "template.json"
    state.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}, indent=4))
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    head = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": deployed}
    template.write_text(json.dumps(head, indent=4))
    return state, template


def seconds(command: list[str], folder: str, codes: set[int]) -> tuple[float, float]:
    """How long a command takes, by the clock and of the processor.

    One that ends with another code than these ends the benchmark with what it said.
    """
    begin, used = time.monotonic(), os.times()
    done = subprocess.run(  # noqa: S603 (our own commands)
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    taken, after = time.monotonic() - begin, os.times()
    if done.returncode not in codes:
        sys.exit(done.stdout + done.stderr)
    spent = after.children_user + after.children_system
    return taken, spent - used.children_user - used.children_system


if __name__ == "__main__":
    main()
