"""`azure-hotpatch history`."""

import os

from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.history.data import history_data
from azure_hotpatch_operations.history.looking import look
from azure_hotpatch_operations.history.words import history_words
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer


def history(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what was installed on each machine in the last 30 days, and whether it rebooted.

    Azure keeps installations for 30 days, and nothing before is known. Who began one is Azure's
    word: Platform for what came by itself, User for what somebody asked for.

    Exit code 0: it is shown. 1: a machine was not found. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        chosen = select(machines, resource_group, subscription, stack, cwd, os.environ)
        found = ask(chosen, speech, lambda graph, arm: look(graph, arm, chosen))
        return Answer(
            is_well=not found.missing,
            data=history_data(found),
            words=tuple(history_words(found)),
        )

    answer(work, as_json=as_json)
