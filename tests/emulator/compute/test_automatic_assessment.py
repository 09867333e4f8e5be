"""What the platform assesses by itself, every few days."""

from local_azure.arm import Json
from local_azure.azure import Durations
from local_azure.compute import patch_records
from local_azure.compute.testing import machine, machine_path
from local_azure.testing import InProcess, in_process
from tests.emulator.compute.patched_fleet import (
    PATCHING,
    advance,
    installations,
    make,
    use,
)


def summary(azure: InProcess, name: str = "web") -> Json | None:
    """The summary of the last assessment in the instance view."""
    view: Json = machine(azure, name, "$expand=instanceView")["properties"]["instanceView"]
    found: Json | None = view.get("patchStatus", {}).get("availablePatchSummary")
    return found


def test_a_machine_is_assessed_three_hours_after_its_enrolment(azure: InProcess) -> None:
    """And every few days from then on; before the first time there is no patch status."""
    use(azure)
    make(azure, {"web": {}})

    advance(azure, hours=2, minutes=59)
    before = summary(azure)
    advance(azure, minutes=1)
    first = summary(azure)
    advance(azure, days=2, hours=23)
    same = summary(azure)
    advance(azure, hours=1)
    second = summary(azure)

    assert before is None
    assert first is not None
    assert same == first
    assert second is not None
    assert second["startTime"] > first["startTime"]
    assert second["assessmentActivityId"] != first["assessmentActivityId"]


def test_an_installation_is_followed_by_an_assessment(azure: InProcess) -> None:
    """So what is available is known anew, under the installation's own activity."""
    make(azure, {"web": {}})

    advance(azure, hours=4)
    before = summary(azure)
    advance(azure, hours=12)
    after, (installation,) = summary(azure), installations(azure)

    assert before is not None
    assert after is not None
    assert before["criticalAndSecurityPatchCount"] == 1
    assert after["criticalAndSecurityPatchCount"] == 0
    assert after["assessmentActivityId"] == installation["activityId"]
    assert after["startTime"] == installation["lastModifiedDateTime"]


def test_without_the_assessment_mode_there_is_none(azure: InProcess) -> None:
    """ImageDefault leaves it to the machine."""
    make(azure, {"web": {f"{PATCHING}.assessmentMode": "ImageDefault"}})

    advance(azure, hours=4)

    assert patch_records.assessment(azure.azure, machine_path(azure, "web")) is None


def test_the_clock_goes_on_when_assessments_never_pause() -> None:
    """A minute is between two at least."""
    azure = in_process(durations=Durations(machine=0, enrolment=0, reassessment=0))
    make(azure, {"web": {}})
    first = patch_records.assessment(azure.azure, machine_path(azure, "web"))

    advance(azure, minutes=1)
    second = patch_records.assessment(azure.azure, machine_path(azure, "web"))
    azure.azure.store.close()

    assert first is not None
    assert second is not None
    assert second["activityId"] != first["activityId"]
