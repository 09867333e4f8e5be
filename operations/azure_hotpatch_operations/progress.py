"""Progress of many machines at once: a bar a machine that is at work, a line for one that ended."""

import datetime as dt
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.progress import BarColumn, Progress, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.many import Done, for_each
from azure_hotpatch_operations.speech import Speech


class _TimeColumn(TimeElapsedColumn):
    """`0:01:30 of 4:00:00`: without color, a bar is blank for minutes where hours are allowed."""

    def render(self, task: Task) -> Text:
        """The time that passed, and the most that may."""
        passed = super().render(task)
        limit = "" if task.total is None else f" of {dt.timedelta(seconds=round(task.total))}"
        return passed.append(limit, style="progress.remaining")


Tell = Callable[[str], None]
"""Says what a machine is at."""


@dataclass
class Bars:
    """What a terminal shows of machines at work; elsewhere a line each when it ended.

    Attributes:
        speech: Where it is shown: its notes.
        bars: The bars; None where there is no terminal.
    """

    speech: Speech
    bars: Progress | None
    _tasks: dict[str, TaskID] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    def begin(self, machine: MachineId, doing: str, limit: float | None = None) -> None:
        """Show a machine at work; `limit` is the most seconds that it may take."""
        self._began[machine.key] = time.monotonic()
        if self.bars is not None:
            task = self.bars.add_task(machine.name, total=limit, doing=doing)
            self._tasks[machine.key] = task

    def tell(self, machine: MachineId, doing: str) -> None:
        """Show what a machine is at; its bar is the time that it took so far."""
        if self.bars is not None and machine.key in self._tasks:
            elapsed = time.monotonic() - self._began[machine.key]
            self.bars.update(self._tasks[machine.key], doing=doing, completed=elapsed)

    def end(self, done: Done) -> None:
        """Say what became of a machine."""
        if self.bars is not None and done.machine.key in self._tasks:
            self.bars.remove_task(self._tasks.pop(done.machine.key))
        self.speech.notes.print(f"{done.machine.name}: {done.state}")


async def each_shown(
    machines: Sequence[MachineId],
    work: Callable[[MachineId, Tell], Awaitable[Done]],
    speech: Speech,
    *,
    parallel: int,
    limit: float | None = None,
) -> list[Done]:
    """What became of each machine, shown while it is at work; at most `parallel` at a time.

    `work` is told how to say what it is at; `limit` is the most seconds that one may take.
    """
    with shown(speech) as bars:

        async def one(machine: MachineId) -> Done:
            bars.begin(machine, "looking", limit)
            done = await work(machine, lambda doing: bars.tell(machine, doing))
            bars.end(done)
            return done

        return await for_each(machines, one, parallel=parallel)


@contextmanager
def shown(speech: Speech) -> Iterator[Bars]:
    """Bars on the notes' terminal, gone with the block; none where there is no terminal."""
    if not speech.notes.is_terminal:
        yield Bars(speech, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), _TimeColumn())
    with Progress(
        *columns, TextColumn("{task.fields[doing]}"), console=speech.notes, transient=True
    ) as bars:
        yield Bars(speech, bars)
