"""The calendar of hotpatch releases: what is on record, what is planned, and what is current."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts.kb_numbers import kb_number
from azure_hotpatch_facts.release_calendar import ReleaseCalendar, revision_of
from azure_hotpatch_facts.release_table import RELEASES
from azure_hotpatch_facts.releases import (
    Kind,
    Os,
    Status,
    planned_kind,
    release_day,
)

CALENDAR = ReleaseCalendar()
W22, W25 = Os.WINDOWS_SERVER_2022, Os.WINDOWS_SERVER_2025
YEARS = st.dates(dt.date(2022, 1, 1), dt.date(2040, 12, 31))
OSES = st.sampled_from(Os)


def year(os: Os, number: int) -> dict[str, str]:
    """The kinds of a year's releases, by date; a star for what was not so planned."""
    found = CALENDAR.between(os, dt.date(number, 1, 1), dt.date(number, 12, 31))
    return {
        each.date.isoformat(): each.kind.value
        + ("" if each.is_as_planned else "*")
        + ("" if each.status is Status.RELEASED else "?")
        for each in found
    }


def test_the_year_2026_of_windows_server_2025() -> None:
    """Five baselines from January to September, two of them unplanned; then the rule."""
    assert year(W25, 2026) == {
        "2026-01-13": "baseline",
        "2026-02-10": "hotpatch",
        "2026-03-10": "hotpatch",
        "2026-04-14": "baseline",
        "2026-04-20": "hotpatch*",
        "2026-05-12": "hotpatch",
        "2026-06-09": "baseline*",
        "2026-07-14": "baseline",
        "2026-08-11": "hotpatch",
        "2026-09-08": "baseline*",
        "2026-10-13": "baseline?",
        "2026-11-10": "hotpatch?",
        "2026-12-08": "hotpatch?",
    }


def test_the_year_2026_of_windows_server_2022() -> None:
    """Another version has another calendar: what is not on record there is planned."""
    assert year(W22, 2026) == {
        "2026-01-13": "baseline",
        "2026-01-24": "hotpatch*",
        "2026-02-10": "hotpatch",
        "2026-03-10": "hotpatch",
        "2026-04-14": "baseline",
        "2026-04-20": "hotpatch*",
        "2026-05-12": "hotpatch",
        "2026-06-09": "hotpatch?",
        "2026-07-14": "baseline?",
        "2026-08-11": "hotpatch",
        "2026-09-08": "hotpatch?",
        "2026-10-13": "baseline?",
        "2026-11-10": "hotpatch?",
        "2026-12-08": "hotpatch?",
    }


def test_the_unplanned_baselines_on_record() -> None:
    """They took the place of a hotpatch."""
    found = [each for each in RELEASES if each.kind is Kind.BASELINE and not each.is_as_planned]

    assert [(each.os.value, each.date.isoformat()) for each in found] == [
        ("2025", "2026-06-09"),
        ("2025", "2026-09-08"),
        ("2022", "2024-08-13"),
    ]


def test_every_row_of_a_month_is_a_second_tuesday_and_has_a_source() -> None:
    """Out-of-band releases come on any day."""
    for each in RELEASES:
        assert each.source
        assert each.is_out_of_band or each.date == release_day(each.date.year, each.date.month)


def test_no_row_stands_twice() -> None:
    """Neither a KB nor a day of a version."""
    days = [(each.os, each.date) for each in RELEASES]
    kbs = [each.kb for each in RELEASES if each.kb]

    assert len(days) == len(set(days))
    assert len(kbs) == len(set(kbs))


def test_builds_only_rise() -> None:
    """From release to release of a version, by date: what makes a build comparable."""
    for os in Os:
        found = sorted((e.date, e.revision) for e in RELEASES if e.os is os and e.revision)
        assert [revision for _, revision in found] == sorted(r for _, r in found if r)


def test_what_is_to_come_is_never_promised() -> None:
    """A future month has no reboot planned, or one planned; and so has one not on record."""
    today = dt.date(2026, 11, 25)
    words = [
        CALENDAR.of_month(W25, *month).reboot_on(today)  # type: ignore[union-attr]
        for month in ((2026, 7), (2026, 8), (2026, 11), (2026, 12), (2027, 1))
    ]

    assert words == [
        "reboot",
        "no reboot",
        "no reboot planned",
        "no reboot planned",
        "reboot planned",
    ]


def test_a_released_row_seen_from_before_its_day_is_planned() -> None:
    """As for a report of last year."""
    release = CALENDAR.of_month(W25, 2026, 8)

    assert release is not None
    assert release.reboot_on(dt.date(2026, 8, 10)) == "no reboot planned"


def test_windows_server_2022_has_hotpatches_until_october_2027() -> None:
    """Nothing is planned after the announced end."""
    assert year(W22, 2027)["2027-10-12"] == "baseline?"
    assert "2027-11-09" not in year(W22, 2027)
    assert year(W22, 2028) == {}
    assert CALENDAR.next_planned_baseline(W22, dt.date(2027, 10, 12)) is None


def test_months_before_the_record_are_not_in_the_calendar() -> None:
    """They were not found, and nobody plans the past."""
    assert CALENDAR.of_month(W25, 2024, 10) is None
    assert CALENDAR.of_month(W22, 2023, 12) is None


