"""Say by name what this machine lacks before anything is installed."""

from __future__ import annotations  # this file must run on a Python that is too old

import importlib.util
import sys

PYTHON = (3, 11)


def missing() -> list[str]:
    """One sentence for each thing that is not there."""
    found: list[str] = []
    if sys.version_info < PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        found.append(
            f"python3 is {version}; 3.11 or newer is needed. Install it from"
            " https://www.python.org/downloads/, or name one: make PYTHON=python3.12 up"
        )
    found.extend(
        f"python3 has no module {module}; on Debian and Ubuntu: apt install python3-venv"
        for module in ("venv", "ensurepip")
        if importlib.util.find_spec(module) is None
    )
    return found


if __name__ == "__main__":
    sentences = missing()
    print(*sentences, sep="\n", file=sys.stderr, end="\n" if sentences else "")
    sys.exit(1 if sentences else 0)
