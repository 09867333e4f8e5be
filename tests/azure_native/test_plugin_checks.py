"""What inputs become before anything is made: names, places, secrets, and mistakes."""

import pytest
from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.values import UNKNOWN, Secret
from local_azure.testing import Running
from tests.azure_native.conftest import Plugin, running_plugin

GROUP = "resources:ResourceGroup"
SEED = b"0123456789abcdef0123456789abcdef"


def test_names_are_made_from_the_engines_seed(plugin: Plugin) -> None:
    """An automatic name is the same for the same seed, so that `up` makes what the preview said."""
    first, _ = plugin.check(GROUP, {"location": "westus2"}, randomSeed=SEED)
    second, _ = plugin.check(GROUP, {"location": "westus2"}, randomSeed=SEED)
    other, _ = plugin.check(GROUP, {"location": "westus2"}, randomSeed=SEED[::-1])

    assert first["resourceGroupName"].removeprefix("thing").isalnum()
    assert len(first["resourceGroupName"]) == len("thing") + 8
    assert first == second
    assert first["resourceGroupName"] != other["resourceGroupName"]
    assert first["__createBeforeDelete"] is True


def test_an_automatic_name_stays(plugin: Plugin) -> None:
    """The next check keeps the name that the last one made."""
    olds = {"resourceGroupName": "thing123", "location": "westus2", "__createBeforeDelete": True}

    inputs, _ = plugin.check(GROUP, {"location": "westus2"}, olds, randomSeed=SEED)

    assert inputs == {**olds, "azureApiVersion": "2024-03-01"}


def test_children_are_named_as_the_program_names_them(plugin: Plugin) -> None:
    """A subnet without a name gets its logical name, with nothing added."""
    inputs, failures = plugin.check(
        "network:Subnet",
        {"resourceGroupName": "rg", "virtualNetworkName": "net"},
        randomSeed=SEED,
    )

    assert (inputs["subnetName"], failures) == ("thing", [])
    assert "__createBeforeDelete" not in inputs


MODE = provider_pb2.CheckRequest.AutonamingOptions


@pytest.mark.parametrize(
    ("mode", "name"), [(MODE.PROPOSE, "mine"), (MODE.ENFORCE, "mine"), (MODE.DISABLE, None)]
)
def test_autonaming_configuration_is_kept(plugin: Plugin, mode: int, name: str | None) -> None:
    """The stack's autonaming settings decide, and can switch automatic names off."""
    options = MODE(mode=mode, proposed_name="mine")  # type: ignore[arg-type] # an enum's number

    inputs, failures = plugin.check(GROUP, {"location": "westus2"}, autonaming=options)

    assert inputs.get("resourceGroupName") == name
    assert failures == ([] if name else ["missing required property 'resourceGroupName'"])


def test_mistakes_are_listed_at_once(plugin: Plugin) -> None:
    """What is missing, empty or unknown is named together."""
    _, failures = plugin.check(
        "network:SecurityRule",
        {"resourceGroupName": " ", "access": "Allow", "priorty": 100, "protocol": UNKNOWN},
    )

    assert failures == [
        "'resourceGroupName' must be a name that is not empty (found ' ')",
        "missing required property 'networkSecurityGroupName'",
        "missing required property 'direction'",
        "missing required property 'priority'",
        (
            "unknown property 'priorty': azure-native:network:SecurityRule has no such input at"
            " api-version 2024-05-01"
        ),
    ]


def test_a_location_comes_from_the_group(plugin: Plugin) -> None:
    """A resource without a location lies where its group is, unless that is unknown yet."""
    known, _ = plugin.check("network:NatGateway", {"resourceGroupName": plugin.made_group()})
    unknown, _ = plugin.check("network:NatGateway", {"resourceGroupName": UNKNOWN})

    assert (known["location"], unknown["location"]) == ("westus2", UNKNOWN)


def test_a_location_comes_from_the_configuration(local_azure: Running) -> None:
    """The key azure-native:location is stronger than the group's; an old location wins."""
    with running_plugin(local_azure.env) as plugin:
        plugin.configure(location="eastus")

        fresh, _ = plugin.check(GROUP, {})
        old, _ = plugin.check(GROUP, {}, {"location": "westus3"})

    assert (fresh["location"], old["location"]) == ("eastus", "westus3")


def test_a_group_needs_a_location(plugin: Plugin) -> None:
    """The failure says where a location can be set."""
    _, failures = plugin.check(GROUP, {})

    assert failures == [
        (
            "missing required property 'location'. Either set it explicitly or configure it with"
            " 'pulumi config set azure-native:location <value>'."
        )
    ]


def test_passwords_are_secret_whoever_writes_them(plugin: Plugin) -> None:
    """An admin password is a secret, also where the program forgot to say so."""
    inputs, _ = plugin.check(
        "compute:VirtualMachine",
        {
            "resourceGroupName": "rg",
            "location": "westus2",
            "osProfile": {"adminUsername": "operator", "adminPassword": "canary"},
        },
    )

    assert inputs["osProfile"] == {"adminUsername": "operator", "adminPassword": Secret("canary")}
