"""What each change to a large fleet touches, and how long it takes, on the local Azure.

It makes a fleet over three zones, adds a machine, gives one another size, gives one another
image, and removes one, each with `pulumi up`; the engine's own step counts must be those of one
machine. It needs the engine of this checkout (`make engine`), or a `pulumi` on PATH. Prints a line
of JSON: steps and seconds of each change, and how the slowest compares with an up that changes
nothing.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from preview_aliases import environment_in, pulumi

from local_azure.testing import running

PROGRAM = """
import pulumi
from azure_hotpatch import HotpatchFleet, HotpatchNetwork
from pulumi_azure_native import resources

config = pulumi.Config()
group = resources.ResourceGroup("group", resource_group_name="bench", location="westeurope")
network = HotpatchNetwork("network", {"resource_group_name": group.name})
numbers = range(1, config.require_int("machines") + 1)
machines = {f"web-{number:04}": {} for number in numbers} | config.require_object("own")
HotpatchFleet(
    "web",
    {
        "resource_group_name": group.name,
        "subnet_id": network.subnet_id,
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "replaceable": True,
        "machines": {name: own for name, own in machines.items() if own is not None},
    },
)
"""
A_MACHINE = 3
"""HotpatchVm, network interface, virtual machine."""


@dataclass(frozen=True)
class Change:
    """A change to the fleet: what it adds to the machines, and the steps that it may take."""

    name: str
    own: Mapping[str, object]
    steps: Mapping[str, int] = field(default_factory=dict)


CHANGES = (
    Change("nothing", {}),
    Change("one more machine", {"mail": {}}, {"create": A_MACHINE}),
    Change("another size of one", {"web-0002": {"size": "Standard_D4s_v5"}}, {"update": 1}),
    Change(
        "another image of one",
        {"web-0003": {"image": "2022-datacenter-azure-edition-core"}},
        {"create-replacement": 1, "delete-replaced": 1, "replace": 1},
    ),
    Change("one machine less", {"web-0001": None}, {"delete": A_MACHINE}),
)


def main() -> None:
    """Make the fleet, change it, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=200, help="how many (default: 200)")
    machines = parser.parse_args().machines
    found: dict[str, object] = {"machines": machines}
    own: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "azure") as azure:
        environment = {**environment_in(Path(folder), PROGRAM), **azure.env}
        stack = Path(folder) / "program"
        pulumi(stack, environment, "config", "set", "machines", str(machines))
        _, found["secondsToMake"] = up(stack, environment, own)
        seconds = {}
        for change in CHANGES:
            own |= change.own
            steps, seconds[change.name] = up(stack, environment, own)
            if steps != change.steps:
                sys.exit(f"{change.name}: took {steps}; allowed: {dict(change.steps)}.")
    found["steps"] = {change.name: dict(change.steps) for change in CHANGES}
    found["seconds"] = seconds
    found["slowestToNothing"] = round(max(seconds.values()) / seconds["nothing"], 1)
    sys.stdout.write(f"{json.dumps(found)}\n")


def up(
    stack: Path, environment: Mapping[str, str], own: Mapping[str, object]
) -> tuple[dict[str, int], float]:
    """The steps that an up takes, without what stays the same, and its seconds."""
    log = stack / "events.json"
    log.unlink(missing_ok=True)
    pulumi(stack, environment, "config", "set", "own", json.dumps(own))
    begin = time.monotonic()
    pulumi(stack, environment, "up", "--yes", "--skip-preview", "--event-log", str(log))
    seconds = round(time.monotonic() - begin, 1)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    done = Counter(
        event["resOutputsEvent"]["metadata"]["op"] for event in events if "resOutputsEvent" in event
    )
    del done["same"]
    return dict(sorted(done.items())), seconds


if __name__ == "__main__":
    main()
