"""Disks on their own, and the marketplace as a client browses it."""

import pytest

from local_azure.arm import Json, Reply
from local_azure.compute.images import IMAGES
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    LOCATION,
    changed,
    interface_path,
    machine_body,
    machine_path,
    path_of,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

DISKS = "2024-03-02"
EMPTY = {
    "location": LOCATION,
    "sku": {"name": "StandardSSD_LRS"},
    "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 64},
}


def disk(azure: InProcess, method: str = "GET", body: Json | None = None) -> Reply:
    """Call the disk `data`."""
    return azure.call(method, path_of(azure, "Compute", "disks", "data"), body, api_version=DISKS)


def with_disk(azure: InProcess, name: str) -> Json:
    """A machine with the disk `data` attached."""
    given = {"id": path_of(azure, "Compute", "disks", "data")}
    entry = {"lun": 0, "createOption": "Attach", "managedDisk": given}
    body = machine_body(interface_path(azure, name), name=name)
    return changed(body, {"properties.storageProfile.dataDisks": [entry]})


def error(reply: Reply) -> Json:
    """The error of a refusal, with its status."""
    assert isinstance(reply.body, dict)
    return {"status": reply.status, **reply.body["error"]}


def test_a_disk_is_made_attached_kept_and_deleted(azure: InProcess) -> None:
    """Unattached, Attached while the machine lives, Unattached again, gone."""
    put_network(azure, "web")
    states = []

    def look() -> None:
        found = disk(azure).body
        assert isinstance(found, dict)
        states.append((found["properties"]["diskState"], found.get("managedBy")))

    made = disk(azure, "PUT", EMPTY)
    look()
    put_machine(azure, body=with_disk(azure, "web"))
    azure.wait(azure.azure.durations.machine)
    look()
    azure.call("DELETE", machine_path(azure, "web"), api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.delete)
    look()
    gone = disk(azure, "DELETE")

    assert (made.status, gone.status, disk(azure).status) == (202, 202, 404)
    assert states == [
        ("Unattached", None),
        ("Attached", machine_path(azure, "web")),
        ("Unattached", None),
    ]


def test_an_attached_disk_stays(azure: InProcess) -> None:
    """Neither is it deleted, nor does another machine get it."""
    put_network(azure, "web", "two")
    disk(azure, "PUT", EMPTY)
    put_machine(azure, body=with_disk(azure, "web"))
    azure.wait(azure.azure.durations.machine)
    web = machine_path(azure, "web")

    deleted = disk(azure, "DELETE")
    second = put_machine(azure, "two", with_disk(azure, "two"))

    assert error(deleted) == {
        "status": 409,
        "code": "OperationNotAllowed",
        "message": f"Disk data is attached to VM {web}.",
    }
    assert error(second) == {
        "status": 409,
        "code": "ConflictingUserInput",
        "message": f"Disk '{path_of(azure, 'Compute', 'disks', 'data')}' cannot be attached as the"
        f" disk is already owned by VM '{web}'.",
        "target": "dataDisk",
    }


def in_zone(azure: InProcess, zone: str | None, sku: str, machine_zone: str | None) -> Reply:
    """Make the disk `data` in a zone, and a machine with it in the same or another."""
    put_network(azure, "web")
    disk(azure, "PUT", changed(EMPTY, {"sku.name": sku, **({"zones": [zone]} if zone else {})}))
    body = with_disk(azure, "web")
    return put_machine(azure, body={**body, **({"zones": [machine_zone]} if machine_zone else {})})


@pytest.mark.parametrize(
    ("zone", "machine_zone", "why"),
    [
        ("2", "1", "the same zone as the VM. VM zone: '1'. Disk zone: '2'."),
        ("2", None, "the same zone as the VM. VM zone: ''. Disk zone: '2'."),
        (None, "1", "zone '1'."),
    ],
)
def test_a_disk_of_one_zone_stays_there(
    azure: InProcess, zone: str | None, machine_zone: str | None, why: str
) -> None:
    """A machine in another zone, or in none, does not get it."""
    refused = in_zone(azure, zone, "Premium_LRS", machine_zone)

    where = path_of(azure, "Compute", "disks", "data")
    assert error(refused) == {
        "status": 400,
        "code": "BadRequest",
        "message": f"Disk {where} cannot be attached to the VM because it is not in {why}",
    }


