"""What a machine asks of people."""

from typing import Any

import pytest

from azure_hotpatch_operations.status import judging
from azure_hotpatch_operations.status.judging import Case
from azure_hotpatch_operations.status.model import Patching, Verdict
from tests.operations.status.known import (
    ENROLLED,
    HOTPATCH,
    assessment,
    case,
    days_ago,
    installation,
    machine,
    offered,
    patch,
    patching,
)

DESKTOP = "MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition"


def judged(found: Case) -> tuple[Verdict, list[str]]:
    """The verdict, and every sentence."""
    needs, waits, doubts = (
        tuple(question(found)) for question in (judging.needs, judging.waits, judging.doubts)
    )
    return judging.verdict(found, needs, waits, doubts), [*needs, *waits, *doubts]


def settings(**changes: object) -> dict[str, Any]:
    """The settings of an enrolled machine, but for these."""
    return {"settings": ENROLLED | {f"patchSettings.{key}": on for key, on in changes.items()}}


def test_a_machine_that_is_as_wished_has_nothing_said_of_it() -> None:
    """Enrolled, assessed, current."""
    assert judged(case(machine(), patching())) == (Verdict.GOOD, [])


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        pytest.param(
            case(machine(**settings(enableHotpatching=False)), patching()),
            Verdict.NEEDS_PERSON,
            ["Hotpatch is off: `azure-hotpatch enroll /subscriptions/"],
            id="unenrolled",
        ),
        pytest.param(
            case(
                machine(
                    **settings(
                        **{
                            "automaticByPlatformSettings"
                            ".bypassPlatformSafetyChecksOnUserSchedule": True
                        }
                    )
                ),
                patching(),
            ),
            Verdict.NEEDS_PERSON,
            ["bypassPlatformSafetyChecksOnUserSchedule: found true; allowed:"],
            id="bypass, which ARM would refuse",
        ),
        pytest.param(
            case(machine(), patching(assessment=assessment(status="Failed", error="X: y"))),
            Verdict.NEEDS_PERSON,
            ["The last assessment ended Failed (X: y); `azure-hotpatch assess` it."],
            id="assessment failed",
        ),
        pytest.param(
            case(
                machine(),
                patching(installation=installation(status="CompletedWithWarnings")),
            ),
            Verdict.NEEDS_PERSON,
            ["The last installation ended CompletedWithWarnings;"],
            id="installation with warnings",
        ),
        pytest.param(
            case(machine(), patching(assessment=assessment(reboot_pending=True))),
            Verdict.NEEDS_PERSON,
            ["A reboot is pending: restart the machine."],
            id="reboot pending",
        ),
        pytest.param(
            case(
                machine(),
                patching(installation=installation(reboot_status="Required", at=days_ago(0.5))),
            ),
            Verdict.NEEDS_PERSON,
            ["A reboot is pending: restart the machine."],
            id="reboot required since the assessment",
        ),
        pytest.param(
            case(
                machine(),
                patching(installation=installation(reboot_status="Required", at=days_ago(2))),
            ),
            Verdict.GOOD,
            [],
            id="rebooted since, as the assessment says",
        ),
        pytest.param(
            case(machine(power="deallocated"), offered(HOTPATCH)),
            Verdict.NEEDS_PERSON,
            ["It is deallocated, and updates are installed only", "To be installed: Update"],
            id="off, and behind",
        ),
        pytest.param(
            case(machine(power="deallocated"), patching()),
            Verdict.GOOD,
            [],
            id="off, and current",
        ),
        pytest.param(
            case(machine(agent="Not Ready"), patching()),
            Verdict.NEEDS_PERSON,
            ["Its agent does not answer (Not Ready), so it is neither assessed nor patched."],
            id="silent",
        ),
        pytest.param(
            case(machine(), Patching()),
            Verdict.NEEDS_PERSON,
            ["Azure has no assessment of the last 7 days:", "The hotpatch KB5068966"],
            id="never assessed",
        ),
        pytest.param(
            case(machine(created=days_ago(0.1)), Patching()),
            Verdict.WAITING,
            ["It is new: Azure evaluates it within some hours, while it runs."],
            id="new",
        ),
        pytest.param(
            case(machine(), offered(HOTPATCH)),
            Verdict.WAITING,
            [
                (
                    "To be installed: Update (KB5068966). The platform installs it within 30 days"
                    " of its release."
                )
            ],
            id="offered",
        ),
        pytest.param(
            case(
                machine(),
                patching(
                    urgent=(patch(HOTPATCH, published=days_ago(31)),),
                    installed=frozenset(),
                ),
            ),
            Verdict.NEEDS_PERSON,
            ["To be installed: Update (KB5068966). The platform's 30 days are over:"],
            id="offered for longer than the platform takes",
        ),
        pytest.param(
            case(machine(), patching(installation=installation(status="InProgress"))),
            Verdict.WAITING,
            ["Updates are being installed."],
            id="at work",
        ),
        pytest.param(
            case(machine(power=None), patching()),
            Verdict.UNKNOWN,
            ["Azure does not say whether it runs."],
            id="power unknown",
        ),
        pytest.param(
            case(machine(), patching(assessment=assessment(reboot_pending=None))),
            Verdict.UNKNOWN,
            ["Azure does not say whether it waits for a reboot."],
            id="reboot unknown",
        ),
        pytest.param(
            case(machine(created=None), Patching(installed=frozenset({HOTPATCH}))),
            Verdict.UNKNOWN,
            ["Azure has no assessment of it, and does not say since when it exists."],
            id="nothing known",
        ),
        pytest.param(
            case(machine(image=DESKTOP), Patching()),
            Verdict.NOT_ELIGIBLE,
            [],
            id="not eligible",
        ),
        pytest.param(
            case(
                machine(image=DESKTOP),
                patching(installation=installation(status="Failed")),
            ),
            Verdict.NEEDS_PERSON,
            ["The last installation ended Failed;"],
            id="not eligible, and failed",
        ),
    ],
)
def test_verdicts(found: Case, verdict: Verdict, words: list[str]) -> None:
    """Each with the sentences that say why."""
    said = judged(found)

    assert said[0] is verdict
    assert len(said[1]) == len(words), said[1]
    for sentence, begin in zip(said[1], words, strict=True):
        assert begin in sentence


def test_nothing_known_is_never_as_wished() -> None:
    """Whatever is taken away from a machine that is, it is not good any more, or was not needed."""
    unknowns: list[tuple[dict[str, Any], Patching]] = [
        ({"power": None}, patching()),
        ({}, Patching()),
        ({}, patching(assessment=None)),
        ({}, patching(assessment=assessment(reboot_pending=None))),
        ({}, patching(assessment=assessment(pending=None), installed=frozenset())),
        ({}, patching(assessment=assessment(at=None), installed=frozenset())),
        ({}, patching(assessment=assessment(status=None), installed=frozenset())),
        ({"created": None}, Patching()),
        ({"settings": {}}, patching()),
        ({"image": None}, patching()),
    ]

    verdicts = {judged(case(machine(**changes), known))[0] for changes, known in unknowns}
    assert Verdict.GOOD not in verdicts
