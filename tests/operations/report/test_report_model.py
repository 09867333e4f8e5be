"""What the report counts."""

from azure_hotpatch_operations.report.model import Deed, Reboots, deeds, reboots
from tests.operations.report.reported import installation, machine, machine_id, report


def test_a_machine_s_year_has_the_worst_of_each_month() -> None:
    """Where a month has several installations, a failure counts before a reboot."""
    october = (
        installation(month=10, reboot_status="Completed"),
        installation(month=10, activity="00000000-0000-4000-8000-0000000000aa", status="Failed"),
    )

    found = deeds(report(installations=(installation(month=9), *october)))

    nothing = (Deed.NOTHING,)
    assert found == {
        machine_id("web-1"): nothing * 9 + (Deed.NO_REBOOT, Deed.FAILED) + nothing,
    }


def test_the_months_end_with_the_report_s() -> None:
    """The page looks back on twelve months."""
    assert report().months == (
        (2025, 12),
        *((2026, month) for month in range(1, 12)),
    )


def test_without_hotpatch_each_installation_costs_a_reboot() -> None:
    """Reboots taken are Azure's word; without hotpatch it is one for each that installed."""
    counted = reboots(
        [
            installation(month=8),
            installation(month=9),
            installation(month=10, reboot_status="Completed"),
            installation(month=11, installed=0),
        ]
    )

    assert counted == Reboots(taken=1, without_hotpatch=3)


def test_an_installation_of_another_machine_is_left_out() -> None:
    """A ledger may know machines that this report is not about."""
    found = deeds(report((machine("web-2"),), (installation("web-1"),)))

    assert found == {machine_id("web-2"): (Deed.NOTHING,) * 12}
