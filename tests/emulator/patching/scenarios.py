"""Scenarios that nobody has seen, and a naive reading of what happens in them."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

Json = dict[str, Any]
FIRST = date(2026, 1, 1)
MONTHS = tuple(f"{2026 + number // 12}-{number % 12 + 1:02}" for number in range(30))

_months = st.lists(st.sampled_from(MONTHS), max_size=8)
_releases = st.dictionaries(
    st.integers(0, 899),
    st.tuples(
        st.sampled_from(("baseline", "hotpatch")),
        st.booleans(),
        st.booleans(),
        st.none() | st.integers(1, 9_999_999).map(lambda number: f"KB{number}"),
    ),
    max_size=30,
)


@st.composite
def scenarios(draw: st.DrawFn) -> Json:
    """A scenario in JSON: any days in any order, any machines."""
    return {
        "os": draw(st.sampled_from(("2022", "2025"))),
        "releases": [
            {
                "date": (FIRST + timedelta(days=days)).isoformat(),
                "type": type_,
                "planned": planned,
                "outOfBand": out_of_band,
                "kb": kb,
                "build": None,
            }
            for days, (type_, planned, out_of_band, kb) in draw(_releases).items()
        ],
        "machines": [
            {"name": f"web-{number}", "off": draw(_months), "fails": draw(_months)}
            for number in range(draw(st.integers(0, 3)))
        ],
    }


class Expected(NamedTuple):
    """What became of a machine: days in the order of installation, and both counts."""

    installed: list[str]
    reboots: int
    without: int


def expected(scenario: Json, machine: Json) -> Expected:
    """The same, by counting: no states, no offers, only a walk along the list of releases."""
    ordered = sorted(scenario["releases"], key=lambda release: release["date"])
    skipped = {*machine["off"], *machine["fails"]}
    base = top = -1
    installed, reboots, without = [], 0, 0
    for number, release in enumerate(ordered):
        if release["date"][:7] in skipped:
            continue
        without += 1
        newest = max((n for n in range(number + 1) if ordered[n]["type"] == "baseline"), default=-1)
        if newest > base:
            base = top = newest
            reboots += 1
            installed.append(ordered[newest]["date"])
        if number > top:
            top = number
            installed.append(release["date"])
    return Expected(installed, reboots, without)
