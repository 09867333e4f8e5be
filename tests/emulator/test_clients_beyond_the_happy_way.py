"""Microsoft's own clients where things don't simply go well: pages, repeats, refusals, failures."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import changed, machine_body
from local_azure.testing import Running, running

GROUP, LOCATION = "hotpatch", "westeurope"
NAMES = ("one", "two", "three")
PAGE = {"$top": "1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with a group, a network, and an interface for each machine."""
    with running(tmp_path_factory.mktemp("clients") / "azure") as made:
        yield made


@pytest.fixture
def azure(server: Running) -> Running:
    """The server, anew for each test."""
    server.admin("POST", "/reset")
    groups: Any = server.client(ResourceManagementClient).resource_groups
    groups.create_or_update(GROUP, {"location": LOCATION})
    network: Any = server.client(NetworkManagementClient)
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [subnet]}
    net = network.virtual_networks.begin_create_or_update(
        GROUP, "net", {"location": LOCATION, "properties": space}
    ).result()
    card = {"name": "main", "properties": {"subnet": {"id": net.subnets[0].id}}}
    for name in NAMES:
        body = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
        network.network_interfaces.begin_create_or_update(GROUP, name, body).result()
    return server


@pytest.fixture
def machines(azure: Running) -> Any:
    """The operations of virtual machines."""
    return azure.client(ComputeManagementClient).virtual_machines


def machine(azure: Running, name: str, **changes: Any) -> dict[str, Any]:
    """A hotpatch machine on the interface of its name; `changes` are top-level keys."""
    group = f"/subscriptions/{azure.subscription}/resourceGroups/{GROUP}"
    interface = f"{group}/providers/Microsoft.Network/networkInterfaces/{name}"
    return {**machine_body(interface, name=name), **changes}


def said(error: HttpResponseError) -> tuple[int | None, str | None, str | None]:
    """Status, code and message of what a client raised."""
    return (
        error.status_code,
        error.error.code if error.error else None,
        error.error.message if error.error else None,
    )


def order(azure: Running, method: str, path: str, code: str, message: str) -> None:
    """Let the next such operation be accepted, and then fail."""
    fault = {"action": "fail-operation", "method": method, "path": path}
    azure.admin("POST", "/faults", {**fault, "code": code, "message": message})


def paged(azure: Running, path: str) -> int:
    """How many pages were asked for."""
    return len([each for each in azure.requests() if each["path"].lower().endswith(path.lower())])


def test_machines_are_listed_page_by_page(azure: Running, machines: Any) -> None:
    """In every list that has them; none is missing, none is there twice."""
    for name in NAMES:
        machines.begin_create_or_update(GROUP, name, machine(azure, name)).result()

    found = [
        [each.name for each in machines.list(GROUP, params=PAGE)],
        [each.name for each in machines.list_all(params=PAGE)],
        [each.name for each in machines.list_by_location(LOCATION, params=PAGE)],
    ]

    assert found == [list(NAMES)] * 3
    assert paged(azure, f"resourceGroups/{GROUP}/providers/Microsoft.Compute/virtualMachines") == 3


def test_what_surrounds_machines_is_listed_page_by_page(azure: Running) -> None:
    """Interfaces, groups, resources, features, providers."""
    network: Any = azure.client(NetworkManagementClient)
    resources: Any = azure.client(ResourceManagementClient)
    features: Any = azure.client(FeatureClient).features
    resources.resource_groups.create_or_update("other", {"location": LOCATION})

    assert [each.name for each in network.network_interfaces.list(GROUP, params=PAGE)] == [*NAMES]
    assert [each.name for each in network.network_interfaces.list_all(params=PAGE)] == [*NAMES]
    assert [each.name for each in resources.resource_groups.list(top=1)] == [GROUP, "other"]
    assert len(list(resources.resources.list(top=1))) == 4
    assert [each.name for each in features.list_all(params=PAGE)] == [
        each.name for each in features.list_all()
    ]
    assert paged(azure, "Microsoft.Features/features") == 5
    assert [each.namespace for each in resources.providers.list(params=PAGE)] == [
        each.namespace for each in resources.providers.list()
    ]


def test_a_put_repeated_changes_nothing(azure: Running, machines: Any) -> None:
    """The same machine: the same vmId, disk and state; 201 first, then 200."""
    first = machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()

    second = machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()

    assert second.as_dict() == first.as_dict()
    asked = [each["status"] for each in azure.requests() if each["path"].endswith("Machines/one")]
    assert [status for status in asked if status != 200] == [201]


def test_tags_are_replaced_as_a_whole(azure: Running, machines: Any) -> None:
    """By PATCH and by PUT, of a machine and of what is around it."""
    network: Any = azure.client(NetworkManagementClient)
    machines.begin_create_or_update(GROUP, "one", machine(azure, "one", tags={"a": "1"})).result()

    patched = machines.begin_update(GROUP, "one", {"tags": {"b": "2"}}).result()
    put = machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()
    interface = network.network_interfaces.update_tags(GROUP, "one", {"tags": {"c": "3"}})

    assert (patched.tags, put.tags or {}, interface.tags) == ({"b": "2"}, {}, {"c": "3"})


