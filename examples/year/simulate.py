"""The dev stack lives through the year of Microsoft's sample schedule, on the local Azure.

`make simulate` runs it. It calls two commands and computes nothing about patching itself:
`local-azure` decides what comes out and moves the clock, `azure-hotpatch report` asks what the
machines did, as it would ask Azure, and remembers it from month to month.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

SCENARIO = "sample-year"
MONTHS = 12
MOST_NAMED = 5


def main() -> int:
    """Live through the year, and print what came and who rebooted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="dev", help="the stack (default: dev)")
    parser.add_argument("--os", default="2019", help="its Windows Server (default: 2019)")
    parser.add_argument("--folder", type=Path, default=Path(".local/simulate"), help="for results")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    history, page = options.folder / "installations.json", options.folder / "report.html"
    history.unlink(missing_ok=True)
    asked = ["azure-hotpatch", "report", "--stack", options.stack, "--json"]
    asked += ["--history", str(history), "--output", str(page)]

    first = date(now().year + 1, 1, 1)
    said(
        "local-azure", "releases", "use", SCENARIO, "--os", options.os, "--begin", f"{first:%Y-%m}"
    )
    try:
        print(f"{SCENARIO}, moved to {first:%Y-%m}, for Windows Server {options.os}")
        for month in months(first):
            # Azure remembers 30 days, so a month is looked at twice.
            for day in (month + timedelta(days=19), following(month) - timedelta(days=1)):
                move_to(day)
                report = said(*asked, codes=(0, 1))
            print(month_words(options.os, month, json.loads(history.read_text())["installations"]))
    finally:
        said("local-azure", "releases", "reset")
    found = json.loads(report)
    machines = found["machines"]
    print(
        f"{machines} machines: {found['reboots'] / machines:g} reboots each,"
        f" {found['rebootsWithoutHotpatch'] / machines:g} without hotpatch\nThe report: {page}"
    )
    return 0


def months(first: date) -> Iterator[date]:
    """The first day of each month of the year."""
    for _ in range(MONTHS):
        yield first
        first = following(first)


def following(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_words(system: str, month: date, installations: list[dict[str, Any]]) -> str:
    """What came in a month, and what each machine did, by what Azure has on record."""
    came = [each for each in releases(system) if each["date"].startswith(f"{month:%Y-%m}")]
    names = ", ".join(kind(each) for each in came) or "nothing"
    done = [each for each in installations if each["at"].startswith(f"{month:%Y-%m}")]
    rebooted = {each["machine"] for each in done if each["reboot_status"] == "Completed"}
    quiet = {each["machine"] for each in done if each["installed"]} - rebooted
    return (
        f"{month:%B %Y}".ljust(16)
        + names.ljust(20)
        + f"rebooted: {people(rebooted)}; without a reboot: {people(quiet)}"
    )


def people(machines: set[str]) -> str:
    """Machines by their names, or how many they are."""
    if len(machines) > MOST_NAMED:
        return str(len(machines))
    return ", ".join(sorted(each.rpartition("/")[2] for each in machines)) or "none"


def kind(release: dict[str, Any]) -> str:
    """What a release is, for people."""
    is_surprise = release["type"] == "baseline" and not release["planned"]
    return f"{'unplanned ' if is_surprise else ''}{release['type']}"


def releases(system: str) -> list[dict[str, Any]]:
    """What comes out in the local Azure."""
    found: dict[str, Any] = json.loads(said("local-azure", "releases", "list", "--json"))
    return list(found[system]["releases"])


def now() -> datetime:
    """The time in the local Azure."""
    return datetime.fromisoformat(said("local-azure", "clock", "show").strip())


def move_to(day: date) -> None:
    """Move the local Azure's time on to the beginning of a day."""
    seconds = (datetime(day.year, day.month, day.day, tzinfo=now().tzinfo) - now()).total_seconds()
    said("local-azure", "clock", "advance", f"{max(int(seconds), 0)}s")


def said(*command: str, codes: tuple[int, ...] = (0,)) -> str:
    """What a command prints; one that fails ends the year with its words."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in codes:
        sys.exit(done.stdout + f"{' '.join(command)}: exit code {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
