"""What the platform installs by itself, at night."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from local_azure import faults
from local_azure.arm import Json
from local_azure.azure import Durations
from local_azure.compute import patch_records
from local_azure.compute.testing import machine, machine_path
from local_azure.testing import InProcess, in_process
from tests.emulator.compute.patched_fleet import (
    PATCHING,
    PLATFORM,
    advance,
    guest,
    installations,
    installed,
    last,
    make,
    power,
    use,
)

BASELINE = "2027-{:02} Cumulative Update (baseline)"
HOTPATCH = "2027-{:02} Security Hotpatch Update"
OTHER_IMAGE = {
    "properties.storageProfile.imageReference.sku": "2022-datacenter-g2",
    f"{PATCHING}.enableHotpatching": False,
}


def summary(azure: InProcess, name: str = "web") -> Json | None:
    """The summary of the last assessment in the instance view."""
    view: Json = machine(azure, name, "$expand=instanceView")["properties"]["instanceView"]
    found: Json | None = view.get("patchStatus", {}).get("availablePatchSummary")
    return found


def test_a_year_of_the_original_document(azure: InProcess) -> None:
    """Baselines with a reboot, hotpatches without, each in the night after it came out."""
    make(azure, {"web": {}})
    use(azure)

    seen = []
    for month in range(2, 14):
        advance(azure, to=f"{2027 + month // 13}-{month % 12 or 12:02}-01")
        seen.append(last(azure))

    days = [12, 9, 9, 13, 11, 8, 13, 10, 14, 12, 9, 14]
    baselines = {1, 3, 4, 7, 8, 10}
    assert seen == [
        (
            f"2027-{month:02}-{day:02}",
            "Completed" if month in baselines else "NotNeeded",
            [(BASELINE if month in baselines else HOTPATCH).format(month)],
        )
        for month, day in enumerate(days, 1)
    ]
    assert guest(azure)["reboots"] == 6


def test_updates_are_installed_at_night_in_the_regions_time(azure: InProcess) -> None:
    """From 22:00 to 04:00, by Amsterdam's clock in West Europe."""
    make(azure, {f"web-{number}": {} for number in range(9)})
    use(azure)

    advance(azure, to="2027-01-31")

    hours = []
    for number in range(9):
        (record,) = installations(azure, f"web-{number}")
        begun = datetime.fromisoformat(record["startDateTime"][:19] + "+00:00")
        hours.append(begun.astimezone(ZoneInfo("Europe/Amsterdam")).hour)
    assert sorted(hours) == [0, 0, 1, 2, 3, 22, 22, 23, 23]


def test_zones_are_patched_one_after_the_other(azure: InProcess) -> None:
    """So an update that breaks machines breaks them in one zone."""
    zones = {"a": "3", "b": "1", "c": "2", "d": "1"}
    make(azure, {name: {"zones": [zone]} for name, zone in zones.items()})
    use(azure)

    advance(azure, to="2027-01-31")

    begun = sorted((installations(azure, name)[0]["startDateTime"], zones[name]) for name in zones)
    assert [zone for _, zone in begun] == ["1", "1", "2", "3"]
    assert len({at for at, _ in begun}) == 4


def test_a_fifth_of_an_availability_set_is_patched_at_once(azure: InProcess) -> None:
    """Of ten machines two an hour, until all are."""
    there = f"{azure.subscription}/resourceGroups/hotpatch/providers/Microsoft.Compute"
    in_set = {"properties.availabilitySet": {"id": f"{there}/availabilitySets/web"}}
    names = [f"web-{number}" for number in range(10)]
    make(azure, dict.fromkeys(names, in_set))
    use(azure)

    advance(azure, to="2027-01-31")

    begun = [installations(azure, name)[0]["startDateTime"] for name in names]
    assert sorted(begun.count(at) for at in set(begun)) == [2, 2, 2, 2, 2]


def test_a_machine_that_was_off_catches_up_in_the_next_night(azure: InProcess) -> None:
    """It takes the newest baseline and the hotpatch after it, with one reboot."""
    make(azure, {"web": {}})
    use(azure)
    advance(azure, to="2027-04-01")
    power(azure, "deallocate")
    advance(azure, to="2027-05-20")
    off = installations(azure)

    power(azure, "start")
    advance(azure, days=1)

    assert off == []
    assert last(azure) == ("2027-05-20", "Completed", [BASELINE.format(4), HOTPATCH.format(5)])


def test_a_machine_whose_agent_is_silent_is_left_out_until_it_answers(azure: InProcess) -> None:
    """Nothing is known of it any more after a week; then it is assessed and patched as others."""
    make(azure, {"web": {}})
    advance(azure, hours=4)
    faults.order(azure.azure, {"action": "silent-agent", "path": machine_path(azure, "web")})

    advance(azure, days=8)
    silent = summary(azure), installations(azure)
    faults.clear(azure.azure)
    advance(azure, days=1)

    assert silent == (None, [])
    assert summary(azure) is not None
    assert [each["status"] for each in installations(azure)] == ["Succeeded"]