@pytest.mark.parametrize(
    ("has", "expected"),
    [
        ({"kb": "KB5087423"}, (True, "It has the hotpatch of 2026-05-12.")),
        ({"kb": "5087423"}, (True, "It has the hotpatch of 2026-05-12.")),
        ({"build": "26100.32772"}, (True, "It has the hotpatch of 2026-05-12.")),
        ({"build": "10.0.26100.32860"}, (True, "It has the hotpatch of 2026-05-12.")),
        ({"kb": "KB5082063"}, (False, "The hotpatch KB5087423 came on 2026-05-12.")),
        ({"build": "26100.32690"}, (False, "The hotpatch KB5087423 came on 2026-05-12.")),
        ({"kb": "KB5091470"}, (False, "The hotpatch KB5087423 came on 2026-05-12.")),
        (
            {"kb": "KB5000001"},
            (None, "KB5000001 can't be compared with the hotpatch of 2026-05-12."),
        ),
        ({}, (None, "nothing can't be compared with the hotpatch of 2026-05-12.")),
        (
            {"build": "20348.5074"},
            (None, "20348.5074 can't be compared with the hotpatch of 2026-05-12."),
        ),
    ],
    ids=str,
)
def test_a_machine_is_compared_with_the_hotpatch_of_the_month(
    has: dict[str, str], expected: tuple[bool | None, str]
) -> None:
    """The cumulative update's higher build does not make it look behind; the unknown is unknown."""
    found = CALENDAR.standing(W25, dt.date(2026, 5, 31), **has)

    assert (found.is_current, found.reason) == expected


def test_the_cumulative_update_of_a_hotpatch_month_counts_as_the_month_s() -> None:
    """As a machine has it that is not enrolled."""
    day = dt.date(2026, 8, 31)

    assert CALENDAR.standing(W25, day, kb="KB5120233").is_current is True
    assert CALENDAR.standing(W25, day, build="26100.33296").is_current is True
    assert CALENDAR.standing(W25, day, build="26100.33000").is_current is False


def test_after_the_record_ends_nobody_can_say_current() -> None:
    """But behind is behind."""
    day = dt.date(2026, 11, 25)

    newest = CALENDAR.standing(W22, day, build="20348.5440")
    assert newest.is_current is None
    assert newest.reason == (
        "It has the newest release on record, of 2026-08-11; what came on 2026-11-10 is not on"
        " record here."
    )
    assert CALENDAR.standing(W22, day, build="20348.5074").is_current is False


def test_out_of_band_releases_come_on_top() -> None:
    """A machine without one is not behind its month; whoever shows it can name it."""
    april = CALENDAR.of_month(W25, 2026, 4)
    assert april is not None

    assert CALENDAR.standing(W25, dt.date(2026, 4, 30), kb=april.kb).is_current is True
    since = CALENDAR.out_of_band_since(april, dt.date(2026, 4, 30))
    assert [each.kb for each in since] == ["KB5091470"]


@given(OSES, YEARS, YEARS)
def test_each_month_has_one_release(os: Os, one: dt.date, other: dt.date) -> None:
    """By date, besides those out of band; and planned ones are as the rule has them."""
    found = CALENDAR.between(os, min(one, other), max(one, other))

    months = [(e.date.year, e.date.month) for e in found if not e.is_out_of_band]
    assert len(months) == len(set(months))
    assert [e.date for e in found] == sorted(e.date for e in found)
    assert all(
        e.is_as_planned and e.date == release_day(e.date.year, e.date.month)
        for e in found
        if e.status is Status.PLANNED
    )


@given(OSES, YEARS)
def test_the_next_planned_baseline_is_the_first_after_the_day(os: Os, day: dt.date) -> None:
    """At most one quarter and a few days away, while hotpatch goes on."""
    found = CALENDAR.next_planned_baseline(os, day)

    if found is not None:
        between = CALENDAR.between(os, day + dt.timedelta(days=1), found.date)
        assert [each for each in between if each.kind is Kind.BASELINE] == [found]


@given(OSES, YEARS, st.integers(1, 60_000), st.integers(0, 60_000))
def test_a_higher_build_is_never_more_behind(os: Os, day: dt.date, low: int, more: int) -> None:
    """A machine does not fall behind by an update."""
    less = CALENDAR.standing(os, day, build=f"{os.build}.{low}").is_current
    higher = CALENDAR.standing(os, day, build=f"{os.build}.{low + more}").is_current

    assert not (less is True and higher is False)


@given(st.integers(100_000, 99_999_999), st.sampled_from(["", "KB", "kb", " KB "]))
def test_a_kb_is_its_digits(number: int, prefix: str) -> None:
    """With or without the prefix."""
    assert kb_number(f"{prefix}{number}") == str(number)


@given(YEARS)
def test_a_release_day_is_the_second_tuesday(day: dt.date) -> None:
    """Of each month."""
    found = release_day(day.year, day.month)

    assert (found.weekday(), 8 <= found.day <= 14) == (1, True)


def test_the_quarters_begin_with_a_baseline() -> None:
    """January, April, July, October."""
    assert [month for month in range(1, 13) if planned_kind(month) is Kind.BASELINE] == [
        1,
        4,
        7,
        10,
    ]


def test_a_build_is_of_its_version() -> None:
    """Another version's is none of this."""
    assert revision_of(W22, "20348.5074") == 5074
    assert revision_of(W22, "26100.32690") is None
    assert Os.of_build(26100) is W25
    assert Os.of_build(17763) is None
