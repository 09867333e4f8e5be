"""Why a machine's replacement begins with the end of the old one."""

import pytest

from local_azure.arm import Json, Reply
from local_azure.compute.testing import (
    body_of,
    changed,
    delete_machine,
    finish,
    interface_path,
    machine_body,
    make_machines,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

OTHER_IMAGE = {"properties.storageProfile.imageReference.sku": "2025-datacenter-azure-edition"}
OS_DISK = {
    "properties.storageProfile.osDisk.name": "web-os",
    "properties.storageProfile.osDisk.deleteOption": "Delete",
}


def replacement(azure: InProcess, interface: str = "web") -> Json:
    """The machine `web` on another image."""
    body = machine_body(interface_path(azure, interface), name="web")
    return changed(body, {**OTHER_IMAGE, **OS_DISK})


def refused(reply: Reply) -> tuple[int, str]:
    """Status and code of a refusal."""
    return reply.status, body_of(reply)["error"]["code"]


def test_a_machine_with_all_its_names_comes_after_the_old_one(azure: InProcess) -> None:
    """Deleted first, its name, interface and disk are free."""
    make_machines(azure, "web", changes=OS_DISK)
    delete_machine(azure)
    finish(azure)

    reply = put_machine(azure, "web", replacement(azure))
    finish(azure)

    assert reply.status == 201


@pytest.mark.parametrize(
    ("name", "interface", "expected"),
    [
        ("web", "web", (409, "PropertyChangeNotAllowed")),
        ("next", "web", (400, "NicInUse")),
        ("next", "next", (409, "ConflictingUserInput")),
    ],
    ids=["its name", "its interface", "its disk's name"],
)
def test_beside_the_old_machine_the_new_one_is_refused(
    azure: InProcess, name: str, interface: str, expected: tuple[int, str]
) -> None:
    """Each of its names is in use."""
    make_machines(azure, "web", changes=OS_DISK)
    put_network(azure, "web", "next")

    reply = put_machine(azure, name, replacement(azure, interface))

    assert refused(reply) == expected


def test_a_machine_that_is_being_deleted_is_still_there(azure: InProcess) -> None:
    """Its end has to be waited for."""
    make_machines(azure, "web", changes=OS_DISK)
    delete_machine(azure)

    reply = put_machine(azure, "web", replacement(azure))

    assert refused(reply) == (409, "Conflict")
