"""The scenarios that ship and the calendar in facts/ were written apart, and say the same."""

from datetime import date

import pytest

from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_facts.releases import Os
from local_azure.patching.scenario_files import SHIPPED, shipped

REAL = [name for name in SHIPPED if name != "sample-year"]


@pytest.mark.parametrize("name", REAL)
def test_a_years_releases_are_those_of_the_calendar(name: str) -> None:
    """Day, kind, KB and build of each, and whether it was planned so, up to the last that ships."""
    scenario = shipped(name)
    os = Os(scenario.os)
    last = scenario.releases[-1].date

    known = ReleaseCalendar().between(os, date(last.year, 1, 1), last)

    assert [
        (
            release.date,
            release.type,
            release.planned,
            release.out_of_band,
            release.kb,
            release.build,
        )
        for release in scenario.releases
    ] == [
        (
            each.date,
            each.kind.value,
            each.is_as_planned and not each.is_out_of_band,
            each.is_out_of_band,
            each.kb,
            None if each.revision is None else f"{os.build}.{each.revision}",
        )
        for each in known
    ]


def test_both_years_of_both_versions_ship() -> None:
    """2025 and 2026 of Windows Server 2022 and 2025."""
    assert REAL == ["2025-ws2022", "2025-ws2025", "2026-ws2022", "2026-ws2025"]
