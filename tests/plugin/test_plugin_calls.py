"""The plugin process, asked as the engine asks it, before a real local Azure."""

import json

import grpc
import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from azure_hotpatch.plugin.properties import plain
from local_azure.testing import Running
from tests.plugin.plugin_process import PluginProcess, struct
from tests.plugin.registration import (
    FEATURE_TYPE,
    ID,
    INPUTS,
    MADE,
    PROVIDER_TYPE,
    SUBSCRIPTION,
    create,
)


def test_schema_describes_components_and_resources(plugin: PluginProcess) -> None:
    """Every language sees the components, the two resources, and the configuration."""
    schema = json.loads(plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)

    feature = schema["resources"][FEATURE_TYPE]
    assert sorted(schema["resources"]) == [
        "azure-hotpatch:index:AdoptedVm",
        FEATURE_TYPE,
        "azure-hotpatch:index:HotpatchFleet",
        "azure-hotpatch:index:HotpatchNetwork",
        "azure-hotpatch:index:HotpatchScaleSet",
        "azure-hotpatch:index:HotpatchVm",
        "azure-hotpatch:index:PreviewAccess",
        PROVIDER_TYPE,
    ]
    assert (feature["requiredInputs"], sorted(feature["properties"])) == (
        ["subscriptionId", "namespace", "feature"],
        [
            "feature",
            "namespace",
            "registeredAt",
            "registeredHere",
            "state",
            "subscriptionId",
            "timeoutMinutes",
            "unregisterOnDelete",
        ],
    )
    assert all(one.get("description") for one in feature["properties"].values())
    assert schema["config"]["variables"]["clientSecret"]["secret"] is True


def test_configuration_is_refused_all_at_once(plugin: PluginProcess) -> None:
    """Malformed settings, malformed pace and unknown keys are named together."""
    news = {
        "metadataHost": "https://localhost",
        "tenantId": "no tenant",
        "stableReads": "2.5",
        "pollIntervallSeconds": "1",
    }

    answer = plugin.stub.CheckConfig(provider_pb2.CheckRequest(news=struct(news)))

    assert [failure.reason.split(": ")[0] for failure in answer.failures] == [
        "azure-hotpatch:pollIntervallSeconds",
        "azure-hotpatch:stableReads",
        "azure-hotpatch:metadataHost",
        "azure-hotpatch:tenantId",
    ]


def test_inputs_are_refused_all_at_once(plugin: PluginProcess) -> None:
    """Malformed names and values, missing ones and unknown ones are named together."""
    news = {"subscriptionId": "mine", "feature": "A/B", "timeoutMinutes": 0, "colour": "red"}

    answer = plugin.stub.Check(
        provider_pb2.CheckRequest(urn=plugin.urn, type=FEATURE_TYPE, news=struct(news))
    )

    assert sorted(failure.property for failure in answer.failures) == [
        "colour",
        "feature",
        "namespace",
        "subscriptionId",
        "timeoutMinutes",
    ]


def test_preview_makes_no_call(plugin: PluginProcess, local_azure: Running) -> None:
    """A preview knows the inputs, does not know the state, and asks nobody."""
    answer = plugin.stub.Create(
        provider_pb2.CreateRequest(
            urn=plugin.urn, type=FEATURE_TYPE, properties=struct(INPUTS), preview=True
        )
    )

    unknown = dict.fromkeys(("state", "registeredHere", "registeredAt"), UNKNOWN)
    assert plain(answer.properties) == {**INPUTS, **unknown}
    assert local_azure.requests() == []


def test_create_registers_and_shows_progress(plugin: PluginProcess) -> None:
    """A registration is waited for, and the wait is shown at the resource."""
    answer = create(plugin)

    made = plain(answer.properties)
    assert answer.id == ID
    assert made.pop("registeredAt").endswith("+00:00")
    assert made == {**INPUTS, "state": "Registered", "registeredHere": True}
    assert plugin.said(ephemeral=True)[0] == "Registering, 0s of 30m"
    assert {one.urn for one in plugin.listening.logged} == {plugin.urn}


