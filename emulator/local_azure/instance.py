"""Puts one local Azure together: a store, a clock, and every service."""

import time
from collections.abc import Callable
from pathlib import Path

from local_azure import services, subscriptions
from local_azure.azure import Azure, Durations
from local_azure.clock import Clock
from local_azure.settings import Settings
from local_azure.store import Store


def open_azure(
    path: Path | None = None,
    *,
    settings: Settings | None = None,
    durations: Durations | None = None,
    machine_time: Callable[[], float] = time.time,
) -> Azure:
    """A local Azure whose state is in the file at `path`, or in memory where there is none."""
    store = Store(path)
    azure = Azure(
        store=store,
        clock=Clock(store, machine_time),
        routes=services.ROUTES,
        effects=services.EFFECTS,
        settings=settings or Settings(),
        durations=durations or Durations(),
        machine_time=machine_time,
    )
    subscriptions.begin(azure)
    return azure


def reset(azure: Azure) -> None:
    """Forget everything but the subscriptions."""
    with azure.store.transaction():
        kept = list(azure.store.list(subscriptions.SUBSCRIPTION))
        azure.store.clear()
        for record in kept:
            azure.store.put(subscriptions.SUBSCRIPTION, record["id"], record)