def test_other_classes_stay_until_they_are_asked_for(azure: InProcess) -> None:
    """The platform installs Critical and Security only."""
    make(azure, {"web": {}})

    advance(azure, days=40)

    found = summary(azure)
    assert found is not None
    assert (found["criticalAndSecurityPatchCount"], found["otherPatchCount"]) == (0, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {**OTHER_IMAGE, f"{PATCHING}.patchMode": "AutomaticByOS"},
        {**OTHER_IMAGE, f"{PLATFORM}.bypassPlatformSafetyChecksOnUserSchedule": True},
    ],
    ids=["patched by Windows", "left to a schedule"],
)
def test_some_machines_the_platform_leaves_alone(azure: InProcess, changes: dict[str, Any]) -> None:
    """With the bypass and without a schedule nobody patches."""
    make(azure, {"web": changes})

    advance(azure, days=60)

    assert last(azure) is None


def test_a_machine_that_may_not_reboot_waits_for_somebody(azure: InProcess) -> None:
    """Its baseline is installed and does not count, so no hotpatch comes, until a restart."""
    make(azure, {"web": {f"{PLATFORM}.rebootSetting": "Never"}})
    use(azure)
    advance(azure, to="2027-02-20")
    waiting, pending = last(azure), summary(azure)

    power(azure, "restart")
    advance(azure, days=4)

    assert waiting is None  # January's is older than 30 days, and February brought none.
    assert pending is not None
    assert (pending["rebootPending"], pending["criticalAndSecurityPatchCount"]) == (True, 0)
    assert last(azure) == ("2027-02-20", "NotNeeded", [HOTPATCH.format(2)])
    after = summary(azure)
    assert after is not None
    assert after["rebootPending"] is False


def test_a_wave_stops_when_a_machine_of_it_fails(azure: InProcess) -> None:
    """The next night goes on, with the machine that failed at its end."""
    make(azure, {name: {"zones": [zone]} for name, zone in (("a", "1"), ("b", "1"), ("c", "2"))})
    use(azure)
    path = f"{machine_path(azure, 'a')}/installPatches"
    faults.order(azure.azure, {"action": "fail-patches", "path": path, "times": 2})

    advance(azure, to="2027-01-31")

    story = sorted(
        (record["startDateTime"][:13], name, record["status"])
        for name in ("a", "b", "c")
        for record in installations(azure, name)
    )
    assert story == [
        ("2027-01-12T21", "a", "Failed"),
        ("2027-01-13T21", "b", "Succeeded"),
        ("2027-01-13T22", "c", "Succeeded"),
        ("2027-01-13T23", "a", "Failed"),
        ("2027-01-14T21", "a", "Succeeded"),
    ]


def test_nothing_has_to_take_time() -> None:
    """With durations of nothing, a month passes all the same."""
    nothing = Durations(machine=0, enrolment=0, assessment=0, installation=0)
    azure = in_process(durations=nothing)
    make(azure, {"web": {}})
    use(azure)

    advance(azure, to="2027-01-20")
    path = f"{machine_path(azure, 'web')}/installPatches"
    wanted = {"maximumDuration": "PT1H", "rebootSetting": "IfRequired"}
    classes = {"windowsParameters": {"classificationsToInclude": ["Definition"]}}
    azure.call("POST", path, {**wanted, **classes}, api_version="2024-11-01")
    done = [(record["status"], installed(record)[0][:7]) for record in installations(azure)]
    azure.azure.store.close()

    assert done == [("Succeeded", "2027-01"), ("Succeeded", "Securit")]


def test_history_is_kept_for_thirty_days(azure: InProcess) -> None:
    """And an assessment for seven."""
    make(azure, {"web": {}})
    use(azure)
    advance(azure, to="2027-01-20")
    power(azure, "deallocate")
    path = machine_path(azure, "web")
    begun = installations(azure)[0]["startDateTime"][:10]

    advance(azure, days=7, minutes=5)
    assessment = patch_records.assessment(azure.azure, path)
    advance(azure, to="2027-02-10")
    kept = [record["startDateTime"][:10] for record in installations(azure)]
    advance(azure, to="2027-02-12")

    assert begun == "2027-01-12"
    assert assessment is None
    assert kept == ["2027-01-12"]
    assert installations(azure) == []


def test_known_releases_come_by_their_kb(azure: InProcess) -> None:
    """And after them those of the rule, without one."""
    azure.hand.seconds = datetime.fromisoformat("2026-08-20T12:00:00+00:00").timestamp()
    make(azure, {"web": {}})

    advance(azure, to="2026-08-22")
    (august,) = installations(azure)
    advance(azure, to="2026-10-20")

    assert august["patches"][0]["kbId"] == "5120228"
    assert [installed(record) for record in installations(azure)] == [
        ["2026-10 Cumulative Update (baseline)"]
    ]
