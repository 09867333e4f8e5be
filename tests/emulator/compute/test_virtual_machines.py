"""The life of a machine: made, changed, stopped, deleted."""

import json
from typing import Any

import pytest

from local_azure import faults
from local_azure.arm import Json, Reply
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    GROUP,
    NETWORK_VERSION,
    PLAN,
    PREVIEW,
    changed,
    interface_path,
    machine_body,
    machine_path,
    path_of,
    put_machine,
    put_network,
    register_previews,
)
from local_azure.testing import InProcess

OS = "properties.osProfile"
DISKS = "2024-03-02"


def body_of(reply: Reply) -> Json:
    """The body of an answer, which is an object."""
    assert isinstance(reply.body, dict), reply
    return reply.body


def machine(azure: InProcess, name: str = "web", query: str = "") -> Json:
    """The machine as ARM shows it."""
    return body_of(
        azure.call("GET", machine_path(azure, name), api_version=COMPUTE_VERSION, query=query)
    )


def finish(azure: InProcess) -> None:
    """Let what is under way come to its end."""
    azure.wait(azure.azure.durations.machine)


def made(azure: InProcess, *names: str, changes: dict[str, Any] | None = None) -> None:
    """Machines of these names, each on its own interface, ready."""
    put_network(azure, *names)
    for name in names:
        body = machine_body(interface_path(azure, name), name=name)
        reply = put_machine(azure, name, changed(body, changes or {}))
        assert reply.status == 201, reply
    finish(azure)


def test_a_put_answers_at_once_and_the_machine_is_ready_later(azure: InProcess) -> None:
    """201 Creating with Azure-AsyncOperation and no Location; then InProgress, then Succeeded."""
    put_network(azure, "web")

    reply = put_machine(azure)
    watched = reply.headers["Azure-AsyncOperation"]
    before = body_of(azure.follow(watched)), machine(azure)["properties"]["provisioningState"]
    finish(azure)
    after = body_of(azure.follow(watched)), machine(azure)["properties"]["provisioningState"]

    assert (reply.status, body_of(reply)["properties"]["provisioningState"]) == (201, "Creating")
    assert "Location" not in reply.headers
    assert (before[0]["status"], before[1]) == ("InProgress", "Creating")
    assert (after[0]["status"], after[1]) == ("Succeeded", "Succeeded")


def test_an_empty_windows_configuration_comes_back_filled(azure: InProcess) -> None:
    """As recorded: agent, automatic updates and AutomaticByOS are ARM's defaults."""
    changes = {
        f"{OS}.windowsConfiguration": {},
        "properties.storageProfile.imageReference.sku": "2016-datacenter-gensecond",
    }

    made(azure, "web", changes=changes)

    assert machine(azure)["properties"]["osProfile"] == {
        "computerName": "web",
        "adminUsername": "operator",
        "windowsConfiguration": {
            "provisionVMAgent": True,
            "enableAutomaticUpdates": True,
            "patchSettings": {"patchMode": "AutomaticByOS"},
        },
        "secrets": [],
        "allowExtensionOperations": True,
        "requireGuestProvisionSignal": True,
    }


def test_location_image_and_disk_are_resolved(azure: InProcess) -> None:
    """A location is normalised, `latest` becomes an exact version, a nameless disk gets a name."""
    changes = {"location": "West Europe", "properties.storageProfile.osDisk": None}

    made(azure, "web", changes=changes)

    found = machine(azure)
    storage = found["properties"]["storageProfile"]
    assert found["location"] == "westeurope"
    assert storage["imageReference"]["exactVersion"] == "26100.33158.260711"
    assert storage["osDisk"]["name"].startswith("web_disk1_")
    assert storage["osDisk"]["diskSizeGB"] == 127
    assert "/resourceGroups/HOTPATCH/" in storage["osDisk"]["managedDisk"]["id"]


@pytest.mark.parametrize("secret", ["adminPassword", "customData"])
def test_secrets_are_never_given_back(azure: InProcess, secret: str) -> None:
    """Password and custom data are write-only."""
    made(azure, "web", changes={f"{OS}.{secret}": "Q2FuYXJ5LU9mLVRoZS1NaW5l"})

    assert "Q2FuYXJ5" not in json.dumps(machine(azure, query="$expand=instanceView"))


def test_a_system_assigned_identity_has_one_principal_for_life(azure: InProcess) -> None:
    """The principal is made with the machine and stays over updates."""
    made(azure, "web", changes={"identity": {"type": "SystemAssigned"}})
    first = machine(azure)["identity"]

    azure.call(
        "PATCH", machine_path(azure, "web"), {"tags": {"a": "b"}}, api_version=COMPUTE_VERSION
    )

    assert first["type"] == "SystemAssigned"
    assert first["tenantId"] == azure.azure.settings.tenant
    assert machine(azure)["identity"] == first


def test_a_put_of_what_is_there_changes_nothing(azure: InProcess) -> None:
    """Twice the same PUT: 200, Updating, then the same machine."""
    made(azure, "web")
    before = machine(azure)

    reply = put_machine(azure)
    finish(azure)

    assert (reply.status, body_of(reply)["properties"]["provisioningState"]) == (200, "Updating")
    assert machine(azure) == before


def test_names_are_compared_without_case(azure: InProcess) -> None:
    """An image in capitals and a path in small letters are the same machine."""
    made(azure, "web")
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
    made(azure, "web")
    path = f"{OS}.windowsConfiguration.patchSettings"
    patch = changed({}, {f"{path}.{name}": value for name, value in changes.items()})

    reply = azure.call("PATCH", machine_path(azure, "web"), patch, api_version=COMPUTE_VERSION)
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
    made(azure, "web")
    before = machine(azure)["properties"]

    azure.call(
        "PATCH", machine_path(azure, "web"), {"tags": {"ring": "1"}}, api_version=COMPUTE_VERSION
    )
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


