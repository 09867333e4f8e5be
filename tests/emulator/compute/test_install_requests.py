"""Bodies of installPatches: which are refused, and how KB numbers and names are read."""

from typing import Any

import pytest

from local_azure.arm import ArmError
from local_azure.compute.install_request import read
from local_azure.compute.testing import changed

BODY: dict[str, Any] = {
    "maximumDuration": "PT2H",
    "rebootSetting": "IfRequired",
    "windowsParameters": {"classificationsToInclude": ["Security"]},
}


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"windowsParameters": None}, "windowsParameters"),
        ({"windowsParameters": {}}, "windowsParameters"),
        ({"windowsParameters.classificationsToInclude": []}, "windowsParameters"),
        ({"windowsParameters": {"kbNumbersToExclude": ["1"]}}, "windowsParameters"),
        ({"windowsParameters.classificationsToInclude": ["Best"]}, "classificationsToInclude"),
        ({"windowsParameters.kbNumbersToInclude": ["five"]}, "kbNumbersToInclude"),
        ({"windowsParameters.kbNumbersToExclude": [""]}, "kbNumbersToExclude"),
        ({"windowsParameters.patchNameMasksToInclude": [" "]}, "patchNameMasksToInclude"),
        ({"windowsParameters.maxPatchPublishDate": "soon"}, "maxPatchPublishDate"),
        ({"linuxParameters": {"classificationsToInclude": ["Security"]}}, "linuxParameters"),
        ({"rebootSetting": None}, "rebootSetting"),
        ({"rebootSetting": "Perhaps"}, "rebootSetting"),
        ({"maximumDuration": None}, "maximumDuration"),
        ({"maximumDuration": "2 hours"}, "maximumDuration"),
        ({"maximumDuration": "PT0S"}, "maximumDuration"),
        ({"maximumDuration": "P"}, "maximumDuration"),
    ],
)
def test_a_wrong_body_is_refused_and_says_where(changes: dict[str, Any], target: str) -> None:
    """With the parameter as its target."""
    with pytest.raises(ArmError) as refused:
        read(changed(BODY, changes), is_linux=False)

    assert (refused.value.status, refused.value.code) == (400, "InvalidParameter")
    assert refused.value.target == target
    assert target in refused.value.message


def test_what_is_read_has_one_spelling() -> None:
    """Case, prefixes and .NET's seven digits do not matter."""
    body = changed(
        BODY,
        {
            "rebootSetting": "never",
            "maximumDuration": "PT1H30M",
            "windowsParameters.classificationsToInclude": ["critical", "UpdateRollup"],
            "windowsParameters.kbNumbersToInclude": ["KB5068966", "kb890830", "2267602"],
            "windowsParameters.patchNameMasksToExclude": ["*.NET*"],
            "windowsParameters.maxPatchPublishDate": "2020-11-19T02:36:43.0539904+00:00",
        },
    )

    wanted = read(body, is_linux=False)

    assert wanted.rebooting == "Never"
    assert wanted.window.total_seconds() == 5400
    assert wanted.selection.classifications == ("critical", "updaterollup")
    assert wanted.selection.kbs == ("5068966", "890830", "2267602")
    assert wanted.selection.excluded_masks == ("*.net*",)
    assert str(wanted.selection.published_until) == "2020-11-19"


@pytest.mark.parametrize(
    "given",
    [
        {"classificationsToInclude": ["Security"]},
        {"kbNumbersToInclude": ["5068966"]},
        {"patchNameMasksToInclude": ["*Hotpatch*"]},
    ],
)
def test_one_selection_is_enough(given: dict[str, Any]) -> None:
    """A classification, a KB or a mask."""
    assert read({**BODY, "windowsParameters": given}, is_linux=False).rebooting == "IfRequired"


def test_a_linux_machine_has_parameters_of_its_own() -> None:
    """And no KB numbers."""
    linux = {"classificationsToInclude": ["Security"]}
    body = changed({**BODY, "linuxParameters": linux}, {"windowsParameters": None})

    assert read(body, is_linux=True).rebooting == "IfRequired"
    with pytest.raises(ArmError, match="windowsParameters"):
        read(BODY, is_linux=True)
