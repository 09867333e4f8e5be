"""One local Azure: its state, its clock, and what is going to happen in it."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from local_azure.arm import Json, Route
from local_azure.clock import Clock, Moment
from local_azure.settings import Settings
from local_azure.store import Event, Store


@dataclass(frozen=True, kw_only=True)
class Durations:
    """How long the slow things take here, in seconds; on the real Azure they take minutes."""

    feature: float = 3.0
    provider: float = 2.0
    network: float = 0.0
    machine: float = 2.0
    delete: float = 1.0
    enrolment: float = 10_800.0
    assessment: float = 2.0
    installation: float = 3.0
    reassessment: float = 259_200.0
    retry_after: float = 0.2


Effect = Callable[["Azure", Event], None]


@dataclass(frozen=True, kw_only=True)
class Azure:
    """The state of one local Azure and all that is handed in to it.

    What takes time is an event with a due time in the store: `settle` runs every event that the
    clock has passed, in order, so that state is always as of now and survives a restart.
    `machine_time` gives seconds since the epoch that no one moves: tokens expire by it.
    """

    store: Store
    clock: Clock | Moment
    routes: tuple[Route, ...]
    effects: Mapping[str, Effect]
    settings: Settings = field(default_factory=Settings)
    durations: Durations = field(default_factory=Durations)
    new_id: Callable[[], uuid.UUID] = uuid.uuid4
    machine_time: Callable[[], float] = time.time

    def now(self) -> datetime:
        """The time in this Azure, in UTC."""
        return self.clock.now()

    def after(self, seconds: float, effect: str, target: str, data: Json | None = None) -> None:
        """Let `effect` happen to `target` in so many seconds, at once when there are none.

        An event can't be taken back: an effect looks at what it finds, and does nothing when the
        state that it was to end is no longer there.
        """
        if effect not in self.effects:
            raise KeyError(effect)
        self.store.schedule(self.now() + timedelta(seconds=seconds), effect, target, data or {})
        if seconds <= 0:
            self.settle()

    def settle(self) -> None:
        """Run every event that is due, the earliest first, each at its own time."""
        until = self.now()
        while (event := self.store.next_event(until)) is not None:
            self.store.drop_event(event)
            self.effects[event.effect](replace(self, clock=Moment(event.due)), event)
