"""`azure-hotpatch assess`."""

import os
from typing import Annotated

import typer

from azure_hotpatch_operations.guest_work import Pace, answer_of, find, work_on
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer


def assess(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=100, help="How many machines at the same time.")
    ] = 20,
    interval: Annotated[
        float, typer.Option(min=0.01, help="Seconds between two reads, where Azure asks for none.")
    ] = 15.0,
    *,
    as_json: AsJson = False,
) -> None:
    """Assess now which updates machines lack, instead of waiting for the next assessment.

    Nothing is installed. Azure assesses by itself every few days where assessmentMode is
    AutomaticByPlatform. A machine must be running, with an agent that answers; one that can't be
    assessed does not stop the others.

    Exit code 0: all were assessed. 1: some were not. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        selection = select(machines, resource_group, subscription, stack, cwd, os.environ)
        done = work_on(
            find(selection, speech),
            selection,
            lambda guests, machine, tell: guests.assess(machine, tell),
            speech,
            pace=Pace(parallel=parallel, interval=interval),
            again="See what it found, once it ended: azure-hotpatch status",
        )
        return answer_of(done, selection)

    answer(work, as_json=as_json)
