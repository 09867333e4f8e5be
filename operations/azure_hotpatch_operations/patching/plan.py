"""What an installation would do on each machine, asked of Resource Graph, in words and as data."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.machines import owner
from azure_hotpatch_operations.patch_records import Assessment, Patch, read_assessment, read_patch
from azure_hotpatch_operations.patching.choice import Forecast, forecast
from azure_hotpatch_operations.patching.request import InstallRequest
from azure_hotpatch_operations.resource_graph import Graph
from azure_hotpatch_operations.selection import Selection


async def plan(
    graph: Graph, selection: Selection, machines: Sequence[MachineId], request: InstallRequest
) -> list[Forecast]:
    """What the last assessments say of each machine, in their order.

    Raises:
        OperationsError: Azure refuses.
        CloudError: Azure gives no answer.
    """
    assessments, waiting = await asyncio.gather(
        graph.rows(graph_queries.assessments(selection)),
        graph.rows(graph_queries.waiting_patches(selection)),
    )
    known: dict[str, Assessment] = {owner(row): read_assessment(row) for row in assessments}
    patches: defaultdict[str, list[Patch]] = defaultdict(list)
    for row in waiting:
        patches[owner(row)].append(read_patch(row))
    return [forecast(each, known.get(each.key), patches[each.key], request) for each in machines]


def plan_data(forecasts: Sequence[Forecast]) -> dict[str, Any]:
    """The plan for a program."""
    return {
        "dryRun": True,
        "machines": [
            {
                "id": each.machine.path,
                "assessed": None if each.assessed is None else each.assessed.isoformat(),
                "updates": [
                    {
                        "kbId": patch.kb,
                        "name": patch.name,
                        "classifications": list(patch.classifications),
                        "rebootBehavior": patch.reboot,
                        "taken": not why,
                        "why": why,
                    }
                    for patch, why in (*((patch, "") for patch in each.taken), *each.left)
                ],
            }
            for each in forecasts
        ],
    }


def plan_words(forecasts: Sequence[Forecast]) -> tuple[RenderableType, ...]:
    """The plan for a person."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Machine", "Taken", "KB", "Class", "Reboot", "Update"):
        table.add_column(title, overflow="fold")
    for each in forecasts:
        for patch, why in (*((patch, "") for patch in each.taken), *each.left):
            table.add_row(
                each.machine.name,
                "yes" if not why else f"no: {why}",
                "-" if patch.kb is None else f"KB{patch.kb}",
                ", ".join(patch.classifications),
                patch.reboot or "unknown",
                patch.name,
            )
    unknown = [each.machine.name for each in forecasts if each.assessed is None]
    notes = [_of_days(forecasts)] if len(unknown) < len(forecasts) else []
    if unknown:
        notes.append(f"No assessment is on record of {', '.join(unknown)}: run `assess`.")
    tables = (table,) if table.row_count else ()
    return (*tables, "", *notes, "Nothing was installed.")


def _of_days(forecasts: Sequence[Forecast]) -> str:
    days = sorted({f"{each.assessed:%Y-%m-%d}" for each in forecasts if each.assessed is not None})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"By the assessments of {span}; Azure looks again when it installs."
