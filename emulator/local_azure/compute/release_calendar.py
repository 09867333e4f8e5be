"""Which releases there are for the machines of this Azure, by version of Windows Server."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.errors import ScenarioError
from local_azure.patching.releases import SYSTEMS, Releases, planned
from local_azure.patching.scenario import as_json, month_of, release_of
from local_azure.patching.scenario_files import read, shipped

_KIND = "releases"
_KNOWN = {
    "2022": (shipped("2025-ws2022"), shipped("2026-ws2022")),
    "2025": (shipped("2025-ws2025"), shipped("2026-ws2025")),
}
_YEAR = timedelta(days=366)

ASSUMED = (
    (
        "After the last release that is known, and for a Windows of which none is known, the rule"
        " of planned months promises them: without a KB number, never unplanned."
    ),
)


def releases(azure: Azure, system: str, until: date) -> Releases:
    """The releases for a version of Windows Server, `2025`, up to a day; the oldest first."""
    used = azure.store.get(_KIND, system) if system else None
    if used is not None:
        return tuple(each for each in _read(used["releases"]) if each.date <= until)
    known = [each for scenario in _KNOWN.get(system, ()) for each in scenario.releases]
    begin = known[-1].date if known else azure.now().date() - _YEAR
    return (*(each for each in known if each.date <= until), *planned(begin, until))


def use(azure: Azure, body: Json) -> None:
    """Let the releases of a scenario come out, `{scenario, systems?, begin?}`, and no others.

    `systems` are versions of Windows Server, in place of the scenario's; `begin` is the month,
    `2027-01`, into which the first release is moved.

    Raises:
        ArmError: 400 InvalidReleases, with all mistakes.
    """
    mistakes = list(_mistakes(body))
    try:
        scenario = read("scenario", body.get("scenario"))
    except ScenarioError as error:
        mistakes += str(error).splitlines()
    if mistakes:
        raise ArmError(400, "InvalidReleases", "; ".join(mistakes))
    if "begin" in body:
        scenario = scenario.moved_to(month_of(body["begin"]))
    for system in body.get("systems") or (scenario.os,):
        azure.store.put(_KIND, system, {"releases": json.dumps(scenario.as_json()["releases"])})


@lru_cache(maxsize=8)
def _read(text: str) -> Releases:
    return tuple(release_of(each) for each in json.loads(text))


def reset(azure: Azure) -> None:
    """Go back to the known releases and the planned ones."""
    for system in SYSTEMS:
        azure.store.delete(_KIND, system)


def shown(azure: Azure) -> Json:
    """By version: the releases of the year before now and of the year after."""
    day = azure.now().date()
    return {
        system: {
            "isScenario": azure.store.get(_KIND, system) is not None,
            "releases": [
                as_json(each)
                for each in releases(azure, system, day + _YEAR)
                if each.date > day - _YEAR
            ],
        }
        for system in SYSTEMS
    }


def _mistakes(body: Json) -> Iterator[str]:
    systems = body.get("systems", [])
    if not _are_systems(systems):
        yield f"systems: found {systems!r}, a list of {', '.join(SYSTEMS)} is needed"
    try:
        month_of(body.get("begin", "2027-01"))
    except ValueError as error:
        yield f"begin: {error}"
    for name in sorted(set(body) - {"scenario", "systems", "begin"}):
        yield f"{name}: not a field; there are scenario, systems, begin"


def _are_systems(value: Any) -> bool:
    return isinstance(value, list) and all(each in SYSTEMS for each in value)
