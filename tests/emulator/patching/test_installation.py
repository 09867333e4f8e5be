"""What becomes of each update in an installation, and of the machine."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from local_azure.patching.guest import Guest
from local_azure.patching.installation import (
    Fate,
    Installation,
    Machine,
    RebootSetting,
    RebootStatus,
    install,
)
from local_azure.patching.releases import Release
from local_azure.patching.selection import AUTOMATIC, Selection, choice

JANUARY = Release(date=date(2026, 1, 13), type="baseline", kb="KB5073379")
FEBRUARY = Release(date=date(2026, 2, 10), type="hotpatch", kb="KB5075942")
APRIL = Release(date=date(2026, 4, 14), type="baseline", kb="KB5082063")
MAY = Release(date=date(2026, 5, 12), type="hotpatch", kb="KB5087423")
MACHINE = Machine(
    guest=Guest(level=JANUARY.date, baseline=JANUARY.date),
    releases=(JANUARY, FEBRUARY, APRIL, MAY),
    system="Windows Server 2025",
    enrolled=True,
)
EVERYTHING = Selection(masks=("*",))


def states(done: Installation) -> dict[str, str]:
    """The state of each patch, by its KB number, or by its kind where it has none."""
    return {patch.kb or str(patch.other): state for patch, state in done.patches}


def test_behind_its_baseline_a_machine_takes_it_and_the_hotpatch_after_it() -> None:
    """One reboot between them; other classes stay until they are asked for."""
    done = install(MACHINE, MAY.date, AUTOMATIC)

    assert states(done) == {
        "5082063": "Installed",
        "890830": "NotSelected",
        "dotnet": "NotSelected",
        "2267602": "NotSelected",
        "5087423": "Installed",
    }
    assert (done.reboots, done.reboot_status) == (1, "Completed")
    assert done.guest == Guest(level=MAY.date, baseline=APRIL.date)


@pytest.mark.parametrize(
    ("day", "rebooting", "status", "reboots"),
    [
        (FEBRUARY.date, "IfRequired", "NotNeeded", 0),
        (FEBRUARY.date, "Never", "NotNeeded", 0),
        (FEBRUARY.date, "Always", "Completed", 1),
        (APRIL.date, "IfRequired", "Completed", 1),
        (APRIL.date, "Never", "Required", 0),
        (APRIL.date, "Always", "Completed", 1),
    ],
)
def test_a_reboot_is_taken_as_it_was_set(
    day: date, rebooting: RebootSetting, status: RebootStatus, reboots: int
) -> None:
    """A hotpatch needs none, a baseline one."""
    done = install(MACHINE, day, AUTOMATIC, rebooting=rebooting)

    assert (done.reboot_status, done.reboots, done.count("Installed")) == (status, reboots, 1)


def test_an_install_finishes_what_waited_for_a_reboot() -> None:
    """A baseline that was installed without one counts then, and is not installed again."""
    waiting = install(MACHINE, APRIL.date, AUTOMATIC, rebooting="Never")
    later = replace(MACHINE, guest=waiting.guest)

    done = install(later, MAY.date, AUTOMATIC)

    assert later.waits_for_reboot
    assert [patch.kb for patch, state in done.patches if state == "Installed"] == ["5087423"]
    assert done.guest == Guest(level=MAY.date, baseline=APRIL.date)


@pytest.mark.parametrize(
    ("selection", "installed"),
    [
        (Selection(classifications=("updaterollup",)), {"890830"}),
        (Selection(classifications=("definition",)), {"2267602"}),
        (Selection(kbs=("5075942",)), {"5075942"}),
        (Selection(kbs=("1",)), set()),
        (Selection(masks=("*removal tool*",)), {"890830"}),
        (replace(EVERYTHING, excluded_kbs=("890830",)), {"5075942", "dotnet", "2267602"}),
        (replace(EVERYTHING, excluded_masks=("*.net*",)), {"5075942", "890830", "2267602"}),
        (replace(EVERYTHING, without_reboots=True), {"5075942", "2267602"}),
        (replace(EVERYTHING, published_until=date(2026, 2, 9)), {"2267602"}),
        (EVERYTHING, {"5075942", "890830", "dotnet", "2267602"}),
    ],
)
def test_what_is_selected_is_installed(selection: Selection, installed: set[str]) -> None:
    """By classification, number or name; what is excluded is not."""
    day = date(2026, 2, 10)

    done = install(MACHINE, day, selection)

    assert {name for name, state in states(done).items() if state == "Installed"} == installed
    for patch in MACHINE.patches(day):
        taken = choice(selection, patch) == "taken"
        assert (states(done)[patch.kb or str(patch.other)] == "Installed") is taken


def test_what_does_not_fit_into_the_window_stays_pending() -> None:
    """A baseline takes half an hour of it."""
    done = install(MACHINE, APRIL.date, EVERYTHING, window=timedelta(minutes=20))

    assert states(done)["5082063"] == "Pending"
    assert states(done)["2267602"] == "Installed"
    assert done.window_exceeded
    assert done.guest.level == JANUARY.date


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        (
            "none",
            {"5075942": "Failed", "890830": "Failed", "dotnet": "Failed", "2267602": "Failed"},
        ),
        (
            "some",
            {
                "5075942": "Installed",
                "890830": "Installed",
                "dotnet": "Installed",
                "2267602": "Failed",
            },
        ),
    ],
)
def test_what_failed_is_not_installed(fate: Fate, expected: dict[str, str]) -> None:
    """And is offered again."""
    done = install(MACHINE, FEBRUARY.date, EVERYTHING, fate=fate)
    again = replace(MACHINE, guest=done.guest, others=done.others)

    assert states(done) == expected
    left = {patch.kb or str(patch.other) for patch in again.patches(FEBRUARY.date)}
    assert left == {name for name, state in expected.items() if state == "Failed"}


def test_the_same_update_has_the_same_id_on_every_machine() -> None:
    """And another one on another Windows."""
    other = replace(MACHINE, system="Windows Server 2022")
    ids = [
        [patch.id for patch in machine.patches(MAY.date)] for machine in (MACHINE, MACHINE, other)
    ]

    assert ids[0] == ids[1]
    assert not set(ids[0]) & set(ids[2])
