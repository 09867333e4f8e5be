"""What the result of an assessment or an installation means."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_operations.machine import machine_of
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patching import guest, request
from azure_hotpatch_operations.patching.request import Classification, InstallRequest, Reboot
from azure_hotpatch_operations.patching.verdicts import Verdict, of_assessment, of_installation
from local_azure.compute.testing import machine_body

ID = MachineId("00000000-0000-4000-8000-000000000001", "web", "web-1")
SUCCESS = {"code": "Success", "message": "0 error/s reported", "details": []}
DONE: dict[str, Any] = {
    "status": "Succeeded",
    "rebootStatus": "NotNeeded",
    "maintenanceWindowExceeded": False,
    "excludedPatchCount": 0,
    "notSelectedPatchCount": 5,
    "pendingPatchCount": 0,
    "installedPatchCount": 1,
    "failedPatchCount": 0,
    "patches": [
        {"kbId": "5087423", "installationState": "Installed"},
        {"kbId": "890830", "installationState": "NotSelected"},
    ],
    "error": SUCCESS,
}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        (
            {},
            Verdict(
                is_well=True,
                state="installed",
                sentence="1 installed (KB5087423), 5 not selected. No reboot.",
            ),
        ),
        (
            {"rebootStatus": "Required"},
            Verdict(
                is_well=True,
                state="installed",
                sentence="1 installed (KB5087423), 5 not selected. A reboot is pending: until then"
                " the updates do not count.",
            ),
        ),
        (
            {"status": "Failed", "error": {"code": "X", "message": "No."}, "patches": []},
            Verdict(
                is_well=False,
                state="failed",
                sentence="The installation ended Failed: X: No. 1 installed, 5 not selected."
                " No reboot.",
            ),
        ),
        (
            {"status": "CompletedWithWarnings", "failedPatchCount": 2, "error": None},
            Verdict(
                is_well=False,
                state="partly failed",
                sentence="The installation ended CompletedWithWarnings. 1 installed (KB5087423),"
                " 2 failed, 5 not selected. No reboot.",
            ),
        ),
        (
            {"maintenanceWindowExceeded": True, "pendingPatchCount": 1},
            Verdict(
                is_well=False,
                state="not as wished",
                sentence="The time was too short for all; install again, with a longer --duration."
                " 1 installed (KB5087423), 1 pending, 5 not selected. No reboot.",
            ),
        ),
        (
            {"rebootStatus": "Failed"},
            Verdict(
                is_well=False,
                state="not as wished",
                sentence="1 installed (KB5087423), 5 not selected. Its reboot failed: look at the"
                " machine.",
            ),
        ),
        (
            {"failedPatchCount": 1},
            Verdict(
                is_well=False,
                state="not as wished",
                sentence="Some failed; see why with `azure-hotpatch history`, then install again."
                " 1 installed (KB5087423), 1 failed, 5 not selected. No reboot.",
            ),
        ),
    ],
    ids=["well", "pending", "failed", "partly", "window", "reboot", "one failed"],
)
def test_an_installation_is_judged_by_its_result(changes: dict[str, Any], verdict: Verdict) -> None:
    """Never by the end of the long operation, nor by whether an error object is there."""
    assert of_installation({**DONE, **changes}) == verdict


@given(st.dictionaries(st.sampled_from(sorted(DONE)), st.none() | st.text() | st.integers()))
def test_whatever_is_missing_is_not_well_or_as_it_was(changes: dict[str, Any]) -> None:
    """Nothing that Azure leaves out makes a failure a success, and nothing crashes."""
    result = {**DONE, **changes, "patches": []}
    result["error"] = result["error"] if isinstance(result["error"], dict) else None

    verdict = of_installation(result)

    assert not (verdict.is_well and result["status"] != "Succeeded")


def test_the_summary_of_the_instance_view_has_no_word_on_reboots() -> None:
    """Then nothing is said of them."""
    summary = {
        name: value for name, value in DONE.items() if name not in {"rebootStatus", "patches"}
    }

    assert of_installation(summary).sentence == "1 installed, 5 not selected."


def test_an_assessment_says_what_waits() -> None:
    """And whether a reboot does."""
    found = {
        "status": "Succeeded",
        "criticalAndSecurityPatchCount": 1,
        "otherPatchCount": 2,
        "rebootPending": True,
    }

    assert of_assessment(found).sentence == (
        "1 critical or security, 2 other updates wait. A reboot is pending."
    )
    failed = of_assessment({"status": "Failed", "error": {"code": "X", "message": "No."}})
    assert (failed.is_well, failed.sentence) == (False, "The assessment ended Failed: X: No.")


def viewed(view: dict[str, Any], **properties: Any) -> str:
    """Why nothing can be installed on a machine with this instance view."""
    body = machine_body("nic")
    body["properties"] |= {"instanceView": view, **properties}
    return guest.why_not(machine_of(body, ID), "installPatches")


RUNNING = {"statuses": [{"code": "PowerState/running"}]}
READY = {"vmAgent": {"statuses": [{"displayStatus": "Ready"}]}}


def test_a_machine_that_runs_with_an_agent_is_asked() -> None:
    """So is one of which Azure shows nothing: it decides itself."""
    assert viewed({**RUNNING, **READY}) == ""
    assert viewed({}) == ""


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (
            {"statuses": [{"code": "PowerState/deallocated"}]},
            "it is not running (deallocated). Start it (`az vm start`), then run this again.",
        ),
        (
            {**RUNNING, "vmAgent": {"statuses": [{"displayStatus": "Not Ready"}]}},
            (
                "its agent does not answer (Not Ready). Check that Windows is up and that the"
                " machine"
                " reaches Azure (168.63.129.16), then run this again."
            ),
        ),
        (
            {
                **RUNNING,
                "patchStatus": {
                    "lastPatchInstallationSummary": {"status": "InProgress", "startTime": "now"}
                },
            },
            (
                "an installation is under way since now; `azure-hotpatch install --resume` waits"
                " for"
                " it."
            ),
        ),
    ],
    ids=["off", "silent", "busy"],
)
def test_a_machine_that_cannot_is_not_asked(view: dict[str, Any], sentence: str) -> None:
    """What to do is said at once, without a refusal of Azure."""
    assert viewed(view) == sentence


def test_the_body_is_azure_s() -> None:
    """Numbers without prefix, the time in ISO 8601, the last day with all of its hours."""
    made = InstallRequest(
        classifications=(Classification.CRITICAL, Classification.SECURITY),
        kbs=("5068966",),
        excluded_kbs=("890830",),
        until=dt.date(2026, 11, 10),
        without_reboots=True,
        reboot=Reboot.IF_REQUIRED,
        duration=dt.timedelta(hours=3, minutes=55),
    )

    assert made.body() == {
        "maximumDuration": "PT3H55M",
        "rebootSetting": "IfRequired",
        "windowsParameters": {
            "classificationsToInclude": ["Critical", "Security"],
            "kbNumbersToInclude": ["5068966"],
            "kbNumbersToExclude": ["890830"],
            "excludeKbsRequiringReboot": True,
            "maxPatchPublishDate": "2026-11-10T23:59:59+00:00",
        },
    }


@given(st.integers(1, 2879))
def test_a_time_is_read_as_it_is_written(minutes: int) -> None:
    """Both ways of writing it."""
    span = dt.timedelta(minutes=minutes)

    assert request.span_of(request.iso(span)) == span
    assert request.span_of(f"{minutes}m") == span