def test_a_secret_stays_one(plugin: PluginProcess) -> None:
    """What comes in as a secret goes into the state as one."""
    signature = "4dabf18193072939515e22adb298388d"
    secret = {signature: "1b47061264138c4ac30d75fd1eb44270", "value": SUBSCRIPTION}

    answer = create(plugin, subscriptionId=secret)

    assert MessageToDict(answer.properties)["subscriptionId"] == secret


def test_undone_is_seen_and_repaired(plugin: PluginProcess) -> None:
    """What a refresh finds undone is an update, and the update registers again."""
    read = plugin.stub.Read(
        provider_pb2.ReadRequest(
            id=ID, urn=plugin.urn, type=FEATURE_TYPE, properties=struct(MADE), inputs=struct(INPUTS)
        )
    )
    found = plain(read.properties)
    diff = plugin.stub.Diff(
        provider_pb2.DiffRequest(
            id=ID,
            urn=plugin.urn,
            type=FEATURE_TYPE,
            olds=read.properties,
            old_inputs=struct(INPUTS),
            news=struct(INPUTS),
        )
    )
    update = plugin.stub.Update(
        provider_pb2.UpdateRequest(
            id=ID,
            urn=plugin.urn,
            type=FEATURE_TYPE,
            olds=read.properties,
            old_inputs=struct(INPUTS),
            news=struct(INPUTS),
        )
    )

    assert found == {**MADE, "state": "NotRegistered"}
    assert (list(diff.diffs), list(diff.replaces)) == (["state"], [])
    assert plain(update.properties)["state"] == "Registered"


def test_import_finds_what_is_registered(plugin: PluginProcess) -> None:
    """An id alone gives the inputs and the state; what is not registered does not exist."""
    absent = plugin.stub.Read(provider_pb2.ReadRequest(id=ID, urn=plugin.urn, type=FEATURE_TYPE))
    create(plugin)
    present = plugin.stub.Read(provider_pb2.ReadRequest(id=ID, urn=plugin.urn, type=FEATURE_TYPE))

    assert absent.id == ""
    assert present.id == ID
    assert plain(present.inputs) == INPUTS
    assert plain(present.properties) == {
        **INPUTS,
        "state": "Registered",
        "registeredHere": False,
        "registeredAt": "",
    }


def test_a_wrong_id_says_how_to_write_it(plugin: PluginProcess) -> None:
    """An import with another kind of id shows the form."""
    with pytest.raises(grpc.RpcError) as caught:
        plugin.stub.Read(provider_pb2.ReadRequest(id="feature", urn=plugin.urn, type=FEATURE_TYPE))

    assert caught.value.details() == (
        "'feature' is no id of azure-hotpatch:index:FeatureRegistration; write it as"
        " /subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Features"
        "/providers/Microsoft.Compute/features/EncryptionAtHost"
    )


def test_a_component_that_is_not_there_is_named(plugin: PluginProcess) -> None:
    """A type that this version does not have is answered with those that it has."""
    with pytest.raises(grpc.RpcError) as caught:
        plugin.stub.Construct(
            provider_pb2.ConstructRequest(
                type="azure-hotpatch:index:HotpatchMoon",
                name="moon",
                monitorEndpoint=plugin.listening.address,
            )
        )

    assert caught.value.details() == (
        "azure-hotpatch:index:HotpatchMoon is no component of azure-hotpatch; it has"
        " azure-hotpatch:index:PreviewAccess, azure-hotpatch:index:HotpatchNetwork,"
        " azure-hotpatch:index:HotpatchVm, azure-hotpatch:index:HotpatchFleet,"
        " azure-hotpatch:index:HotpatchScaleSet, azure-hotpatch:index:AdoptedVm"
    )
