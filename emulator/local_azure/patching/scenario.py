"""A scenario: what comes out on which day, and what a few machines do meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from local_azure.patching.releases import Release, Releases, second_tuesday


@dataclass(frozen=True, kw_only=True)
class ScenarioMachine:
    """A machine; `off` and `fails` are months, `2026-03`: without power, without success."""

    name: str
    zone: str | None = None
    off: frozenset[str] = frozenset()
    fails: frozenset[str] = frozenset()

    def takes_updates(self, day: date) -> bool:
        """Whether updates succeed in it in the month of a day."""
        return f"{day:%Y-%m}" not in self.off | self.fails


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Releases for one version of Windows Server, the oldest first, and machines."""

    os: str
    releases: Releases
    machines: tuple[ScenarioMachine, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The scenario in its form in JSON, without machines."""
        return {"os": self.os, "releases": [as_json(each) for each in self.releases]}

    def moved_to(self, month: date) -> "Scenario":
        """The scenario with its first release in that month.

        A second Tuesday becomes that of its new month; what was out of band keeps its distance
        from the second Tuesday of its month.
        """
        if not self.releases:
            return self
        first = self.releases[0].date
        months = (month.year - first.year) * 12 + month.month - first.month
        moved = (replace(each, date=_moved(each.date, months)) for each in self.releases)
        return replace(self, releases=tuple(sorted(moved, key=lambda each: each.date)))

    def with_machines(self, count: int) -> "Scenario":
        """The scenario with so many machines: its own first, then others that are always on."""
        named = {machine.name for machine in self.machines}
        numbers = (f"machine-{number}" for number in range(1, count + len(named) + 1))
        more = (ScenarioMachine(name=name) for name in numbers if name not in named)
        machines = (*self.machines, *more)[:count]
        return replace(self, machines=machines)


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return second_tuesday(year, month + 1) + (day - second_tuesday(day.year, day.month))


def scenario_of(data: Mapping[str, Any]) -> Scenario:
    """The scenario that well-formed data describe."""
    releases = (release_of(each) for each in data["releases"])
    return Scenario(
        os=str(data["os"]),
        releases=tuple(sorted(releases, key=lambda release: release.date)),
        machines=tuple(
            ScenarioMachine(
                name=each["name"],
                zone=str(each["zone"]) if "zone" in each else None,
                off=frozenset(each.get("off", ())),
                fails=frozenset(each.get("fails", ())),
            )
            for each in data.get("machines", ())
        ),
    )


def month_of(text: Any) -> date:
    """The first day of a month, `2027-01`.

    Raises:
        ValueError: the text is none, or one of another millennium.
    """
    try:
        month = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except (TypeError, ValueError) as error:
        raise ValueError(f"found {text!r}, a month, as 2027-01, is needed") from error
    if not 2000 <= month.year < 2900:  # noqa: PLR2004 (releases may follow for years)
        raise ValueError(f"found {text!r}, a month from 2000 to 2899 is needed")
    return month


def release_of(data: Mapping[str, Any]) -> Release:
    """A release from its form in JSON."""
    return Release(
        date=date.fromisoformat(data["date"]),
        type=data["type"],
        planned=data["planned"],
        out_of_band=data.get("outOfBand", False),
        kb=data.get("kb"),
        build=data.get("build"),
    )


def as_json(release: Release) -> dict[str, Any]:
    """A release in its form in JSON."""
    return {
        "date": release.date.isoformat(),
        "type": release.type,
        "planned": release.planned,
        "outOfBand": release.out_of_band,
        "kb": release.kb,
        "build": release.build,
    }