@pytest.mark.parametrize(("zone", "sku"), [("2", "Premium_LRS"), (None, "Premium_ZRS")])
def test_a_disk_of_the_zone_or_of_all_zones_is_attached(
    azure: InProcess, zone: str | None, sku: str
) -> None:
    """A zone-redundant disk goes with a machine in any zone."""
    assert in_zone(azure, zone, sku, "2").status == 201


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (
            {"zones": ["1"]},
            {
                "status": 400,
                "code": "BadRequest",
                "message": "Availability zone must not be changed on existing resource 'data'."
                " Existing zone '2', new zone '1'.",
            },
        ),
        (
            {"sku.name": "StandardSSD_ZRS"},
            {
                "status": 409,
                "code": "OperationNotAllowed",
                "message": "A disk with sku 'StandardSSD_ZRS' cannot be created in an availability"
                " zone.",
            },
        ),
    ],
)
def test_a_zone_is_set_once_and_not_for_a_zone_redundant_disk(
    azure: InProcess, change: Json, wanted: Json
) -> None:
    """What is asked of the disk in zone 2."""
    put_network(azure, "web")
    body = changed(EMPTY, {"zones": ["2"]})
    disk(azure, "PUT", body)

    assert error(disk(azure, "PUT", changed(body, change))) == wanted


def test_taking_a_disk_off_a_machine_detaches_it(azure: InProcess) -> None:
    """A PUT with an empty list of data disks leaves the disk Unattached."""
    put_network(azure, "web")
    disk(azure, "PUT", EMPTY)
    put_machine(azure, body=with_disk(azure, "web"))
    azure.wait(azure.azure.durations.machine)

    put_machine(
        azure, body=changed(with_disk(azure, "web"), {"properties.storageProfile.dataDisks": []})
    )
    azure.wait(azure.azure.durations.machine)

    found = disk(azure).body
    assert isinstance(found, dict)
    assert found["properties"]["diskState"] == "Unattached"


PUBLISHERS = "providers/Microsoft.Compute/locations/westeurope/publishers"
OFFERS = f"{PUBLISHERS}/MicrosoftWindowsServer/artifacttypes/vmimage/offers"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (PUBLISHERS, ["Canonical", "MicrosoftWindowsServer"]),
        (
            OFFERS,
            [
                "microsoftserveroperatingsystems-previews",
                "WindowsServer",
                "windowsserverhotpatch-previews",
            ],
        ),
        (
            f"{OFFERS}/WindowsServerHotpatch-Previews/skus",
            ["windows-server-2022-azure-edition-hotpatch"],
        ),
        (f"{OFFERS}/windowsserver/skus/2019-DATACENTER/versions", ["17763.5122.231109"]),
    ],
)
def test_the_marketplace_is_browsed_level_by_level(
    azure: InProcess, path: str, names: list[str]
) -> None:
    """Each level is a plain list of names, found without case."""
    reply = azure.call("GET", f"{azure.subscription}/{path}", api_version=COMPUTE_VERSION)

    assert isinstance(reply.body, list)
    assert [entry["name"] for entry in reply.body] == names


def test_an_image_says_generation_and_plan(azure: InProcess) -> None:
    """A preview image has the plan that a machine made from it must name."""
    sku = "windows-server-2019-azure-edition-preview"
    path = f"{OFFERS}/microsoftserveroperatingsystems-previews/skus/{sku}/versions/latest"

    reply = azure.call("GET", f"{azure.subscription}/{path}", api_version=COMPUTE_VERSION)

    assert isinstance(reply.body, dict)
    assert reply.body["name"] == "17763.0.0"
    assert reply.body["properties"]["hyperVGeneration"] == "V2"
    assert reply.body["properties"]["plan"] == {
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": sku,
    }


def test_an_unknown_image_is_not_found(azure: InProcess) -> None:
    """The SKU that several public repositories invented has no versions."""
    path = f"{OFFERS}/WindowsServer/skus/2019-datacenter-azure-edition/versions"

    reply = azure.call("GET", f"{azure.subscription}/{path}", api_version=COMPUTE_VERSION)

    assert error(reply) == {
        "status": 404,
        "code": "NotFound",
        "message": "Artifact: VMImage was not found.",
    }


def test_exactly_eight_released_images_can_hotpatch() -> None:
    """Those of Microsoft's list, and no other."""
    assert {image.sku for image in IMAGES if image.hotpatch and not image.preview} == {
        "2022-datacenter-azure-edition-core",
        "2022-datacenter-azure-edition-core-smalldisk",
        "2022-datacenter-azure-edition-hotpatch",
        "2022-datacenter-azure-edition-hotpatch-smalldisk",
        "2025-datacenter-azure-edition",
        "2025-datacenter-azure-edition-smalldisk",
        "2025-datacenter-azure-edition-core",
        "2025-datacenter-azure-edition-core-smalldisk",
    }
