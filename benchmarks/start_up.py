"""How long a short command of `azure-hotpatch` takes to start and end, against a floor.

The floor is a Typer command with one option that prints a Rich table, and nothing else. Both run in
turn, so that a busy machine is busy for both. Prints a line of JSON: the medians in seconds on the
clock and of the processor, and the ratio of the latter.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

FLOOR_PROGRAM = """
import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()

@app.command()
def floor(name: str = typer.Option("x")) -> None:
    table = Table("Name")
    table.add_row(name)
    Console().print(table)

app()
"""
FLOOR = [sys.executable, "-c", FLOOR_PROGRAM]


def main() -> None:
    """Measure both, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="how many of each (default: 11)")
    parser.add_argument("words", nargs="*", default=["calendar"], help="what to call it with")
    options = parser.parse_args()
    command = [sys.executable, "-m", "azure_hotpatch_operations", *options.words]
    times = [(*seconds(FLOOR), *seconds(command)) for _ in range(options.runs)]
    columns = [statistics.median(each) for each in zip(*times, strict=True)]
    found = {
        "command": ["azure-hotpatch", *options.words],
        "secondsFloor": round(columns[0], 3),
        "seconds": round(columns[2], 3),
        "processorFloor": round(columns[1], 3),
        "processor": round(columns[3], 3),
        "ratio": round(columns[3] / columns[1], 2),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def seconds(command: list[str]) -> tuple[float, float]:
    """How long a command takes, by the clock and of the processor; a failure ends the benchmark."""
    begin, used = time.monotonic(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
    after = os.times()
    spent = (after.children_user + after.children_system) - (
        used.children_user + used.children_system
    )
    return time.monotonic() - begin, spent


if __name__ == "__main__":
    main()
