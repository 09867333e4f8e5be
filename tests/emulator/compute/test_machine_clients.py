"""A machine's operations with Microsoft's own client, over https."""

from typing import Any

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import machine_body
from local_azure.testing import Running
from tests.emulator.compute.scale_sets import scale_set_body

LOCATION, GROUP = "westeurope", "hotpatch"


@pytest.fixture
def client(local_azure: Running) -> Any:
    """The compute client, beside a network with the interfaces `web` and `two`."""
    groups: Any = local_azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(GROUP, {"location": LOCATION})
    network: Any = local_azure.client(NetworkManagementClient)
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    body = {"location": LOCATION, "properties": {"addressSpace": space, "subnets": [subnet]}}
    made = network.virtual_networks.begin_create_or_update(GROUP, "net", body).result()
    for name in ("web", "two"):
        card = {"name": "main", "properties": {"subnet": {"id": made.subnets[0].id}}}
        interface = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
        network.network_interfaces.begin_create_or_update(GROUP, name, interface).result()
    return local_azure.client(ComputeManagementClient)


def body(azure: Running, name: str) -> dict[str, Any]:
    """A hotpatch machine on the interface of its name."""
    group = f"/subscriptions/{azure.subscription}/resourceGroups/{GROUP}"
    interface = f"{group}/providers/Microsoft.Network/networkInterfaces/{name}"
    return machine_body(interface, name=name)


def power(client: Any, name: str) -> str:
    """The power state of a machine."""
    state: str = client.virtual_machines.instance_view(GROUP, name).statuses[-1].code
    return state


def test_power_update_extension_and_lists(local_azure: Running, client: Any) -> None:
    """Every long operation of a machine ends as the client expects it."""
    machines = client.virtual_machines
    for name in ("web", "two"):
        machines.begin_create_or_update(GROUP, name, body(local_azure, name)).result()

    states = []
    for act in (
        machines.begin_power_off,
        machines.begin_start,
        machines.begin_restart,
        machines.begin_deallocate,
        machines.begin_start,
    ):
        act(GROUP, "web").result()
        states.append(power(client, "web"))
    settings = {"patchSettings": {"enableHotpatching": False}}
    profile = {"osProfile": {"windowsConfiguration": settings}}
    updated = machines.begin_update(GROUP, "web", {"properties": profile}).result()
    extension = {
        "location": LOCATION,
        "properties": {
            "publisher": "Microsoft.Azure.Security.WindowsAttestation",
            "type": "GuestAttestation",
            "typeHandlerVersion": "1.0",
        },
    }
    extensions = client.virtual_machine_extensions
    made = extensions.begin_create_or_update(GROUP, "web", "attestation", extension).result()
    extensions.begin_delete(GROUP, "web", "attestation").result()

    assert [state.removeprefix("PowerState/") for state in states] == [
        "stopped",
        "running",
        "running",
        "deallocated",
        "running",
    ]
    patching = updated.os_profile.windows_configuration.patch_settings
    assert (patching.enable_hotpatching, patching.patch_mode) == (False, "AutomaticByPlatform")
    assert made.provisioning_state == "Succeeded"
    assert list(extensions.list(GROUP, "web").value) == []
    assert [machine.name for machine in machines.list_all()] == ["web", "two"]
    assert [machine.name for machine in machines.list_by_location(LOCATION)] == ["web", "two"]
    assert machines.get(GROUP, "web", expand="instanceView").instance_view.vm_agent is not None


