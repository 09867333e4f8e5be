"""The page, in a real browser, opened from disk."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from azure_hotpatch_operations.report.model import Report
from azure_hotpatch_operations.report.page import page
from tests.operations.report.reported import installation, machine, report

MEGABYTE = 1_000_000
NEED = "It reboots for every update: enroll it."


def fleet() -> Report:
    """Three machines of which one needs a person."""
    return report(
        (
            machine("web-2", enrolment="Disabled", needs=(NEED,)),
            machine("web-10", is_current=False, pending=2),
            machine("db-1", resource_group="data", is_current=None, pending=None),
        ),
        (
            installation("web-10", month=10, reboot_status="Completed"),
            installation("web-10", month=11),
            installation("db-1", month=10, reboot_status="Completed"),
        ),
    )


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of the fleet, opened from disk; what the browser complains of fails the test."""
    file = tmp_path / "report.html"
    file.write_text(page(fleet()), encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    wrong: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    yield tab
    tab.close()
    assert (wrong, asked) == ([], [file.as_uri()])


def names(tab: Page) -> list[str]:
    """The names of the machines that the table shows, from top to bottom."""
    return tab.locator("#machines tbody tr:visible td:first-child").all_text_contents()


def test_a_word_filters_the_machines(opened: Page) -> None:
    """Name, group and region are searched, and the count follows."""
    opened.get_by_label("Find").fill("data")

    assert names(opened) == ["db-1"]
    assert opened.locator("#shown").inner_text() == "1 of 3 machines"


def test_only_those_that_need_a_person_can_be_shown(opened: Page) -> None:
    """The box leaves the machines that need somebody."""
    opened.get_by_label("needs a person").check()

    assert names(opened) == ["web-2"]


def test_an_enrolment_can_be_chosen(opened: Page) -> None:
    """The list has the enrolments that there are."""
    choices = opened.get_by_label("Enrolment").locator("option").all_inner_texts()

    opened.get_by_label("Enrolment").select_option("Enabled")

    assert choices == ["all", "Disabled", "Enabled"]
    assert names(opened) == ["web-10", "db-1"]


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(opened: Page) -> None:
    """Numbers in names sort as numbers, and a screen reader is told."""
    heading = opened.get_by_role("button", name="Machine")

    heading.click()
    up = names(opened), heading.locator("..").get_attribute("aria-sort")
    heading.click()
    down = names(opened), heading.locator("..").get_attribute("aria-sort")

    assert up == (["db-1", "web-2", "web-10"], "ascending")
    assert down == (["web-10", "web-2", "db-1"], "descending")


def test_the_figures_at_a_glance_are_those_of_the_machines(opened: Page) -> None:
    """Enrolled, current, reboots taken and those without hotpatch, and who needs a person."""
    tiles = opened.locator(".tile").all_inner_texts()

    assert [" / ".join(filter(None, tile.split("\n"))) for tile in tiles] == [
        "Enrolled in hotpatch / 2 of 3 / 2 Enabled, 1 Disabled",
        "On the newest release / 1 of 3 / 1 behind, 1 not known",
        "Reboots for updates / 2 / 3 without hotpatch: one for each installation recorded",
        "Need a person / 1 / listed below, with what to do",
    ]


def test_the_year_is_told_in_words_too(opened: Page) -> None:
    """Who cannot see the bars is told the same."""
    told = opened.locator("svg").get_attribute("aria-label")

    assert told is not None
    assert told.endswith(
        "September 2026: 3 nothing recorded. October 2026: 2 rebooted, 1 nothing recorded. "
        "November 2026: 1 no reboot, 2 nothing recorded."
    )


def test_a_month_to_come_is_planned_and_never_promised(opened: Page) -> None:
    """The chart looks three months ahead."""
    words = opened.locator("svg text").all_text_contents()

    assert [word for word in words if word in {"planned", "unplanned"}] == ["unplanned", "planned"]
    assert words[:4] == ["Dec", "2025", "Jan", "2026"]


def test_no_two_words_of_the_year_touch(opened: Page) -> None:
    """Months of which nothing is known stand side by side, too."""
    boxes = opened.evaluate(
        """[...document.querySelectorAll("svg text")].filter(text => text.textContent).map(text => {
            const {x, y, width} = text.getBBox();
            return [text.textContent, y, x, x + width];
        })"""
    )

    lines = sorted(boxes, key=lambda box: (box[1], box[2]))
    touching = [
        (left[0], right[0])
        for left, right in pairwise(lines)
        if left[1] == right[1] and left[3] + 2 > right[2]
    ]
    assert touching == []


def test_the_headings_stay_in_sight_at_the_last_of_many_machines(
    browser: Browser, tmp_path: Path
) -> None:
    """Who scrolls through 300 machines sees what the columns are; on paper nothing is cut off."""
    file = tmp_path / "report.html"
    file.write_text(page(report(tuple(machine(f"web-{n:03}") for n in range(300)))), "utf-8")
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(file.as_uri())

    tab.get_by_text("web-299").scroll_into_view_if_needed()
    tab.wait_for_function("document.querySelector('#machines').parentElement.scrollTop > 0")
    heading, row = tab.get_by_role("button", name="Machine"), tab.get_by_text("web-299")

    assert heading.bounding_box()["y"] >= 0  # type: ignore[index]
    assert row.bounding_box()["y"] < 800  # type: ignore[index]
    tab.emulate_media(media="print")
    assert tab.evaluate("document.querySelector('#machines').parentElement.scrollTop") == 0
    tab.close()


def test_dark_and_light_are_two_pictures(opened: Page) -> None:
    """The page follows the reader's system, and neither picture is empty."""
    opened.emulate_media(color_scheme="light")
    light = opened.screenshot(full_page=True)
    opened.emulate_media(color_scheme="dark")
    dark = opened.screenshot(full_page=True)
    grounds = opened.evaluate("getComputedStyle(document.body).backgroundColor")

    assert light != dark
    assert grounds == "rgb(22, 24, 29)"


def test_on_paper_the_controls_are_gone_and_the_ground_is_white(opened: Page) -> None:
    """A dark screen prints dark on white."""
    opened.emulate_media(media="print", color_scheme="dark")

    assert not opened.locator(".tools").is_visible()
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_a_name_is_text_whatever_it_holds(browser: Browser, tmp_path: Path) -> None:
    """A tag in a name or in a system's name runs nothing."""
    hostile = '</script><script>document.title="owned"</script>"><img src=x onerror=alert(1)>'
    drawn = report((machine(hostile, system=hostile, needs=(hostile,)),))
    file = tmp_path / "report.html"
    file.write_text(page(drawn), encoding="utf-8")

    tab = browser.new_page()
    tab.goto(file.as_uri())

    assert tab.title() == "Hotpatch: stack dev, 2026-11-25"
    assert names(tab) == [hostile]
    assert tab.locator("img").count() == 0
    tab.close()


def test_a_thousand_machines_with_a_full_year_stay_under_a_megabyte() -> None:
    """The page can be sent by mail."""
    machines = tuple(machine(f"machine-{number:04}", needs=(NEED,)) for number in range(1000))
    done = tuple(
        installation(f"machine-{number:04}", month=month)
        for number in range(1000)
        for month in range(1, 12)
    )

    assert len(page(report(machines, done)).encode()) < MEGABYTE
