"""What `azure-hotpatch status` can't look at: one sentence each, and the exit code."""

from collections.abc import Callable
from typing import Any

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from tests.operations.status.conftest import GRAPH, Estate, lines

NOBODY = "00000000-0000-4000-8000-00000000dead"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--subscription", NOBODY],
            (
                f"subscription {NOBODY}: not found, or you may not read it. `az account list"
                " -o table` shows those that you can use; the role Reader makes one readable."
            ),
        ),
        (
            ["-g", "none"],
            (
                "resource group none of subscription 00000000-0000-4000-8000-000000000001: there"
                " is no such resource group. Check its name and its subscription."
            ),
        ),
        (
            ["-g", "hotpatch", "none"],
            (
                "machine none of resource group hotpatch: there is no such machine. Check its"
                " name, its resource group and its subscription."
            ),
        ),
    ],
)
def test_what_is_not_there_is_one_sentence(estate: Estate, words: list[str], sentence: str) -> None:
    """With exit code 1; the same as data."""
    done = estate.run("status", *words, "--json")

    assert (done.returncode, done.stderr) == (1, f"azure-hotpatch: {sentence}\n")
    assert estate.data("status", *words) == {"error": sentence}


def test_no_rights_are_one_sentence(estate_of: Callable[..., Estate]) -> None:
    """It names the role that helps."""
    estate = estate_of(1)
    denied = {"action": "status", "status": 403, "code": "AccessDenied", "message": "Denied."}
    estate.azure.admin("POST", "/faults", {"path": GRAPH, **denied})

    done = estate.run("status", "-g", "hotpatch")

    assert done.returncode == 1
    assert done.stderr == (
        f"azure-hotpatch: subscription {estate.azure.subscription}: not found, or you may not read"
        " it. `az account list -o table` shows those that you can use; the role Reader makes one"
        " readable.\n"
    )


def test_a_machine_that_may_not_be_read(estate_of: Callable[..., Estate]) -> None:
    """Resource Graph leaves it out without a word; ARM is asked why."""
    estate = estate_of(1)
    said = "does not have authorization to perform action 'Microsoft.Compute/virtualMachines/read'"
    denied = {"action": "status", "status": 403, "code": "AuthorizationFailed", "message": said}
    estate.azure.admin("POST", "/faults", {"path": "*/virtualMachines/hidden", **denied})

    done = estate.run("status", "-g", "hotpatch", "hidden", "web-0000")

    assert done.returncode == 1
    assert (
        "machine hidden of resource group hotpatch: no rights: it takes the permission"
        " Microsoft.Compute/virtualMachines/read. Ask for a role that has it, such as Reader, or"
        " sign in as somebody else."
    ) in lines(done.stdout)


def test_one_of_several_subscriptions_that_is_not_there(estate: Estate) -> None:
    """Azure would leave it out without a word; it is not taken for one without machines."""
    words = ["--subscription", estate.azure.subscription, "--subscription", NOBODY]

    done = estate.run("status", *words)

    assert done.returncode == 1
    assert done.stderr.startswith(f"azure-hotpatch: subscription {NOBODY}: not found, or")


def test_an_empty_group_is_not_well(estate: Estate) -> None:
    """Nothing was looked at, so nothing is good."""
    groups: Any = estate.azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("empty", {"location": "westeurope"})

    done = estate.run("status", "-g", "empty")

    assert done.returncode == 1
    assert done.stderr.endswith(
        "has no virtual machine that you may read; nothing was looked at.\n"
    )


def test_wrong_use_is_exit_code_2(estate: Estate) -> None:
    """Nothing named, and a corrections file that is not there."""
    nothing = estate.run("status")
    no_file = estate.run("status", "-g", "hotpatch", "--corrections", "none.yaml")

    assert (nothing.returncode, no_file.returncode) == (2, 2)
    assert nothing.stderr.startswith("azure-hotpatch: no machine is named: give the ARM id")