def test_what_azure_says_reaches_the_clients_exception(local_azure: Running, client: Any) -> None:
    """A refusal, a failure after acceptance, and a machine that is not there."""
    machines = client.virtual_machines
    wrong = body(local_azure, "web")
    image = wrong["properties"]["storageProfile"]["imageReference"]
    image["sku"] = "2019-datacenter-azure-edition"
    failure = {"code": "AllocationFailed", "message": "Allocation failed."}
    fault = {"method": "PUT", "path": "*/virtualMachines/two", "action": "fail-operation"}
    local_azure.admin("POST", "/faults", {**fault, **failure})

    with pytest.raises(ResourceNotFoundError) as unknown:
        machines.begin_create_or_update(GROUP, "web", wrong).result()
    with pytest.raises(HttpResponseError) as failed:
        machines.begin_create_or_update(GROUP, "two", body(local_azure, "two")).result()
    with pytest.raises(ResourceNotFoundError) as missing:
        machines.get(GROUP, "none")

    codes = [each.value.error and each.value.error.code for each in (unknown, failed, missing)]
    assert codes == ["PlatformImageNotFound", "AllocationFailed", "ResourceNotFound"]
    assert machines.get(GROUP, "two").provisioning_state == "Failed"


def test_machines_survive_a_kill(local_azure: Running, client: Any) -> None:
    """What was acknowledged is there after a kill -9, and what was under way goes on."""
    machines = client.virtual_machines
    machines.begin_create_or_update(GROUP, "web", body(local_azure, "web"))

    local_azure.kill()
    local_azure.restart()
    local_azure.admin("POST", "/clock", {"advance": 60})

    assert machines.get(GROUP, "web").provisioning_state == "Succeeded"


def test_a_scale_set_with_microsofts_client(local_azure: Running, client: Any) -> None:
    """Made, scaled, read, listed with its machines, refused, and deleted."""
    group = f"/subscriptions/{local_azure.subscription}/resourceGroups/{GROUP}"
    subnet = f"{group}/providers/Microsoft.Network/virtualNetworks/net/subnets/machines"
    sets: Any = client.virtual_machine_scale_sets

    made = sets.begin_create_or_update(GROUP, "shop", scale_set_body(subnet)).result()
    sets.begin_update(GROUP, "shop", {"sku": {"capacity": 4}}).result()
    read = sets.get(GROUP, "shop")
    members = list(client.virtual_machine_scale_set_vms.list(GROUP, "shop"))
    wrong = {"properties": {"virtualMachineProfile": {"licenseType": "Windows_Server"}}}
    with pytest.raises(HttpResponseError) as refused:
        sets.begin_update(GROUP, "shop", wrong)
    named = [[each.name for each in several] for several in (sets.list(GROUP), sets.list_all())]
    sets.begin_delete(GROUP, "shop").result()

    assert (made.orchestration_mode, made.provisioning_state) == ("Flexible", "Succeeded")
    assert (read.sku.capacity, read.zones) == (4, ["1", "2", "3"])
    assert sorted(each.zones[0] for each in members) == ["1", "1", "2", "3"]
    view = client.virtual_machines.instance_view
    assert len({each.instance_id for each in members}) == 4
    assert str(refused.value.message).endswith(
        "'EnableHotpatching' must be set to 'true' on Virtual Machine Scale Sets running"
        " Hotpatch-compatible images."
    )
    assert named == [["shop"], ["shop"]]
    with pytest.raises(ResourceNotFoundError):
        view(GROUP, members[0].name)
    with pytest.raises(ResourceNotFoundError):
        sets.get(GROUP, "shop")


def test_an_update_for_another_version_of_a_machine_is_refused(
    local_azure: Running, client: Any
) -> None:
    """As the client asks for it, with the etag that it read."""
    machines = client.virtual_machines
    made = machines.begin_create_or_update(GROUP, "web", body(local_azure, "web")).result()
    tags = {"tags": {"owner": "ann"}}
    same = {"etag": made.etag, "match_condition": MatchConditions.IfNotModified}

    machines.begin_update(GROUP, "web", tags, **same).result()
    with pytest.raises(ResourceModifiedError) as refused:
        machines.begin_update(GROUP, "web", {"tags": {}}, **same)

    assert refused.value.status_code == 412
    assert machines.get(GROUP, "web").tags == {"owner": "ann"}
