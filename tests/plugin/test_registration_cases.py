"""Every state of a registration, whatever Pulumi asks, through every fault: cases/*.json.

The plugin's process is the real one, and so is the local Azure, whose time goes on by five
seconds again and again while the plugin waits: a feature and a provider take ten minutes there.
"""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import engine_pb2, provider_pb2, status_pb2

from azure_hotpatch.plugin.properties import plain
from local_azure.testing import Running, running
from tests.plugin.plugin_process import PluginProcess, plugin_process, struct
from tests.plugin.registration import FEATURE_TYPE, PROVIDER_TYPE, SUBSCRIPTION
from tests.plugin.registration_cases import (
    DEEDS,
    FEATURE,
    IDS,
    NAMESPACE,
    STATES,
    Case,
    End,
    cases,
    spoken_requests,
    the_same_every_time,
)
from tests.plugin.subscription import Subscription

CASES = cases()
TEN_MINUTES = {"feature": 600.0, "provider": 600.0}
A_WHILE = 300
TYPES = {"feature": FEATURE_TYPE, "provider": PROVIDER_TYPE}
ADDED = ("state", "registeredHere", "registeredAt")


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A local Azure in which things take as long as in Azure."""
    folder = tmp_path_factory.mktemp("cases") / "azure"
    with running(folder, durations=TEN_MINUTES) as server:
        yield server


@pytest.fixture(scope="module")
def subscription(local_azure: Running) -> Iterator[Subscription]:
    """The subscription, and somebody else who uses it."""
    features = local_azure.client(FeatureClient)
    resources = local_azure.client(ResourceManagementClient)
    yield Subscription(local_azure, features, resources)
    features.close()
    resources.close()


@pytest.fixture(scope="module")
def one_plugin(local_azure: Running) -> Iterator[PluginProcess]:
    """The plugin's process."""
    with plugin_process(local_azure.env) as made:
        yield made


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_registration_ends_as_the_table_says(
    case: Case, one_plugin: PluginProcess, subscription: Subscription
) -> None:
    """What is asked of Azure, what the state holds, and what the user reads."""
    one_plugin.urn = f"urn:pulumi:dev::project::{TYPES[case.kind]}::{case.id}"
    subscription.begin(case)
    one_plugin.configure(**case.plugin)
    one_plugin.listening.logged.clear()
    before = len(subscription.azure.requests())

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, case, one_plugin)
        let_it_happen(case, asked, one_plugin, subscription, before)
        end = asked.result()

    end.requests = spoken_requests(subscription.azure.requests()[before:])
    assert end == case.end
    if case.azure is not None:
        assert subscription.state(case.kind) == case.azure


def test_the_table_is_whole() -> None:
    """Every state is there for features and for providers, and every word is a known one."""
    created = {(case.kind, case.is_) for case in CASES if case.operation == "create"}
    only_features = {"Pending", "needs approval", "generally available", "unknown"}

    assert created >= {("feature", state) for state in STATES}
    assert created >= {("provider", state) for state in STATES if state not in only_features}
    assert {case.is_ for case in CASES} <= set(STATES)
    assert {deed["do"] for case in CASES for deed in case.during if "do" in deed} <= set(DEEDS)
    assert {case.operation for case in CASES} == {"create", "update", "read", "delete"}
    assert len(CASES) >= 50


def let_it_happen(
    case: Case,
    asked: Future[End],
    plugin: PluginProcess,
    subscription: Subscription,
    before: int,
) -> None:
    """Let time pass in Azure, and others act, until the plugin has answered."""
    coming = list(case.during)
    azure = subscription.azure
    while not asked.done():
        log = azure.requests()[before:]
        came = sum("/subscriptions/" in one["path"] for one in log)
        while coming and came >= coming[0]["after"]:
            happening = coming.pop(0)
            if "fault" in happening:
                azure.admin("POST", "/faults", happening["fault"])
            elif happening["do"] == "cancel":
                plugin.stub.Cancel(empty_pb2.Empty())
            else:
                subscription.do(happening["do"], case.kind)
        if came and not coming and case.clock == "goes on":
            azure.admin("POST", "/clock", {"advance": A_WHILE})
        time.sleep(0.02)


def ask(case: Case, plugin: PluginProcess) -> End:
    """What Pulumi asks, and what it is answered."""
    end = End(requests=[])
    try:
        answer = _asked(case, plugin)
    except grpc.RpcError as error:
        end.error = the_same_every_time(str(error.details()))
        kept = _kept(error)
        end.outputs = None if kept is None else _outputs(kept)
    else:
        if getattr(answer, "id", IDS[case.kind]) == "":
            end.outputs = {}
        elif not isinstance(answer, empty_pb2.Empty):
            end.outputs = _outputs(answer.properties)
    for one in plugin.listening.logged:
        if not one.ephemeral:
            said = end.warns if one.severity == engine_pb2.WARNING else end.notes
            said.append(the_same_every_time(one.message))
    return end


def _asked(case: Case, plugin: PluginProcess) -> Any:
    named = {"subscriptionId": SUBSCRIPTION, "namespace": NAMESPACE}
    if case.kind == "feature":
        named["feature"] = FEATURE
    inputs = {**named, **case.inputs}
    old_inputs = inputs if case.old_inputs is None else {**named, **case.old_inputs}
    state = {**old_inputs, **case.was} if case.was else {}
    about: dict[str, Any] = {"urn": plugin.urn, "type": TYPES[case.kind]}
    match case.operation:
        case "create":
            return plugin.stub.Create(
                provider_pb2.CreateRequest(**about, properties=struct(inputs))
            )
        case "update":
            return plugin.stub.Update(
                provider_pb2.UpdateRequest(
                    **about,
                    id=IDS[case.kind],
                    olds=struct(state),
                    old_inputs=struct(old_inputs),
                    news=struct(inputs),
                )
            )
        case "read":
            return plugin.stub.Read(
                provider_pb2.ReadRequest(
                    **about,
                    id=IDS[case.kind],
                    properties=struct(state),
                    inputs=struct(old_inputs if case.was else {}),
                )
            )
        case _:
            return plugin.stub.Delete(
                provider_pb2.DeleteRequest(**about, id=IDS[case.kind], properties=struct(state))
            )


def _outputs(properties: struct_pb2.Struct) -> dict[str, Any]:
    """What is kept beside the inputs; a fresh time is `now`."""
    found = {name: value for name, value in plain(properties).items() if name in ADDED}
    if found["registeredAt"].endswith("+00:00"):
        found["registeredAt"] = "now"
    return found


def _kept(error: Any) -> struct_pb2.Struct | None:
    """The state of a resource that is kept as begun."""
    details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
    if details is None:
        return None
    left = provider_pb2.ErrorResourceInitFailed()
    assert status_pb2.Status.FromString(details).details[0].Unpack(left)
    return left.properties
