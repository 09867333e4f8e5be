"""How much the policy pack adds to a preview of many machines, and what it weighs by itself.

It needs the engine of this checkout (`make engine`), or a `pulumi` on PATH, and no Azure. Previews
without a pack, with a pack of one rule that does nothing, and with ours are run in turn; of each
the quickest counts, by the clock and by the processor time of all processes together, which a busy
machine changes less. With --environment, the pack is also installed into an environment of its own,
from the package index, for its size and its time to start. Prints a line of JSON.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping
from pathlib import Path

from preview_aliases import environment_in, pulumi

from local_azure.testing import running

ROOT = Path(__file__).parents[1]
PACK = ROOT / "policies/hotpatch"
MIB = 2**20
PROGRAM = """
import pulumi
from azure_hotpatch import HotpatchNetwork, HotpatchVm

network = HotpatchNetwork("network", {"resource_group_name": "servers", "location": "westeurope"})
for number in range(pulumi.Config().require_int("machines")):
    HotpatchVm(
        f"web-{number}",
        {
            "resource_group_name": "servers",
            "location": "westeurope",
            "subnet_id": network.subnet_id,
            "admin_username": "operator",
            "admin_password": "Sunny-Day-42",
        },
    )
"""
"""A stack of which the pack says nothing: what is said is time of the engine's display."""

LEAST = """
from pulumi_policy import PolicyPack, ResourceValidationPolicy

rule = ResourceValidationPolicy("least", "Judges nothing.", lambda args, report: None)
PolicyPack("least", [rule])
"""


def main() -> None:
    """Measure the previews in turn, and the environment where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--rounds", type=int, default=3, help="how often (default: 3)")
    parser.add_argument("--environment", action="store_true", help="install the pack by itself too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "azure") as azure:
        environment = {**environment_in(Path(folder), PROGRAM), **azure.env}
        program = Path(folder) / "program"
        pulumi(program, environment, "config", "set", "machines", str(asked.machines))
        least = least_pack(Path(folder))
        without, with_least, with_ = [], [], []
        for _ in range(asked.rounds):
            without.append(preview(program, environment))
            with_least.append(preview(program, environment, "--policy-pack", str(least)))
            with_.append(preview(program, environment, "--policy-pack", str(PACK)))
    seconds, processor = zip(
        *(map(min, zip(*one, strict=True)) for one in (without, with_least, with_)), strict=True
    )
    found: dict[str, float] = {
        "machines": asked.machines,
        "secondsWithout": round(seconds[0], 2),
        "secondsWithPack": round(seconds[2], 2),
        "ratio": round(seconds[2] / seconds[0], 3),
        "ratioOfLeastPack": round(seconds[1] / seconds[0], 3),
        "ratioToLeastPack": round(seconds[2] / seconds[1], 3),
        "processorRatio": round(processor[2] / processor[0], 3),
        "processorRatioOfLeastPack": round(processor[1] / processor[0], 3),
    }
    if asked.environment:
        found |= own_environment()
    sys.stdout.write(f"{json.dumps(found)}\n")


def least_pack(folder: Path) -> Path:
    """A pack of one rule that does nothing: what the engine takes for any pack in Python."""
    pack = folder / "least"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("name: least\nruntime: python\nversion: 0.1.0\n")
    (pack / "__main__.py").write_text(LEAST)
    return pack


def preview(folder: Path, environment: Mapping[str, str], *flags: str) -> tuple[float, float]:
    """The seconds that a preview takes, by the clock and of all processors."""
    begin, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    pulumi(folder, environment, "preview", *flags)
    seconds, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used


def own_environment() -> dict[str, float]:
    """Size and time to start of the pack in an environment that has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin/python")
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-r", "requirements.txt"], cwd=PACK, check=True)  # noqa: S603 (our own command)
        listed = subprocess.run([*pip, "list"], capture_output=True, text=True, check=True).stdout  # noqa: S603 (the same)
        if "azure-native" in listed or "azure_native" in listed:
            sys.exit("the pack's environment has azure-native")
        subprocess.run([*pip, "uninstall", "--yes", "pip"], check=True)  # noqa: S603 (the same)
        size = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file())
        starts = [start(python, Path(folder)) for _ in range(3)]
    return {"mebibytes": round(size / MIB), "secondsToStart": round(min(starts), 2)}


def start(python: str, folder: Path) -> float:
    """The seconds from starting the pack's process until it says on which port it answers."""
    begin = time.monotonic()
    command = [python, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (the same)
        try:
            if process.stdout is None or not process.stdout.readline().strip().isdigit():
                sys.exit("the pack does not start")
            return time.monotonic() - begin
        finally:
            process.kill()


if __name__ == "__main__":
    main()
