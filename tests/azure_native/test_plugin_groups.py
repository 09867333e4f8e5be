"""One resource, through its whole life, as the engine asks for it."""

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.values import UNKNOWN, Secret, from_wire, to_wire
from local_azure.testing import Running
from tests.azure_native.conftest import SUBSCRIPTION, Plugin, calls, fail, urn

GROUP = "resources:ResourceGroup"


def refused(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    """The sentence of a refusal."""
    return str(error.value.details())


def group_id(name: str) -> str:
    """The ARM id of a resource group."""
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}"


def test_a_group_is_made(plugin: Plugin) -> None:
    """A create answers with Azure's id, and with the outputs that programs read."""
    inputs = {"resourceGroupName": plugin.group, "location": "westus2", "tags": {"a": "b"}}

    made = plugin.create(GROUP, inputs)

    assert made == (
        group_id(plugin.group),
        {
            "azureApiVersion": "2024-03-01",
            "location": "westus2",
            "name": plugin.group,
            "properties": {"provisioningState": "Succeeded"},
            "tags": {"a": "b"},
            "type": "Microsoft.Resources/resourceGroups",
        },
    )


def test_what_exists_is_not_made_again(plugin: Plugin, local_azure: Running) -> None:
    """A create of what is there is refused in azure-native's words, and nothing is written."""
    name = plugin.made_group()

    with pytest.raises(grpc.RpcError) as error:
        plugin.create(GROUP, {"resourceGroupName": name, "location": "eastus"})

    assert refused(error) == f"cannot create already existing resource '{group_id(name)}'"
    assert calls(local_azure, name).count(f"PUT {name}") == 1


def test_a_preview_sends_nothing(plugin: Plugin, local_azure: Running) -> None:
    """A preview knows what the program says, and asks Azure nothing."""
    inputs = {"resourceGroupName": plugin.group, "location": UNKNOWN, "tags": {"a": UNKNOWN}}

    arm_id, outputs = plugin.create(GROUP, inputs, preview=True)

    assert (arm_id, outputs["location"], outputs["tags"]) == ("", UNKNOWN, {"a": UNKNOWN})
    assert outputs["name"] is UNKNOWN
    assert calls(local_azure, plugin.group) == []


def test_a_refresh_finds_no_difference(plugin: Plugin) -> None:
    """Outputs and inputs are the same after a refresh of what nobody changed."""
    inputs = {"resourceGroupName": plugin.group, "location": "West US 2", "tags": {"a": "b"}}
    arm_id, outputs = plugin.create(GROUP, inputs)

    found = plugin.read(GROUP, arm_id, inputs, outputs)

    assert (found.id, from_wire(found.properties), from_wire(found.inputs)) == (
        arm_id,
        outputs,
        inputs,
    )


def test_a_refresh_carries_a_change_into_the_inputs(plugin: Plugin) -> None:
    """What somebody changed in Azure shows as the inputs that would make it so."""
    inputs = {"resourceGroupName": plugin.group, "location": "westus2", "tags": {"a": "b"}}
    arm_id, outputs = plugin.create(GROUP, inputs)
    plugin.update(GROUP, arm_id, outputs, {**inputs, "tags": {"a": "c", "d": "e"}})

    found = plugin.read(GROUP, arm_id, inputs, outputs)

    assert from_wire(found.inputs) == {**inputs, "tags": {"a": "c", "d": "e"}}


def test_a_refresh_of_what_is_gone_has_no_id(plugin: Plugin) -> None:
    """A 404 tells the engine that the resource was deleted."""
    assert plugin.read(GROUP, group_id(plugin.group), {"location": "westus2"}).id == ""


def test_an_import_reads_the_inputs(plugin: Plugin) -> None:
    """An import takes the name from the id and the rest from Azure's answer."""
    name = plugin.made_group()

    found = plugin.read(GROUP, group_id(name))

    assert from_wire(found.inputs) == {
        "azureApiVersion": "2024-03-01",
        "location": "westus2",
        "resourceGroupName": name,
    }


def test_an_import_of_another_types_id_is_refused(plugin: Plugin) -> None:
    """The refusal shows the id that was given and the form that is needed."""
    with pytest.raises(grpc.RpcError) as error:
        plugin.read("network:VirtualNetwork", group_id("rg"))

    assert refused(error) == (
        f"'{group_id('rg')}' is not the id of azure-native:network:VirtualNetwork, which is"
        " /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
        "/Microsoft.Network/virtualNetworks/{virtualNetworkName}"
    )


