"""The commands of a release: `python -m release version|check|notes|build`, in the repository."""

import argparse
import sys
from pathlib import Path

from release import changelog, version
from release.build import build, sums
from release.errors import ReleaseError


def main(root: Path = Path()) -> int:
    """Run a command; 0 when done, 1 when something stands in the way, 2 when used wrongly."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    number = commands.add_parser("version", help="print the version, or write another everywhere")
    number.add_argument("new", nargs="?", help="the version to write, as in 1.2.3")
    check = commands.add_parser("check", help="whether one version stands everywhere")
    check.add_argument("--tag", help="also whether this tag, as in v1.2.3, may be released")
    commands.add_parser("notes", help="print the changelog's section of this version")
    make = commands.add_parser("build", help="build all that is handed out, and its checksums")
    make.add_argument("--to", type=Path, default=Path("dist"), help="an empty folder; default dist")
    asked = parser.parse_args()
    try:
        sys.stdout.write(_answer(root, asked))
    except ReleaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _answer(root: Path, asked: argparse.Namespace) -> str:
    match asked.command:
        case "version":
            if asked.new is not None:
                version.write(root, asked.new)
            return f"{version.current(root)}\n"
        case "check":
            _check(root, asked.tag)
            return "One version everywhere, and the changelog is in order.\n"
        case "notes":
            found = changelog.sections(_changelog(root)).get(version.current(root))
            if found is None:
                raise ReleaseError(changelog.mistakes(_changelog(root), version.current(root)))
            return f"{found[1]}\n"
        case _:
            made = sums(build(root, asked.to))
            (asked.to / "SHA256SUMS").write_text(made, encoding="utf-8")
            return made


def _check(root: Path, tag: str | None) -> None:
    number = version.current(root)
    wrong = [*version.disagreements(root)]
    if tag is not None and tag != f"v{number}":
        wrong.append(f"--tag: found {tag!r}; allowed: v{number}, for the version of this checkout.")
    wrong += changelog.mistakes(_changelog(root), None if tag is None else number)
    if wrong:
        raise ReleaseError(wrong)


def _changelog(root: Path) -> str:
    return (root / "CHANGELOG.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
