"""A machine is changed in place."""

import pytest

from local_azure.arm import Json
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    body_of,
    changed,
    finish,
    interface_path,
    machine,
    machine_body,
    machine_path,
    make_machines,
    patch_machine,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

OS = "properties.osProfile"


def test_a_put_of_what_is_there_changes_nothing(azure: InProcess) -> None:
    """Twice the same PUT: 200, Updating, then the same machine."""
    make_machines(azure, "web")
    before = machine(azure)

    reply = put_machine(azure)
    finish(azure)

    assert (reply.status, body_of(reply)["properties"]["provisioningState"]) == (200, "Updating")
    assert machine(azure) == before


def test_names_are_compared_without_case(azure: InProcess) -> None:
    """An image in capitals and a path in small letters are the same machine."""
    make_machines(azure, "web")
    body = machine_body(interface_path(azure, "web").upper())
    upper = changed(
        body,
        {
            "properties.storageProfile.imageReference.sku": "2025-Datacenter-Azure-Edition-CORE",
            "properties.storageProfile.imageReference.publisher": "microsoftwindowsserver",
        },
    )

    reply = azure.call(
        "PUT", machine_path(azure, "web").lower(), upper, api_version=COMPUTE_VERSION
    )

    assert reply.status == 200
    assert body_of(reply)["id"] == machine_path(azure, "web")


@pytest.mark.parametrize(
    "changes",
    [
        {"enableHotpatching": False},
        {"assessmentMode": "ImageDefault"},
        {"automaticByPlatformSettings": {"rebootSetting": "Never"}},
        {"enableHotpatching": False, "patchMode": "AutomaticByOS"},
    ],
    ids=", ".join,
)
def test_patch_settings_change_in_place(azure: InProcess, changes: Json) -> None:
    """Unenrolling, assessment and the patch mode need no new machine."""
    make_machines(azure, "web")
    path = f"{OS}.windowsConfiguration.patchSettings"
    patch = changed({}, {f"{path}.{name}": value for name, value in changes.items()})

    reply = patch_machine(azure, patch)
    finish(azure)

    settings = machine(azure)["properties"]["osProfile"]["windowsConfiguration"]["patchSettings"]
    assert reply.status == 200
    assert settings == {
        "patchMode": "AutomaticByPlatform",
        "enableHotpatching": True,
        "assessmentMode": "AutomaticByPlatform",
        **changes,
    }


def test_a_patch_keeps_what_it_does_not_say(azure: InProcess) -> None:
    """Tags alone leave the profile as it was."""
    make_machines(azure, "web")
    before = machine(azure)["properties"]

    patch_machine(azure, {"tags": {"ring": "1"}})
    finish(azure)

    assert machine(azure)["tags"] == {"ring": "1"}
    assert machine(azure)["properties"] == before


def test_a_busy_machine_takes_no_other_change(azure: InProcess) -> None:
    """While it is being made, a PATCH conflicts; a DELETE does not."""
    put_network(azure, "web")
    put_machine(azure)
    path = machine_path(azure, "web")

    patch = azure.call("PATCH", path, {"tags": {}}, api_version=COMPUTE_VERSION)
    delete = azure.call("DELETE", path, api_version=COMPUTE_VERSION)

    assert (patch.status, body_of(patch)["error"]["code"]) == (409, "Conflict")
    assert delete.status == 202
