"""The command `azure-hotpatch access`, on subscriptions of a real local Azure."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.resource.features import FeatureClient

from tests.operations.estate import Estate, estate
from tests.recovery.interruption import until

TWO = "00000000-0000-4000-8000-000000000002"
THREE = (
    "InGuestHotPatchVMPreview",
    "InGuestAutoPatchVMPreview",
    "InGuestPatchVMPreview",
)


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """A local Azure with two subscriptions; the first is registered for the three features."""
    one = "00000000-0000-4000-8000-000000000001"
    options = [word for each in (one, TWO) for word in ("--subscription", each)]
    with estate(tmp_path_factory.mktemp("estate"), *options, feature=0.01) as made:
        features: Any = made.azure.client(FeatureClient).features
        for name in THREE:
            features.register("Microsoft.Compute", name)
        names = {f"Microsoft.Compute/{name}" for name in THREE}
        until(lambda: names <= registered(features), "the three are Registered")
        yield made


def registered(features: Any) -> set[str]:
    """The features of Microsoft.Compute that are Registered."""
    found = features.list("Microsoft.Compute")
    return {each.name for each in found if each.properties.state == "Registered"}


def states(found: dict[str, Any]) -> dict[str, str]:
    """State by name."""
    return {each["name"]: each["state"] for each in found["registrations"]}


def test_a_subscription_that_has_all_is_well(azure: Estate) -> None:
    """The three features and their provider; and released images need none of it."""
    found = azure.json("access")

    assert states(found) == {
        **{f"Microsoft.Compute/{name}": "Registered" for name in THREE},
        "Microsoft.Compute": "Registered",
    }
    assert found["note"].startswith("Machines on released images need none of the preview's")


def test_what_is_missing_says_which_permission_it_takes(azure: Estate) -> None:
    """In a table, several subscriptions at once; the exit code is 1."""
    done = azure.run("access", "--subscription", azure.azure.subscription, "--subscription", TWO)

    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    action = "Microsoft.Features/providers/features/register/action"
    assert [TWO, f"Microsoft.Compute/{THREE[0]}", "NotRegistered", action] in lines
    assert [azure.azure.subscription, f"Microsoft.Compute/{THREE[0]}", "Registered", "-"] in lines
    assert f"Microsoft.Compute/{THREE[0]}: Register it." in done.stdout


def test_any_feature_is_read(azure: Estate) -> None:
    """With its provider; one that Azure does not know is missing."""
    found = azure.json("access", "EncryptionAtHost", "Microsoft.Network/AllowNothing", code=1)

    assert states(found) == {
        "Microsoft.Compute/EncryptionAtHost": "NotRegistered",
        "Microsoft.Network/AllowNothing": "NotOffered",
        "Microsoft.Compute": "Registered",
        "Microsoft.Network": "Registered",
    }


def test_nothing_is_changed(azure: Estate) -> None:
    """It only reads."""
    before = len(azure.calls("POST", "/register")) + len(azure.calls("PUT"))

    azure.run("access", "--subscription", TWO)

    assert len(azure.calls("POST", "/register")) + len(azure.calls("PUT")) == before


def test_what_cannot_be_read_does_not_stop_the_others(azure: Estate) -> None:
    """Without rights at one feature, and at a subscription that is not there."""
    azure.fault(action="status", status=403, code="AuthorizationFailed", path=f"*/{THREE[0]}")
    nobodys = "00000000-0000-4000-8000-0000000000ff"

    found = azure.json(
        "access", "--subscription", azure.azure.subscription, "--subscription", nobodys, code=1
    )

    first, nowhere = found["registrations"][0], found["registrations"][4:]
    assert (first["state"], first["permission"], first["nextStep"]) == (
        None,
        "Microsoft.Features/providers/features/read",
        (
            "No rights: it takes Microsoft.Features/providers/features/read at the subscription."
            " Ask"
            " for the role Reader there."
        ),
    )
    assert found["registrations"][1]["state"] == "Registered"
    assert [each["state"] for each in nowhere] == [None] * 4
    assert all(
        each["nextStep"].startswith(f"subscription {nobodys}: this subscription is not there")
        for each in nowhere
    )


def test_wrong_use_is_told_at_once(azure: Estate) -> None:
    """With exit code 2."""
    done = azure.run("access", "a b", "--subscription", "mine")
    nowhere = azure.run("access", ARM_SUBSCRIPTION_ID="")

    assert (done.returncode, nowhere.returncode) == (2, 2)
    assert done.stderr == (
        "azure-hotpatch: --subscription: found 'mine'; allowed: a GUID. `az account list` shows"
        " yours.\n"
        "FEATURE: found 'a b'; allowed: letters, digits, . _ -. Leave the namespace out.\n"
    )
    assert nowhere.stderr == (
        "azure-hotpatch: --subscription: which? Add it, or set ARM_SUBSCRIPTION_ID.\n"
    )
