"""`azure-hotpatch check`."""

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from azure_hotpatch_operations.check import asked as asking
from azure_hotpatch_operations.check import baseline, telling
from azure_hotpatch_operations.reports.formats import WRITERS, Format
from azure_hotpatch_operations.reports.json_form import document
from azure_hotpatch_operations.reports.text import coloured
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_operations.whole_files import write_whole

OfState = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="Check a state that `pulumi stack export` wrote, `-` for standard input: no engine, "
        "no login, no passphrase.",
    ),
]
OfStack = Annotated[
    str | None,
    typer.Option(
        "--stack",
        "-s",
        help="The stack whose program is previewed; with --exported, whose state is checked. "
        "Default: the selected one.",
    ),
]
Exported = Annotated[
    bool,
    typer.Option("--exported", help="Check the stack's state as it is; its program is not run."),
]
Throwaway = Annotated[
    bool,
    typer.Option(
        "--throwaway",
        help="Preview in a temporary stack of the same name and plain configuration, without "
        "passphrase, login or cloud credentials. Needs --stack.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--cwd", "-C", metavar="DIR", help="The folder of the project. Default: here."),
]
PackFolder = Annotated[
    Path | None,
    typer.Option(
        "--pack", metavar="DIR", help="The policy pack. Default: that of this installation."
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="What the rules go by. Default: AZURE_HOTPATCH_POLICIES, else hotpatch-policies.yaml "
        "in the project's folder, or here with --state.",
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Accept the findings in this file; only new ones fail."
    ),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option(
        "--write-baseline", metavar="FILE", help="Accept all of today's findings into this file."
    ),
]
Shown = Annotated[Format, typer.Option("--format", help="What standard output gets.")]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        help="Write a report into a file besides, such as sarif=check.sarif. Can be repeated.",
    ),
]
Pages = Annotated[
    str,
    typer.Option(
        "--pages",
        metavar="URL",
        help="Where reports link to a rule's page: an address below which docs/rules/ is. Default: "
        "the document behind the rule.",
    ),
]


def check(
    state: OfState = None,
    stack: OfStack = None,
    cwd: Folder = None,
    pack: PackFolder = None,
    settings: SettingsFile = None,
    accepted: Baseline = None,
    write_baseline: WriteBaseline = None,
    reports: Reports = None,
    pages: Pages = "",
    shown: Shown = Format.TEXT,
    *,
    exported: Exported = False,
    throwaway: Throwaway = False,
    as_json: AsJson = False,
) -> None:
    """Check a program, a stack or an exported state for machines that cannot hotpatch.

    Without options, the program here is previewed with the policy pack, and nothing is changed. A
    value that nobody can know yet denies, unless the settings say `undecided: warn`.

    Exit code 0: nothing denies. 1: something does, or the preview failed. 2: wrong use.
    """
    form = Format.JSON if as_json else shown
    wanted = asking.Asked(
        state=state,
        folder=cwd,
        stack=stack,
        is_exported=exported,
        is_throwaway=throwaway,
        pack=pack,
        settings=settings,
    )

    def work(speech: Speech) -> Answer:
        read = (None if state is None else Path(state), settings, accepted, write_baseline)
        files = telling.read_reports(reports or (), read)
        before = () if accepted is None else baseline.read_baseline(accepted)
        today = dt.datetime.now(dt.UTC).date()
        with speech.working("Checking"):
            report = replace(asking.check(wanted, os.environ, today), pages=pages)
        if write_baseline is not None:
            write_whole(write_baseline, baseline.baseline_of(report))
            before = baseline.read_baseline(write_baseline)
        name = write_baseline or accepted
        if name is not None:
            report = baseline.with_baseline(report, before, str(name))
        telling.write_reports(report, files)
        if form not in {Format.TEXT, Format.JSON}:
            typer.echo(WRITERS[form](report), nl=False)
        words = coloured(report)
        words.rstrip()  # The console ends its lines itself.
        return Answer(
            is_well=report.is_well,
            data=document(report),
            words=(words,) if form is Format.TEXT else (),
        )

    answer(work, as_json=form is Format.JSON)