def test_a_deletion_takes_its_time_and_leaves_a_free_interface(
    azure: Running, machines: Any
) -> None:
    """While it lasts the machine says so; what was deleted can be deleted again."""
    network: Any = azure.client(NetworkManagementClient)
    machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()

    deletion = machines.begin_delete(GROUP, "one")
    during = machines.get(GROUP, "one").provisioning_state
    deletion.result()
    machines.begin_delete(GROUP, "one").result()

    assert during == "Deleting"
    assert network.network_interfaces.get(GROUP, "one").virtual_machine is None
    with pytest.raises(ResourceNotFoundError):
        machines.get(GROUP, "one")


def test_a_machine_that_is_busy_takes_no_second_operation(azure: Running, machines: Any) -> None:
    """409 Conflict, for a power operation as for a change."""
    machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()
    power = machines.begin_deallocate(GROUP, "one")

    with pytest.raises(ResourceExistsError) as refused:
        machines.begin_start(GROUP, "one")
    during = machines.get(GROUP, "one").provisioning_state
    power.result()

    assert said(refused.value)[:2] == (409, "Conflict")
    assert (during, machines.get(GROUP, "one").provisioning_state) == ("Updating", "Succeeded")


@pytest.mark.parametrize(
    ("ask", "status", "code", "message"),
    [
        (
            lambda compute: compute.virtual_machines.get("none", "one"),
            404,
            "ResourceGroupNotFound",
            "Resource group 'none' could not be found.",
        ),
        (
            lambda compute: compute.virtual_machines.begin_start(GROUP, "none"),
            404,
            "ResourceNotFound",
            (
                "The Resource 'Microsoft.Compute/virtualMachines/none' under resource group"
                " 'hotpatch' was not found. For more details please go to"
                " https://aka.ms/ARMResourceNotFoundFix"
            ),
        ),
        (
            lambda compute: compute.virtual_machine_extensions.get(GROUP, "none", "agent"),
            404,
            "ParentResourceNotFound",
            (
                "Can not perform requested operation on nested resource. Parent resource 'none'"
                " not found."
            ),
        ),
    ],
)
def test_what_is_not_there_is_named(
    azure: Running, ask: Any, status: int, code: str, message: str
) -> None:
    """The client's exception has ARM's code and message."""
    with pytest.raises(ResourceNotFoundError) as missing:
        ask(azure.client(ComputeManagementClient))

    assert said(missing.value) == (status, code, message)


def test_what_never_changes_is_a_conflict(azure: Running, machines: Any) -> None:
    """409 with the property's name as target, and the machine stays as it is."""
    before = machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()
    other = changed(machine(azure, "one"), {"properties.osProfile.computerName": "other"})

    with pytest.raises(ResourceExistsError) as refused:
        machines.begin_create_or_update(GROUP, "one", other)

    assert said(refused.value)[:2] == (409, "PropertyChangeNotAllowed")
    assert machines.get(GROUP, "one").as_dict() == before.as_dict()


@pytest.mark.parametrize(
    ("method", "path", "begin"),
    [
        ("PATCH", "*/virtualMachines/one", lambda m: m.begin_update(GROUP, "one", {"tags": {}})),
        ("POST", "*/virtualMachines/one/restart", lambda m: m.begin_restart(GROUP, "one")),
        ("DELETE", "*/virtualMachines/one", lambda m: m.begin_delete(GROUP, "one")),
    ],
)
def test_an_operation_that_fails_after_it_was_accepted(
    azure: Running, machines: Any, method: str, path: str, begin: Any
) -> None:
    """It begins well; the wait for it raises ARM's code and message, and the machine is Failed."""
    machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()
    order(azure, method, path, "InternalExecutionError", "An internal execution error occurred.")
    operation = begin(machines)

    with pytest.raises(HttpResponseError) as failed:
        operation.result()
    state = machines.get(GROUP, "one").provisioning_state
    begin(machines).result()

    assert said(failed.value)[1:] == (
        "InternalExecutionError",
        "An internal execution error occurred.",
    )
    assert state == "Failed"


def test_an_interface_that_fails_can_be_put_again(azure: Running) -> None:
    """The network's operations have the same form."""
    interfaces: Any = azure.client(NetworkManagementClient).network_interfaces
    body = interfaces.get(GROUP, "one").as_dict()
    order(azure, "PUT", "*/networkInterfaces/one", "RetryableError", "A retryable error occurred.")

    with pytest.raises(HttpResponseError) as failed:
        interfaces.begin_create_or_update(GROUP, "one", body).result()
    again = interfaces.begin_create_or_update(GROUP, "one", body).result()

    assert said(failed.value)[1:] == ("RetryableError", "A retryable error occurred.")
    assert again.provisioning_state == "Succeeded"


def test_a_group_goes_with_all_that_is_in_it(azure: Running, machines: Any) -> None:
    """One long operation, which deletes in the order that ARM's rules ask for."""
    groups: Any = azure.client(ResourceManagementClient).resource_groups
    machines.begin_create_or_update(GROUP, "one", machine(azure, "one")).result()

    groups.begin_delete(GROUP).result()

    assert not groups.check_existence(GROUP)
    assert list(machines.list_all()) == []
