"""A scenario, lived through: what each machine installs, and how often it reboots."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from local_azure.patching.guest import Guest, Offer, installed, offered, rebooted
from local_azure.patching.releases import Release, Releases
from local_azure.patching.scenario import Scenario, ScenarioMachine


@dataclass(frozen=True, kw_only=True)
class Life:
    """What became of one machine: releases in the order in which they were installed."""

    name: str
    installed: tuple[Release, ...]
    reboots: int
    reboots_without_hotpatch: int

    def as_json(self) -> dict[str, Any]:
        """`{name, installed: [{date, type, kb}], reboots, rebootsWithoutHotpatch}`."""
        return {
            "name": self.name,
            "installed": [
                {"date": each.date.isoformat(), "type": each.type, "kb": each.kb}
                for each in self.installed
            ],
            "reboots": self.reboots,
            "rebootsWithoutHotpatch": self.reboots_without_hotpatch,
        }


def simulate(scenario: Scenario) -> Iterator[Life]:
    """Live through a scenario, one machine after the other.

    Each begins on the newest baseline and fully patched, before the first release, and takes what
    is offered on every day of a release on which it is on.
    """
    for machine in scenario.machines:
        hotpatched = tuple(_taken(machine, scenario.releases, enrolled=True))
        without = tuple(_taken(machine, scenario.releases, enrolled=False))
        yield Life(
            name=machine.name,
            installed=tuple(offer.release for offer in hotpatched),
            reboots=sum(offer.needs_reboot for offer in hotpatched),
            reboots_without_hotpatch=sum(offer.needs_reboot for offer in without),
        )


def _taken(machine: ScenarioMachine, releases: Releases, *, enrolled: bool) -> Iterator[Offer]:
    guest = _patched_before(releases)
    for release in releases:
        if machine.takes_updates(release.date):
            while offer := offered(guest, releases, release.date, enrolled=enrolled):
                guest = rebooted(installed(guest, offer))
                yield offer


def _patched_before(releases: Releases) -> Guest:
    day = releases[0].date - timedelta(days=1) if releases else date.min
    return Guest(level=day, baseline=day)