def test_deleting_what_is_gone_is_fine(plugin: Plugin) -> None:
    """A delete waits until Azure is done, and a second one finds nothing and is content."""
    arm_id = group_id(plugin.made_group())

    plugin.delete(GROUP, arm_id)
    plugin.delete(GROUP, arm_id)

    assert plugin.read(GROUP, arm_id, {"location": "westus2"}).id == ""


def test_arms_refusal_is_printed_as_azure_native_prints_it(plugin: Plugin) -> None:
    """Status, code and message of ARM, in one line."""
    name = plugin.made_group()

    with pytest.raises(grpc.RpcError) as error:
        plugin.update(GROUP, group_id(name), {}, {"resourceGroupName": name, "location": "eastus"})

    assert refused(error) == (
        'Status=409 Code="InvalidResourceGroupLocation" Message="Invalid resource group location'
        " 'eastus'. The Resource group already exists in location 'westus2'.\""
    )


def test_a_busy_azure_is_asked_again(plugin: Plugin, local_azure: Running) -> None:
    """429 and 503 are waited for, as long as Azure says."""
    fail(
        local_azure, "PUT", f"*/{plugin.group}", action="status", status=429, times=1, retryAfter=0
    )
    fail(local_azure, "PUT", f"*/{plugin.group}", action="status", status=503, times=1)

    plugin.create(GROUP, {"resourceGroupName": plugin.group, "location": "westus2"})

    assert calls(local_azure, plugin.group).count(f"PUT {plugin.group}") == 3


def test_a_secret_input_is_a_secret_output(plugin: Plugin) -> None:
    """What came as a secret goes back as one, and reached Azure as itself."""
    inputs = {
        "resourceGroupName": plugin.group,
        "location": "westus2",
        "tags": {"key": Secret("canary"), "open": "x"},
    }

    _, outputs = plugin.create(GROUP, inputs)

    assert outputs["tags"] == {"key": Secret("canary"), "open": "x"}


def test_getters_answer(plugin: Plugin) -> None:
    """A getter reads by name; one that finds nothing says which id."""
    name = plugin.made_group()

    found = plugin.invoke("azure-native:resources:getResourceGroup", resourceGroupName=name)

    assert (found["id"], found["location"]) == (group_id(name), "westus2")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"resourceGroupName": "absent"}, f"request failed {group_id('absent')}"),
        ({}, "azure-native:resources:getResourceGroup: missing resourceGroupName"),
    ],
)
def test_getters_refuse(plugin: Plugin, arguments: dict[str, str], said: str) -> None:
    """A getter names what is missing: an argument, or the resource."""
    with pytest.raises(grpc.RpcError) as error:
        plugin.invoke("azure-native:resources:getResourceGroup", **arguments)

    assert refused(error).startswith(said)


def test_a_token_is_given_out(plugin: Plugin) -> None:
    """The function getClientToken answers with a bearer token of the local Azure."""
    assert plugin.invoke("azure-native:authorization:getClientToken")["token"].count(".") == 2


@pytest.mark.parametrize("token", ["azure-native:storage:getBlob", "azure-native:web:listSecrets"])
def test_unknown_functions_are_refused(plugin: Plugin, token: str) -> None:
    """A function of the real plugin is refused by name."""
    with pytest.raises(grpc.RpcError) as error:
        plugin.invoke(token)

    assert refused(error).startswith(f"{token} is not in the local Azure")


def test_a_preview_of_an_update_keeps_what_never_changes(plugin: Plugin) -> None:
    """Name and place stay known, so that what depends on them is known too."""
    arm_id = group_id("rg")
    request = provider_pb2.UpdateRequest(
        id=arm_id,
        urn=urn(GROUP),
        preview=True,
        olds=to_wire({"name": "rg", "location": "westus2", "type": "t", "properties": {}}),
        news=to_wire({"resourceGroupName": "rg", "tags": {"a": "b"}}),
    )

    outputs = from_wire(plugin.stub.Update(request).properties)

    assert (outputs["name"], outputs["location"], outputs["tags"]) == ("rg", "westus2", {"a": "b"})
    assert outputs["properties"] is UNKNOWN
