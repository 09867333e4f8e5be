"""One conversation with Resource Graph, from the connection to its end, and what is shown of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rich.status import Status

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_operations.arm_session import connected
from azure_hotpatch_operations.resource_graph import Graph
from azure_hotpatch_operations.selection import Selection
from azure_hotpatch_operations.speech import Speech

Found = TypeVar("Found")


def ask(
    selection: Selection, speech: Speech, question: Callable[[Graph, Arm], Awaitable[Found]]
) -> Found:
    """What a question finds out, with the number of rows on stderr while it goes on.

    Raises:
        OperationsError: Azure refuses, or has nothing of what was asked for.
        CloudError: Azure gives no answer.
    """
    sentence = f"Asking Azure Resource Graph for {selection.words}"
    with speech.working(sentence) as shown:
        rows = 0

        def read(count: int) -> None:
            nonlocal rows
            rows += count
            if isinstance(shown, Status):
                shown.update(f"{sentence}: {rows} rows")

        return asyncio.run(_asked(selection, question, read))


async def _asked(
    selection: Selection,
    question: Callable[[Graph, Arm], Awaitable[Found]],
    read: Callable[[int], None],
) -> Found:
    async with connected(selection.settings) as arm:
        return await question(Graph(arm, selection.subscriptions, read=read), arm)
