"""One piece of work for each of many machines: a few at a time, and no failure stops the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from azure_hotpatch_operations.machine_ids import MachineId

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one machine.

    Attributes:
        machine: Which.
        is_well: Whether it ended as wished.
        state: One word or two for a column: `enrolled`, `refused`, `failed`.
        sentence: What happened, and what to do where it is not as wished.
        data: What a program gets besides.
    """

    machine: MachineId
    is_well: bool
    state: str
    sentence: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "id": self.machine.path,
            "isWell": self.is_well,
            "state": self.state,
            "message": self.sentence,
            **self.data,
        }


async def for_each(
    items: Iterable[T], work: Callable[[T], Awaitable[Done]], *, parallel: int
) -> list[Done]:
    """What became of each, in the order of the items; at most `parallel` at a time."""
    free = asyncio.Semaphore(parallel)

    async def one(item: T) -> Done:
        async with free:
            return await work(item)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(item)) for item in items]
    return [task.result() for task in tasks]
