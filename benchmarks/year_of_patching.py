"""How long a year takes in the local Azure: its clock moved on by 365 days over many machines.

The machines stand in three zones and live through the original document's sample year: assessments
every three days, a night of installations a month. Prints a line of JSON: seconds, the events that
happened, the reboots of a machine, and how many times the seconds are those of as many events that
do nothing, in the same kind of file.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from local_azure import instance
from local_azure.azure import Azure, Effect
from local_azure.clock import Clock
from local_azure.compute import guests, release_calendar
from local_azure.compute.testing import (
    changed,
    finish,
    interface_path,
    machine_body,
    put_machine,
    put_network,
)
from local_azure.patching.scenario_files import shipped
from local_azure.store import Event
from local_azure.testing import Hand, InProcess


def main() -> None:
    """Make the machines, then live through the year, and through as many empty events."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=100, help="how many (default: 100)")
    machines = parser.parse_args().machines
    happened: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        hand = Hand()
        azure = instance.open_azure(Path(folder) / "state.sqlite", machine_time=hand)
        counting = InProcess(counted(azure, happened), hand)
        make(counting, machines)
        happened.clear()
        seconds = year(counting)
        reboots = Counter(record["reboots"] for record in guests.under(azure, "/subscriptions"))
        azure.store.close()
        floor = nothing(Path(folder) / "floor.sqlite", happened.total())
    found = {
        "machines": machines,
        "seconds": round(seconds, 1),
        "events": happened.total(),
        "rebootsOfAMachine": sorted(reboots),
        "timesOfEmptyEvents": round(seconds / floor, 1),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def counted(azure: Azure, happened: Counter[str]) -> Azure:
    """The same Azure, with its events counted."""

    def counting(name: str, effect: Effect) -> Callable[[Azure, Event], None]:
        def act(inner: Azure, event: Event) -> None:
            happened[name] += 1
            effect(inner, event)

        return act

    return replace(
        azure, effects={name: counting(name, effect) for name, effect in azure.effects.items()}
    )


def make(azure: InProcess, machines: int) -> None:
    """Hotpatch machines in three zones, and the sample year from the next January on."""
    names = [f"web-{number}" for number in range(machines)]
    put_network(azure, *names)
    for number, name in enumerate(names):
        body = machine_body(interface_path(azure, name), name=name)
        put_machine(azure, name, changed(body, {"zones": [str(number % 3 + 1)]}))
    finish(azure)
    azure.call("GET", "/subscriptions")
    scenario = shipped("sample-year").as_json()
    begin = f"{azure.azure.now().year + 1}-01"
    body = {"scenario": scenario, "systems": ["2025"], "begin": begin}
    release_calendar.use(azure.azure, body)
    until = azure.azure.now().replace(month=12, day=31)
    move(azure, until - azure.azure.now())


def year(azure: InProcess) -> float:
    """The seconds that 365 days take."""
    begin = time.monotonic()
    move(azure, timedelta(days=365))
    return time.monotonic() - begin


def move(azure: InProcess, by: timedelta) -> None:
    """Move the clock as the admin route does."""
    with azure.azure.store.transaction():
        Clock(azure.azure.store, azure.hand).advance(by)
        azure.azure.settle()


def nothing(path: Path, events: int) -> float:
    """The seconds of as many events that only follow one another."""
    hand = Hand()
    azure = replace(instance.open_azure(path, machine_time=hand), effects={"nothing": follow})
    azure.after(1, "nothing", "", {"left": events - 1})
    begin = time.monotonic()
    move(InProcess(azure, hand), timedelta(days=365))
    seconds = time.monotonic() - begin
    azure.store.close()
    return seconds


def follow(azure: Azure, event: Event) -> None:
    """Let the next one be a minute later."""
    if event.data["left"]:
        azure.after(60, "nothing", "", {"left": event.data["left"] - 1})


if __name__ == "__main__":
    main()
