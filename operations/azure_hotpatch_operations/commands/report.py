"""`azure-hotpatch report`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.known_calendar import Corrections, known_calendar
from azure_hotpatch_operations.report import ledger
from azure_hotpatch_operations.report.gathering import gather, reading, report_of
from azure_hotpatch_operations.report.model import reboots
from azure_hotpatch_operations.report.page import page
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_operations.whole_files import write_whole

Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The page.")]
History = Annotated[
    Path | None,
    typer.Option(
        "--history",
        metavar="FILE",
        help="A file that remembers installations from report to report, since Azure forgets them"
        " after 30 days; it is made the first time. Default: none.",
    ),
]


def report(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    output: Output = Path("hotpatch-report.html"),
    history: History = None,
    corrections: Corrections = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write one HTML page: who is enrolled and current, what the year brought, who rebooted.

    The page needs no network and opens from disk. Run at least every 30 days with the same
    --history, it looks back a whole year.

    Exit code 0: no machine needs a person, and all is known of each. 1: one does, is unknown, or
    was not found; the page is written all the same. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        calendar = known_calendar(corrections)
        old = None if history is None else ledger.read(history)
        chosen = select(machines, resource_group, subscription, stack, cwd, os.environ)
        status, found = ask(chosen, speech, lambda graph, arm: gather(graph, arm, chosen, calendar))
        new = reading(found)
        known = new if old is None else ledger.merged(old, new)
        drawn = report_of(status, known, calendar, "Azure Resource Graph")
        if history is not None:
            ledger.write(history, known)
        write_whole(output, page(drawn))
        counted = reboots(drawn.counted)
        needing = sum(bool(machine.needs) for machine in drawn.machines)
        return Answer(
            is_well=status.is_well,
            data={
                "page": str(output),
                "at": status.at.isoformat(),
                "machines": len(drawn.machines),
                "needAPerson": needing,
                "recordedFrom": drawn.recorded_from.isoformat(),
                "reboots": counted.taken,
                "rebootsWithoutHotpatch": counted.without_hotpatch,
                "missing": list(drawn.notes),
            },
            words=(
                (
                    f"{output}: {_count(len(drawn.machines), 'machine')}, {needing}"
                    f" need{'s' if needing == 1 else ''} a person;"
                    f" {_count(counted.taken, 'reboot')} on record, where"
                    f" {counted.without_hotpatch} would have been without hotpatch;"
                    f" none is missing since {drawn.recorded_from}"
                ),
                *drawn.notes,
            ),
        )

    answer(work, as_json=as_json)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
