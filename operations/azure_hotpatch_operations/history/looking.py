"""Asks Azure for installations and their updates, of all machines at once."""

import asyncio
import datetime as dt
from collections import defaultdict

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.history.model import History, MachineHistory, Run
from azure_hotpatch_operations.machines import find, owner
from azure_hotpatch_operations.patch_records import Patch, read_installation, read_patch
from azure_hotpatch_operations.resource_graph import Graph, Row
from azure_hotpatch_operations.selection import Selection

_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


async def look(graph: Graph, arm: Arm, selection: Selection) -> History:
    """The installations of the machines that were chosen.

    Raises:
        OperationsError: none of them is there, or Azure refuses.
        CloudError: Azure gives no answer.
    """
    found = await find(graph, arm, selection)
    installations, rows = await asyncio.gather(
        graph.rows(graph_queries.installations(selection)),
        graph.rows(graph_queries.installed_patches(selection)),
    )
    patches: defaultdict[str, list[Patch]] = defaultdict(list)
    for row in rows:
        patches[_activity(row)].append(read_patch(row))
    runs: defaultdict[str, list[Run]] = defaultdict(list)
    for row in installations:
        known = tuple(patches.get(_activity(row), ()))
        runs[owner(row)].append(Run(installation=read_installation(row), patches=known))
    return History(
        subject=selection.words,
        at=graph.at or dt.datetime.now(dt.UTC),
        machines=tuple(
            MachineHistory(
                machine=each,
                runs=tuple(sorted(runs.get(each.id.key, ()), key=_began, reverse=True)),
            )
            for each in found.machines
        ),
        missing=found.missing,
    )


def _activity(row: Row) -> str:
    """What a run and its updates have in common: machine and number of the run."""
    return str(row["id"]).lower().partition("/softwarepatches/")[0]


def _began(run: Run) -> dt.datetime:
    return run.installation.began or _EARLIEST
