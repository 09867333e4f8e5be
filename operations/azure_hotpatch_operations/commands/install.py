"""`azure-hotpatch install`."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.guest_work import Pace, answer_of, find, work_on
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patching.choice import Forecast, check_kbs
from azure_hotpatch_operations.patching.plan import plan, plan_data, plan_words
from azure_hotpatch_operations.patching.request import (
    Classification,
    InstallRequest,
    Reboot,
    read_request,
)
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Selection,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer

Classifications = Annotated[
    list[Classification] | None,
    typer.Option(
        "--classification", case_sensitive=False, help="A class to take; may be given more often."
    ),
]
Kbs = Annotated[
    list[str] | None,
    typer.Option("--kb", metavar="NUMBER", help="An update to take, as in KB5068966 or 5068966."),
]
ExcludedKbs = Annotated[
    list[str] | None,
    typer.Option("--exclude-kb", metavar="NUMBER", help="An update to leave, whatever takes it."),
]
WithoutReboots = Annotated[
    bool,
    typer.Option("--exclude-kbs-requiring-reboot", help="Leave what may ask for a reboot."),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--max-patch-publish-date",
        metavar="DAY",
        help="Leave what was published after this day, such as 2026-11-10.",
    ),
]
Duration = Annotated[
    str, typer.Option(metavar="TIME", help="The longest that a machine may take: 90m, 2h, PT4H.")
]
RebootSetting = Annotated[
    Reboot, typer.Option("--reboot", case_sensitive=False, help="Whether a machine may reboot.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before it starts.")]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Say what it would take, by the last assessments; do nothing."),
]
Unchecked = Annotated[
    bool,
    typer.Option("--unchecked", help="Do not look whether a --kb waits, by the last assessments."),
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Wait for installations that are under way; begin none."),
]

_WARNING = (
    "Installing on demand begins at once, {parallel} machines at a time. It is not"
    " availability-first:"
    " zones and availability sets are not spared, as the platform spares them."
)
"""Source: Microsoft's preview page of 2021-02-22 ("Hotpatch for new virtual machines"), "Patch
installation on demand"."""


def install(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    classification: Classifications = None,
    kb: Kbs = None,
    exclude_kb: ExcludedKbs = None,
    max_patch_publish_date: Until = None,
    duration: Duration = "4h",
    reboot: RebootSetting = Reboot.IF_REQUIRED,
    parallel: Annotated[
        int, typer.Option(min=1, max=100, help="How many machines at the same time.")
    ] = 5,
    interval: Annotated[
        float, typer.Option(min=0.01, help="Seconds between two reads, where Azure asks for none.")
    ] = 15.0,
    *,
    exclude_kbs_requiring_reboot: WithoutReboots = False,
    dry_run: DryRun = False,
    unchecked: Unchecked = False,
    resume: Resume = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Install updates now, instead of waiting for the platform.

    Takes what has one of the classes or one of the numbers, and leaves what is excluded; without
    any, it refuses. It asks before it starts. A machine must be running, with an agent that
    answers; one that fails does not stop the others. Ctrl-C stops the waiting, not the
    installations; --resume waits for them again, from any shell.

    Exit code 0: all ended as wished. 1: some did not. 2: wrong use.
    """

    def read() -> InstallRequest | None:
        options = {
            "--classification": classification,
            "--kb": kb,
            "--exclude-kb": exclude_kb,
            "--max-patch-publish-date": max_patch_publish_date,
            "--exclude-kbs-requiring-reboot": exclude_kbs_requiring_reboot,
            "--dry-run": dry_run,
            "--unchecked": unchecked,
        }
        if resume:
            given = [name for name, value in options.items() if value]
            if given:
                raise UsageError(f"--resume: begins nothing; leave out {', '.join(given)}")
            return None
        return read_request(
            classifications=classification or (),
            kbs=kb or (),
            excluded_kbs=exclude_kb or (),
            until=max_patch_publish_date,
            without_reboots=exclude_kbs_requiring_reboot,
            reboot=reboot,
            duration=duration,
        )

    def work(speech: Speech) -> Answer:
        request = read()
        selection = select(machines, resource_group, subscription, stack, cwd, os.environ)
        found = find(selection, speech)
        pace = Pace(parallel=parallel, interval=interval)
        if request is None:
            return _resume(found, selection, speech, pace)
        if found and dry_run:
            planned = _plan(found, selection, request, speech)
            return Answer(is_well=True, data=plan_data(planned), words=plan_words(planned))
        if found and request.kbs and not unchecked:
            check_kbs(request, _plan(found, selection, request, speech), speech.notes.print)
        if found and not yes:
            _ask(found, request, speech, pace)
        return _install(found, selection, request, speech, pace)

    answer(work, as_json=as_json)


def _plan(
    machines: Sequence[MachineId], selection: Selection, request: InstallRequest, speech: Speech
) -> list[Forecast]:
    return ask(selection, speech, lambda graph, _: plan(graph, selection, machines, request))


def _ask(
    machines: Sequence[MachineId], request: InstallRequest, speech: Speech, pace: Pace
) -> None:
    """Let a person say yes.

    Raises:
        UsageError: there is no person to ask.
        typer.Exit: the person says no.
    """
    count = f"{len(machines)} machine{'s' if len(machines) > 1 else ''}"
    if not speech.can_ask:
        raise UsageError(
            f"this begins installations on {count} at once, and nobody is here to be asked: add"
            " --yes"
        )
    speech.notes.print(_WARNING.format(parallel=min(pace.parallel, len(machines))))
    reboots = {
        Reboot.IF_REQUIRED: "They reboot where an update asks for it.",
        Reboot.NEVER: "They do not reboot; updates that need it do not count before they do.",
        Reboot.ALWAYS: "Each of them reboots.",
    }[request.reboot]
    if not typer.confirm(f"{reboots} Install on {count}?", err=True):
        speech.notes.print("Nothing was installed.")
        raise typer.Exit(1)


def _install(
    machines: Sequence[MachineId],
    selection: Selection,
    request: InstallRequest,
    speech: Speech,
    pace: Pace,
) -> Answer:
    done = work_on(
        machines,
        selection,
        lambda guests, machine, tell: guests.install(machine, request, tell),
        speech,
        pace=pace,
        limit=request.duration.total_seconds(),
        again="To wait for it again: azure-hotpatch install --resume",
    )
    return answer_of(done, selection)


def _resume(
    machines: Sequence[MachineId], selection: Selection, speech: Speech, pace: Pace
) -> Answer:
    done = work_on(
        machines,
        selection,
        lambda guests, machine, tell: guests.resume(machine, tell),
        speech,
        pace=pace,
    )
    return answer_of(done, selection)
