"""Enrolment and orchestration, as the portal reckons and words them."""

from typing import Any

import pytest

from azure_hotpatch_facts import images
from azure_hotpatch_operations.patch_records import Assessment
from azure_hotpatch_operations.status.enrolment import enrolment, orchestration
from azure_hotpatch_operations.status.model import Enrolment
from tests.operations.status.known import ENROLLED, assessment, machine

HOTPATCHING = "patchSettings.enableHotpatching"
MODE = "patchSettings.patchMode"
BYPASS = "patchSettings.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule"


def changed(**settings: object) -> dict[str, Any]:
    """The settings with others in their place; None takes one away."""
    every = {**ENROLLED, **settings}
    return {"settings": {name: value for name, value in every.items() if value is not None}}


@pytest.mark.parametrize(
    ("settings", "known", "expected"),
    [
        ({}, assessment(), Enrolment.ENABLED),
        ({HOTPATCHING: "True"}, assessment(), Enrolment.ENABLED),
        ({HOTPATCHING: False}, assessment(), Enrolment.DISABLED),
        ({HOTPATCHING: None}, assessment(), Enrolment.DISABLED),
        ({}, None, Enrolment.PENDING),
        ({HOTPATCHING: False}, None, Enrolment.PENDING),
        ({}, assessment(status="InProgress"), Enrolment.ENABLED),
        ({}, assessment(status="Failed"), Enrolment.PENDING),
        ({}, assessment(status="Failed", is_supported=False), Enrolment.ENABLED),
    ],
)
def test_enrolment_of_an_image_that_can(
    settings: dict[str, object], known: Assessment | None, expected: Enrolment
) -> None:
    """A failed assessment is no evaluation, as in the portal's query."""
    assert enrolment(machine(**changed(**settings)), known) is expected


@pytest.mark.parametrize("image", images.CATALOGUE, ids=lambda image: image.sku)
def test_the_catalogue_decides_what_is_available(image: images.Image) -> None:
    """Whatever the settings are."""
    found = machine(image=image.reference)

    assert (enrolment(found, assessment()) is Enrolment.NOT_AVAILABLE) is not image.can_hotpatch
    assert (found.why_not() == "") is image.can_hotpatch


@pytest.mark.parametrize(
    ("reference", "word"),
    [
        (None, "it was made of a disk"),
        ("MicrosoftWindowsServer:WindowsServer:2019-datacenter-azure-edition", "no document"),
        ("MicrosoftWindowsServer:WindowsServer:2025-datacenter-g2", "not an image of Windows"),
    ],
)
def test_an_image_that_no_catalogue_knows(reference: str | None, word: str) -> None:
    """It takes none, and why is said."""
    found = machine(image=reference)

    assert enrolment(found, None) is Enrolment.NOT_AVAILABLE
    assert word in found.why_not()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "Azure Managed - Safe Deployment"),
        ({MODE: "automaticbyplatform"}, "Azure Managed - Safe Deployment"),
        ({BYPASS: True}, "Customer Managed Schedules"),
        ({MODE: "AutomaticByOS", BYPASS: True}, "Windows Automatic Update"),
        ({MODE: "Manual"}, "Manual"),
        ({MODE: "ImageDefault"}, "Image Default"),
        ({MODE: None}, "N/A"),
    ],
)
def test_orchestration(settings: dict[str, object], expected: str) -> None:
    """In the portal's words."""
    assert orchestration(machine(**changed(**settings))) == expected
