"""`azure-hotpatch status`."""

import os

from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.known_calendar import Corrections, known_calendar
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_operations.status.data import report_data
from azure_hotpatch_operations.status.looking import look
from azure_hotpatch_operations.status.words import report_words


def status(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    corrections: Corrections = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show how each machine stands: enrolled, assessed, patched, due for a reboot.

    All of it comes from Azure Resource Graph in a handful of calls, however many machines there
    are; Resource Graph follows what happens within minutes. What Azure does not say is unknown.

    Exit code 0: no machine needs a person, and all is known of each. 1: one does, is unknown, or
    was not found. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        calendar = known_calendar(corrections)
        chosen = select(machines, resource_group, subscription, stack, cwd, os.environ)
        report = ask(chosen, speech, lambda graph, arm: look(graph, arm, chosen, calendar))
        return Answer(
            is_well=report.is_well,
            data=report_data(report),
            words=tuple(report_words(report)),
        )

    answer(work, as_json=as_json)
