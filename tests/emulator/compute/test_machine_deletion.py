"""A machine goes, and what it had goes or stays."""

import pytest

from local_azure.compute.testing import (
    GROUP,
    NETWORK_VERSION,
    body_of,
    changed,
    delete_machine,
    finish,
    interface_path,
    machine,
    machine_body,
    machine_path,
    make_machines,
    path_of,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

OS = "properties.osProfile"
DISKS = "2024-03-02"


def test_deleting_frees_the_interface_and_keeps_the_disk(azure: InProcess) -> None:
    """202 with a Location; afterwards 404, the interface is free, the disk is unattached."""
    make_machines(azure, "web")

    reply = delete_machine(azure)
    during = machine(azure)["properties"]["provisioningState"]
    azure.wait(azure.azure.durations.delete)

    disk = azure.call("GET", path_of(azure, "Compute", "disks", "web-os"), api_version=DISKS)
    card = azure.call("DELETE", interface_path(azure, "web"), api_version=NETWORK_VERSION)
    assert (reply.status, during) == (202, "Deleting")
    assert azure.follow(reply.headers["Location"]).status == 204
    assert machine(azure)["error"]["code"] == "ResourceNotFound"
    assert body_of(disk)["properties"]["diskState"] == "Unattached"
    assert card.status == 202


def test_delete_options_take_disks_and_interfaces_along(azure: InProcess) -> None:
    """`Delete` on the OS disk, a data disk and the interface removes them with the machine."""
    put_network(azure, "web")
    data = {"lun": 0, "createOption": "Empty", "diskSizeGB": 64, "name": "web-data"}
    card = {"id": interface_path(azure, "web"), "properties": {"deleteOption": "Delete"}}
    body = changed(
        machine_body(interface_path(azure, "web")),
        {
            "properties.storageProfile.osDisk.deleteOption": "Delete",
            "properties.storageProfile.dataDisks": [{**data, "deleteOption": "Delete"}],
            "properties.networkProfile.networkInterfaces": [card],
        },
    )
    put_machine(azure, body=body)
    finish(azure)

    delete_machine(azure)
    azure.wait(azure.azure.durations.delete)

    group = f"{azure.subscription}/resourceGroups/{GROUP}/providers"
    disks = azure.call("GET", f"{group}/Microsoft.Compute/disks", api_version=DISKS)
    found = azure.call("GET", interface_path(azure, "web"), api_version=NETWORK_VERSION)
    assert body_of(disks)["value"] == []
    assert found.status == 404


def test_a_disk_that_stayed_is_in_the_way_of_a_new_one(azure: InProcess) -> None:
    """A second machine with the same disk name is refused: the old disk was kept."""
    make_machines(azure, "web")
    delete_machine(azure)
    azure.wait(azure.azure.durations.delete)

    reply = put_machine(azure)

    assert (reply.status, body_of(reply)["error"]) == (
        409,
        {
            "code": "ConflictingUserInput",
            "message": "Disk web-os already exists in resource group HOTPATCH. Only"
            " CreateOption.Attach is supported.",
            "target": path_of(azure, "Compute", "disks", "web-os").replace(GROUP, GROUP.upper()),
        },
    )


def test_an_interface_serves_one_machine(azure: InProcess) -> None:
    """A second machine on it is refused with 400 NicInUse."""
    make_machines(azure, "web")
    body = machine_body(interface_path(azure, "web"), name="two")

    reply = put_machine(azure, "two", body)

    assert (reply.status, body_of(reply)["error"]["code"]) == (400, "NicInUse")


@pytest.mark.parametrize("location", ["westeurope", "northeurope"])
def test_an_interface_has_to_be_there_and_in_the_same_region(
    azure: InProcess, location: str
) -> None:
    """A missing interface and one of another region get the same answer."""
    put_network(azure, "web")
    interface = interface_path(azure, "web" if location == "northeurope" else "none")
    body = changed(machine_body(interface), {"location": location})

    reply = put_machine(azure, body=body)

    assert (reply.status, body_of(reply)["error"]) == (
        400,
        {
            "code": "InvalidResourceReference",
            "message": f"Resource {interface} referenced by resource {machine_path(azure, 'web')}"
            " was not found. Please make sure that the referenced resource exists, and that both"
            " resources are in the same region.",
        },
    )


def test_deleting_the_group_deletes_everything_in_it(azure: InProcess) -> None:
    """Machine, interface and network go in an order that works."""
    make_machines(azure, "web")

    azure.call("DELETE", f"{azure.subscription}/resourceGroups/{GROUP}")
    for _ in range(10):
        azure.wait(azure.azure.durations.delete)
        azure.azure.settle()

    group = azure.call("GET", f"{azure.subscription}/resourceGroups/{GROUP}")
    assert body_of(group)["error"]["code"] == "ResourceGroupNotFound"
