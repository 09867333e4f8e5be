"""A machine is made, read and listed."""

import json

import pytest

from local_azure import faults
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    GROUP,
    PLAN,
    PREVIEW,
    body_of,
    changed,
    finish,
    interface_path,
    machine,
    machine_body,
    make_machines,
    patch_machine,
    put_machine,
    put_network,
    register_previews,
)
from local_azure.compute.wish import PREVIEW_FEATURES
from local_azure.testing import InProcess

COMPUTE = "Microsoft.Compute"
OS = "properties.osProfile"


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

    make_machines(azure, "web", changes=changes)

    assert machine(azure)["properties"]["osProfile"] == {
        "computerName": "web",
        "adminUsername": "operator",
        "windowsConfiguration": {
            "provisionVMAgent": True,
            "enableAutomaticUpdates": True,
            "patchSettings": {"patchMode": "AutomaticByOS", "assessmentMode": "ImageDefault"},
        },
        "secrets": [],
        "allowExtensionOperations": True,
        "requireGuestProvisionSignal": True,
    }


def test_location_image_and_disk_are_resolved(azure: InProcess) -> None:
    """A location is normalised, `latest` becomes an exact version, a nameless disk gets a name."""
    changes = {"location": "West Europe", "properties.storageProfile.osDisk": None}

    make_machines(azure, "web", changes=changes)

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
    make_machines(azure, "web", changes={f"{OS}.{secret}": "Q2FuYXJ5LU9mLVRoZS1NaW5l"})

    assert "Q2FuYXJ5" not in json.dumps(machine(azure, query="$expand=instanceView"))


def test_a_system_assigned_identity_has_one_principal_for_life(azure: InProcess) -> None:
    """The principal is made with the machine and stays over updates."""
    make_machines(azure, "web", changes={"identity": {"type": "SystemAssigned"}})
    first = machine(azure)["identity"]

    patch_machine(azure, {"tags": {"a": "b"}})

    assert first["type"] == "SystemAssigned"
    assert first["tenantId"] == azure.azure.settings.tenant
    assert machine(azure)["identity"] == first


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


@pytest.mark.parametrize("wait", ["before the features", "while they are Registering"])
def test_features_without_the_provider_after_them_open_nothing(azure: InProcess, wait: str) -> None:
    """A registration that was asked for before the last feature was Registered carries it not."""
    put_network(azure, "web")
    provider = f"{azure.subscription}/providers/Microsoft.Compute/register"
    features = f"{azure.subscription}/providers/Microsoft.Features/providers/{COMPUTE}/features"
    if wait == "before the features":
        azure.call("POST", provider)
        azure.wait(azure.azure.durations.provider)
    for name in PREVIEW_FEATURES:
        azure.call("POST", f"{features}/{name}/register", api_version="2015-12-01")
    if wait == "while they are Registering":
        azure.wait(azure.azure.durations.feature - 0.1)
        azure.call("POST", provider)
    azure.wait(azure.azure.durations.feature + azure.azure.durations.provider)
    listed = body_of(azure.call("GET", features, api_version="2015-12-01"))["value"]
    changes = {"properties.storageProfile.imageReference": PREVIEW, "plan": PLAN}

    reply = put_machine(azure, body=changed(machine_body(interface_path(azure, "web")), changes))

    states = {entry["name"]: entry["properties"]["state"] for entry in listed}
    assert {states[f"{COMPUTE}/{name}"] for name in PREVIEW_FEATURES} == {"Registered"}
    assert (reply.status, body_of(reply)["error"]["target"]) == (400, "imageReference")


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
    make_machines(azure, "one", "two")
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
