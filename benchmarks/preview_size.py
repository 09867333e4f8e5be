"""How the time of a preview grows with the machines of one stack.

As preview_aliases.py: the engine of this checkout, no Azure. Prints a line of JSON for each size:
the seconds of the quickest round, and how many times the smallest stack's.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import sys
import tempfile
from pathlib import Path

from preview_aliases import PROGRAM, environment_in, preview

from local_azure.testing import running


def main() -> None:
    """Measure each size, the smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--machines", type=int, nargs="+", default=[1, 50, 200, 400], help="(default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each (default: 3)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "azure") as azure:
        environment = {**environment_in(Path(folder), PROGRAM), **azure.env}
        first = 0.0
        for machines in sorted(asked.machines):
            seconds = min(
                preview(Path(folder) / "program", environment, machines, keep=False)
                for _ in range(asked.rounds)
            )
            first = first or seconds
            found = {
                "machines": machines,
                "seconds": round(seconds, 1),
                "timesTheSmallest": round(seconds / first, 1),
            }
            sys.stdout.write(f"{json.dumps(found)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
