"""The server lives through a scenario as `local-azure simulate` does."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings

from local_azure.compute import patch_records, release_calendar
from local_azure.compute.testing import machine_path
from local_azure.patching.scenario_files import read
from local_azure.patching.simulation import simulate
from local_azure.testing import in_process
from tests.emulator.compute.patched_fleet import PATCHING, advance, guest, make
from tests.emulator.patching.scenarios import scenarios

_ON = {"machines": [{"name": "web"}], "os": "2025"}
_YEAR = timedelta(days=365)


def later(data: dict[str, Any]) -> dict[str, Any]:
    """The scenario a year later, after the time in the local Azure, for a machine that is on."""
    moved = [
        {**each, "date": (date.fromisoformat(each["date"]) + _YEAR).isoformat()}
        for each in data["releases"]
    ]
    return {**data, **_ON, "releases": moved}


@settings(max_examples=25)
@given(scenarios())
def test_a_machine_that_is_on_installs_and_reboots_the_same(data: dict[str, Any]) -> None:
    """Release by release, with hotpatch; and as many times without."""
    scenario = later(data)
    (life,) = simulate(read("scenario", scenario))
    azure = in_process()
    make(azure, {"web": {}, "without": {f"{PATCHING}.enableHotpatching": False}})
    release_calendar.use(azure.azure, {"scenario": scenario})

    seen: dict[str, list[str]] = {}
    last = max([date(2026, 12, 1), *(release.date for release in life.installed)])
    while azure.azure.now().date() <= last + timedelta(days=3):
        advance(azure, days=25)
        for record in patch_records.installations(azure.azure, machine_path(azure, "web")):
            seen[record["activityId"]] = [
                patch["publishedDate"][:10]
                for patch in record["patches"]
                if patch["installationState"] == "Installed"
            ]
    hotpatched, without = guest(azure), guest(azure, "without")
    azure.azure.store.close()

    assert [day for days in seen.values() for day in days] == [
        release.date.isoformat() for release in life.installed
    ]
    assert hotpatched["reboots"] == life.reboots
    assert without["reboots"] == life.reboots_without_hotpatch
