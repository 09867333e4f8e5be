"""What enrolling and unenrolling mean for the months after."""

from local_azure.testing import InProcess
from tests.emulator.compute.patched_fleet import (
    PATCHING,
    advance,
    guest,
    last,
    make,
    settle_patching,
    use,
)

BASELINE = "2027-{:02} Cumulative Update (baseline)"
HOTPATCH = "2027-{:02} Security Hotpatch Update"


def test_without_hotpatch_every_month_needs_a_reboot(azure: InProcess) -> None:
    """The cumulative update in the place of the hotpatch."""
    make(azure, {"web": {f"{PATCHING}.enableHotpatching": False}})
    use(azure)

    advance(azure, to="2028-01-01")

    assert last(azure) == ("2027-12-14", "Completed", ["2027-12 Cumulative Update"])
    assert guest(azure)["reboots"] == 12


def test_a_machine_that_is_enrolled_again_waits_for_the_next_baseline(azure: InProcess) -> None:
    """Until then it reboots every month."""
    make(azure, {"web": {}})
    use(azure)
    advance(azure, to="2027-02-20")
    settle_patching(azure, {"enableHotpatching": False})
    settle_patching(azure, {"enableHotpatching": True})

    seen = []
    for day in ("2027-03-20", "2027-04-20", "2027-05-20", "2027-06-20"):
        advance(azure, to=day)
        seen.append(last(azure))

    assert seen == [
        ("2027-03-09", "Completed", [BASELINE.format(3)]),
        ("2027-04-13", "Completed", [BASELINE.format(4)]),
        ("2027-05-11", "NotNeeded", [HOTPATCH.format(5)]),
        ("2027-06-08", "NotNeeded", [HOTPATCH.format(6)]),
    ]


def test_an_unenrolled_machine_goes_off_its_baseline(azure: InProcess) -> None:
    """After a cumulative update an enrolled machine takes another one, until the next baseline."""
    make(azure, {"web": {}})
    use(azure)
    advance(azure, to="2027-04-20")
    settle_patching(azure, {"enableHotpatching": False})
    advance(azure, to="2027-05-20")
    unenrolled = last(azure)
    settle_patching(azure, {"enableHotpatching": True})
    advance(azure, to="2027-06-20")

    assert unenrolled == ("2027-05-11", "Completed", ["2027-05 Cumulative Update"])
    assert last(azure) == ("2027-06-08", "Completed", ["2027-06 Cumulative Update"])


def test_a_new_machine_begins_on_the_newest_baseline(azure: InProcess) -> None:
    """The hotpatches after it come in its first night."""
    use(azure, begin="2026-08")
    make(azure, {"web": {}})

    advance(azure, days=1)

    assert guest(azure)["baseline"] == "2026-11-10"
    assert last(azure) is None
