"""One local Azure: its state, its clock, and what is going to happen in it."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from local_azure.arm import Json
from local_azure.clock import Clock
from local_azure.store import Event, Store


@dataclass(frozen=True, kw_only=True)
class Durations:
    """How long the slow things take here, in seconds; on the real Azure they take minutes."""

    feature: float = 3.0
    provider: float = 2.0
    network: float = 0.0
    machine: float = 2.0
    delete: float = 1.0
    retry_after: float = 0.2


Effect = Callable[["Azure", Event], None]


@dataclass(frozen=True, kw_only=True)
class Azure:
    """The state of one local Azure and all that is handed in to it.

    What takes time is an event with a due time in the store: `settle` runs every event that the
    clock has passed, in order, so that state is always as of now and survives a restart.
    """

    store: Store
    clock: Clock
    effects: Mapping[str, Effect]
    durations: Durations = field(default_factory=Durations)
    new_id: Callable[[], uuid.UUID] = uuid.uuid4

    def now(self) -> datetime:
        """The time in this Azure, in UTC."""
        return self.clock.now()

    def after(self, seconds: float, effect: str, target: str, data: Json | None = None) -> None:
        """Let `effect` happen to `target` in so many seconds, at once when there are none."""
        if effect not in self.effects:
            raise KeyError(effect)
        self.store.schedule(self.now() + timedelta(seconds=seconds), effect, target, data or {})
        if seconds <= 0:
            self.settle()

    def settle(self) -> None:
        """Run every event that is due, the earliest first."""
        while (event := self.store.next_event(self.now())) is not None:
            self.store.drop_event(event)
            self.effects[event.effect](self, event)

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """One request's work: what is due first, and all or nothing."""
        with self.store.transaction():
            self.settle()
            yield
