"""How long a preview of many machines takes, with azure-native's version aliases and without.

It needs the engine of this checkout (`make engine`), or a `pulumi` on PATH, and no Azure: a preview
of new machines asks it nothing. Prints a line of JSON: seconds with, without, and their ratio.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from local_azure.azure_native.install import install
from local_azure.testing import running

ROOT = Path(__file__).parents[1]
PROGRAM = """
import pulumi
from azure_hotpatch import HotpatchVm

config = pulumi.Config()
subscription = "/subscriptions/00000000-0000-4000-8000-000000000001"
network = f"{subscription}/resourceGroups/servers/providers/Microsoft.Network"
for number in range(config.require_int("machines")):
    HotpatchVm(
        f"web-{number}",
        {
            "resource_group_name": "servers",
            "location": "westeurope",
            "subnet_id": f"{network}/virtualNetworks/net/subnets/machines",
            "admin_username": "operator",
            "admin_password": "Sunny-Day-42",
            "keep_version_aliases": config.require_bool("keep"),
        },
    )
"""


def main() -> None:
    """Measure both previews, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=200, help="how many (default: 200)")
    machines = parser.parse_args().machines
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "azure") as azure:
        environment = {**environment_in(Path(folder), PROGRAM), **azure.env}
        seconds = {
            keep: preview(Path(folder) / "program", environment, machines, keep=keep)
            for keep in (True, False)
        }
    found = {
        "machines": machines,
        "secondsWithAliases": round(seconds[True], 1),
        "secondsWithout": round(seconds[False], 1),
        "ratio": round(seconds[True] / seconds[False], 1),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def environment_in(folder: Path, program: str) -> dict[str, str]:
    """The environment of a Pulumi that is alone in a folder, with an empty stack of a program."""
    for name in ("state", "program"):
        (folder / name).mkdir()
    (folder / "program/Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (folder / "program/__main__.py").write_text(program)
    install(folder / "pulumi")
    path = [str(ROOT / ".local/bin"), str(ROOT / ".venv/bin"), os.environ["PATH"]]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join(path),
        "PULUMI_HOME": str(folder / "pulumi"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_STACK": "bench",
        "PULUMI_DEBUG_COMMANDS": "true",  # An event log is for debugging.
    }
    pulumi(folder / "program", environment, "stack", "init", "bench")
    return environment


def preview(folder: Path, environment: dict[str, str], machines: int, *, keep: bool) -> float:
    """The seconds that a preview takes."""
    for name, value in (("machines", machines), ("keep", keep)):
        pulumi(folder, environment, "config", "set", name, str(value).lower())
    begin = time.monotonic()
    pulumi(folder, environment, "preview")
    return time.monotonic() - begin


def pulumi(folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
    """Run a Pulumi command; one that fails ends the benchmark with what it said."""
    done = subprocess.run(  # noqa: S603 (our own command)
        ["pulumi", "--non-interactive", *arguments],  # noqa: S607 (by name, as a user does)
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


if __name__ == "__main__":
    main()
