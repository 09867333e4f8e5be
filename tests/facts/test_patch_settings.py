"""Which patch settings go together: a file a case."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts import patch_settings

CASES = sorted((Path(__file__).parent / "patch_settings").glob("*.json"))

any_settings = st.fixed_dictionaries(
    {},
    optional={path: st.sampled_from(values) for path, values in patch_settings.SETTINGS.items()},
)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_settings_are_judged_as_azure_does(case: Path) -> None:
    """Every violation at once: its path, what was found, what is allowed."""
    told = json.loads(case.read_text())
    settings = patch_settings.flattened(told["windowsConfiguration"])

    violations = patch_settings.violations(
        settings, image_takes_hotpatches=told["imageTakesHotpatches"]
    )

    assert [
        {
            "path": violation.path.removeprefix("osProfile.windowsConfiguration."),
            "found": violation.found,
            "allowed": violation.allowed,
        }
        for violation in violations
    ] == told["violations"]


@given(any_settings, st.booleans())
def test_every_violation_says_what_to_do_and_who_says_so(
    settings: dict[str, object],
    image_takes_hotpatches: bool,  # noqa: FBT001 (hypothesis hands it over by position)
) -> None:
    """Each has a fix that ends as a sentence does, and an address; no two are the same."""
    violations = patch_settings.violations(settings, image_takes_hotpatches=image_takes_hotpatches)

    assert all(violation.fix.endswith(".") for violation in violations)
    assert all(violation.source.startswith("https://") for violation in violations)
    assert len({violation.path for violation in violations}) == len(violations)


@given(any_settings)
def test_hotpatch_needs_exactly_its_settings(settings: dict[str, object]) -> None:
    """On a hotpatch image, whatever passes with hotpatching on has agent, mode and checks."""
    enrolled = {**settings, patch_settings.HOTPATCHING: True}

    passes = not patch_settings.violations(enrolled, image_takes_hotpatches=True)

    assert passes == (
        enrolled.get(patch_settings.PATCH_MODE) == "AutomaticByPlatform"
        and enrolled.get(patch_settings.AGENT) is not False
        and enrolled.get(patch_settings.AUTOMATIC_UPDATES) is not False
        and enrolled.get(patch_settings.BYPASS) is not True
    )


@pytest.mark.parametrize("is_enrolled", [True, False])
@pytest.mark.parametrize("reboots", [None, "Unknown", "IfRequired", "Never", "Always"])
def test_the_settings_of_a_hotpatch_machine_break_no_rule(
    reboots: str | None, *, is_enrolled: bool
) -> None:
    """Nor do they where it is unenrolled, or has a reboot setting."""
    settings = {
        **patch_settings.HOTPATCH,
        patch_settings.HOTPATCHING: is_enrolled,
        patch_settings.REBOOT_SETTING: reboots,
    }

    assert patch_settings.violations(settings, image_takes_hotpatches=True) == ()