def test_deleting_frees_the_interface_and_keeps_the_disk(azure: InProcess) -> None:
    """202 with a Location; afterwards 404, the interface is free, the disk is unattached."""
    made(azure, "web")

    reply = azure.call("DELETE", machine_path(azure, "web"), api_version=COMPUTE_VERSION)
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

    azure.call("DELETE", machine_path(azure, "web"), api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.delete)

    group = f"{azure.subscription}/resourceGroups/{GROUP}/providers"
    disks = azure.call("GET", f"{group}/Microsoft.Compute/disks", api_version=DISKS)
    found = azure.call("GET", interface_path(azure, "web"), api_version=NETWORK_VERSION)
    assert body_of(disks)["value"] == []
    assert found.status == 404


def test_a_disk_that_stayed_is_in_the_way_of_a_new_one(azure: InProcess) -> None:
    """A second machine with the same disk name is refused: the old disk was kept."""
    made(azure, "web")
    azure.call("DELETE", machine_path(azure, "web"), api_version=COMPUTE_VERSION)
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
    made(azure, "web")
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


@pytest.mark.parametrize(
    ("location", "zone", "code"),
    [
        ("westus", "1", "LocationNotSupportAvailabilityZones"),
        ("westeurope", "4", "InvalidAvailabilityZone"),
    ],
)
def test_a_zone_has_to_be_there(azure: InProcess, location: str, zone: str, code: str) -> None:
    """Some locations have no zones, and the others have three."""
    put_network(azure, "web")
    changes = {"location": location, "zones": [zone]}

    reply = put_machine(azure, body=changed(machine_body(interface_path(azure, "web")), changes))

    assert (reply.status, body_of(reply)["error"]["code"]) == (400, code)


def test_a_preview_image_opens_after_features_and_provider(azure: InProcess) -> None:
    """The same request is refused before the registrations and accepted after them."""
    put_network(azure, "web")
    changes = {"properties.storageProfile.imageReference": PREVIEW, "plan": PLAN}
    body = changed(machine_body(interface_path(azure, "web")), changes)
    before = put_machine(azure, body=body)

    register_previews(azure)

    assert before.status == 400
    assert put_machine(azure, body=body).status == 201


def test_features_without_the_provider_after_them_open_nothing(azure: InProcess) -> None:
    """A provider that was registered before the last feature carries it not."""
    put_network(azure, "web")
    azure.call("POST", f"{azure.subscription}/providers/Microsoft.Compute/register")
    azure.wait(azure.azure.durations.provider)
    features = "/providers/Microsoft.Features/providers/Microsoft.Compute/features"
    for name in ("InGuestHotPatchVMPreview", "InGuestAutoPatchVMPreview", "InGuestPatchVMPreview"):
        azure.call("POST", f"{azure.subscription}{features}/{name}/register")
    azure.wait(azure.azure.durations.feature)
    changes = {"properties.storageProfile.imageReference": PREVIEW, "plan": PLAN}

    reply = put_machine(azure, body=changed(machine_body(interface_path(azure, "web")), changes))

    assert reply.status == 400


def test_an_accepted_machine_can_still_fail(azure: InProcess) -> None:
    """The operation ends Failed with its error, and the machine is there, Failed."""
    put_network(azure, "web")
    fault = {"path": "*virtualMachines/web", "action": "fail-operation"}
    more = {"code": "AllocationFailed", "message": "Allocation failed. There is no capacity."}
    faults.order(azure.azure, {**fault, **more})

    reply = put_machine(azure)
    finish(azure)

    status = body_of(azure.follow(reply.headers["Azure-AsyncOperation"]))
    assert (status["status"], status["error"]) == ("Failed", more)
    assert machine(azure)["properties"]["provisioningState"] == "Failed"


def test_lists_are_by_group_subscription_and_location_in_pages(azure: InProcess) -> None:
    """Each list has its own path; `$top` makes pages that nextLink joins."""
    made(azure, "one", "two")
    machines = "providers/Microsoft.Compute"
    paths = (
        f"{azure.subscription}/resourceGroups/{GROUP}/{machines}/virtualMachines",
        f"{azure.subscription}/{machines}/virtualMachines",
        f"{azure.subscription}/{machines}/locations/westeurope/virtualMachines",
        f"{azure.subscription}/{machines}/locations/northeurope/virtualMachines",
    )

    names = [
        [
            entry["name"]
            for entry in body_of(azure.call("GET", path, api_version=COMPUTE_VERSION))["value"]
        ]
        for path in paths
    ]
    first = body_of(azure.call("GET", paths[1], api_version=COMPUTE_VERSION, query="$top=1"))
    second = body_of(azure.follow(first["nextLink"]))

    assert names == [["one", "two"], ["one", "two"], ["one", "two"], []]
    assert [entry["name"] for entry in (*first["value"], *second["value"])] == ["one", "two"]
    assert "nextLink" not in second


def test_deleting_the_group_deletes_everything_in_it(azure: InProcess) -> None:
    """Machine, interface and network go in an order that works."""
    made(azure, "web")

    azure.call("DELETE", f"{azure.subscription}/resourceGroups/{GROUP}")
    for _ in range(10):
        azure.wait(azure.azure.durations.delete)
        azure.azure.settle()

    group = azure.call("GET", f"{azure.subscription}/resourceGroups/{GROUP}")
    assert body_of(group)["error"]["code"] == "ResourceGroupNotFound"
