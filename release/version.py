"""The version: one number for everything that is released together.

Each pyproject.toml holds it literally, since each room is built alone: from its source archive, or
from git with a subdirectory. So the number is written by one command, and compared by a test. The
one of the distribution azure-hotpatch counts.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from release.distributions import DISTRIBUTIONS
from release.errors import ReleaseError

NUMBER = r"\d+\.\d+\.\d+"
_OWN = re.compile(rf'^(version = "|version: )({NUMBER})("?)$', re.MULTILINE)
_PIN = re.compile(rf'("(?:{"|".join(DISTRIBUTIONS)})(?:\[\w+\])?==)({NUMBER})(")')
_PLUGIN = re.compile(rf"(azure-hotpatch[ -]v)({NUMBER})( --file)")
_FILES = [
    *(folder / "pyproject.toml" for folder in DISTRIBUTIONS.values()),
    Path("policies/hotpatch/PulumiPolicy.yaml"),
    Path("README.md"),
    Path("examples/typescript/README.md"),
]


def current(root: Path) -> str:
    """The version that this checkout releases next."""
    text = (root / DISTRIBUTIONS["azure-hotpatch"] / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def places(root: Path) -> Iterator[tuple[str, str]]:
    """Every place where the version is written: file and line, and the number there."""
    for file in _FILES:
        text = (root / file).read_text(encoding="utf-8")
        for pattern in (_OWN, _PIN, _PLUGIN):
            for found in pattern.finditer(text):
                yield f"{file}:{text.count(chr(10), 0, found.start()) + 1}", found[2]


def write(root: Path, number: str) -> None:
    """Write the version into every place.

    Raises:
        ReleaseError: it is no version.
    """
    if not re.fullmatch(NUMBER, number):
        raise ReleaseError([f"version: found {number!r}; allowed: three numbers, as in 1.2.3."])
    for file in _FILES:
        text = (root / file).read_text(encoding="utf-8")
        for pattern in (_OWN, _PIN, _PLUGIN):
            text = pattern.sub(rf"\g<1>{number}\g<3>", text)
        (root / file).write_text(text, encoding="utf-8")


def disagreements(root: Path) -> Iterator[str]:
    """A sentence for each place that says another version."""
    wanted = current(root)
    for place, number in places(root):
        if number != wanted:
            yield (
                f"{place}: found {number}; allowed: {wanted}, that of components/pyproject.toml. "
                f"`python -m release version {wanted}` writes it everywhere."
            )
