"""What Azure, a policy or somebody else does to a machine, and what a preview makes of it."""

import pytest
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute.models import VirtualMachineUpdate

from tests.drift.conftest import DENIAL, Made, preview, up, writes

pytestmark = pytest.mark.engine

THREE_HOURS = 3 * 60 * 60


def assess(made: Made, mode: str) -> None:
    """Change the machine's assessment mode past Pulumi."""
    settings = {"patchSettings": {"assessmentMode": mode}}
    wanted = {"properties": {"osProfile": {"windowsConfiguration": settings}}}
    made.stack.azure.client(ComputeManagementClient).virtual_machines.begin_update(
        made.stack.group, "web", VirtualMachineUpdate(wanted)
    ).result()


def assessed(made: Made) -> str:
    """The machine's assessment mode in Azure."""
    client = made.stack.azure.client(ComputeManagementClient)
    profile = client.virtual_machines.get(made.stack.group, "web").as_dict()["properties"]
    return str(profile["osProfile"]["windowsConfiguration"]["patchSettings"]["assessmentMode"])


def test_a_policys_denial_reaches_the_user_in_azures_words(made: Made) -> None:
    """Code and text, with the policy's name, and no traceback."""
    assert DENIAL["error"]["code"] in made.denied
    assert DENIAL["error"]["message"] in made.denied
    assert "Traceback" not in made.denied


def test_the_platforms_extensions_are_no_drift(made: Made) -> None:
    """They appear hours after the enrolment; a refresh sees them, and nothing is to be done."""
    made.stack.azure.admin("POST", "/clock", {"advance": THREE_HOURS})

    made.stack.pulumi("refresh", "--yes", "--skip-preview")

    machine = made.stack.resources()["web-vm"]["outputs"]
    assert [extension["name"] for extension in machine["resources"]] == [
        "WindowsPatchExtension",
        "WindowsHotpatch",
    ]
    assert preview(made.stack) == []


def test_an_assessment_mode_of_a_policy_is_no_drift(made: Made) -> None:
    """Azure Policy sets the mode that the component writes anyway."""
    assess(made, "AutomaticByPlatform")

    assert preview(made.stack, "--refresh") == []


def test_assessments_that_were_switched_off_are_switched_on_again(made: Made) -> None:
    """A refresh notices, and the up repairs the machine in place."""
    assess(made, "ImageDefault")

    noticed = preview(made.stack, "--refresh")
    done = up(made.stack, "--refresh")

    assert (noticed, done) == (["update web-vm"], ["update web-vm"])
    assert assessed(made) == "AutomaticByPlatform"


def test_a_protected_machine_survives_the_up_that_would_replace_it(made: Made) -> None:
    """The engine refuses, and Azure is asked for nothing."""
    made.stack.configure(machine={"computer_name": "shop"})
    before = len(made.stack.azure.requests())

    said = made.stack.up(fails=True)

    made.stack.configure(machine={"computer_name": "web"})
    assert "unable to replace resource" in said
    assert writes(made.stack, before) == []
    assert preview(made.stack) == []
