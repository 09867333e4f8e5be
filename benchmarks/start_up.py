"""How long a short command of `azure-hotpatch` takes to start and end, against a floor.

The floor is a Python that only imports what the command line is made with, Typer and Rich. Both run
in turn, so that a busy machine is busy for both. Prints a line of JSON: the medians in seconds, and
their ratio.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import statistics
import subprocess
import sys
import time

FLOOR = [sys.executable, "-c", "import typer, rich.console, rich.table"]


def main() -> None:
    """Measure both, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="how many of each (default: 11)")
    parser.add_argument("words", nargs="*", default=["--help"], help="what to call it with")
    options = parser.parse_args()
    command = [sys.executable, "-m", "azure_hotpatch_operations", *options.words]
    times = [(seconds(FLOOR), seconds(command)) for _ in range(options.runs)]
    floor, taken = (statistics.median(each) for each in zip(*times, strict=True))
    found = {
        "command": ["azure-hotpatch", *options.words],
        "secondsFloor": round(floor, 3),
        "seconds": round(taken, 3),
        "ratio": round(taken / floor, 2),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def seconds(command: list[str]) -> float:
    """How long a command takes; one that fails ends the benchmark."""
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
    return time.monotonic() - begin


if __name__ == "__main__":
    main()
