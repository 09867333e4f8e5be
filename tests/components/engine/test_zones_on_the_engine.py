"""A machine that is to move to another zone, and its disks, on the real engine."""

import pytest

from tests.components.engine.conftest import Stack

pytestmark = pytest.mark.engine


def test_a_disk_of_one_zone_stops_its_machine_from_moving(stack: Stack) -> None:
    """The preview refuses, before anything happens: in another zone it could not be attached."""
    stack.configure(machine={"zone": "1", "data_disks": [{"name": "data", "size_gb": 32}]})
    stack.up()
    stack.configure(machine={"zone": "2"})

    said = stack.pulumi("preview", fails=True)

    assert 'HotpatchVm$azure-native:compute:Disk::web-disk-data"' in said
    assert "as it is currently marked for protection" in said


def test_a_replaceable_machine_moves_with_what_zones_share(stack: Stack) -> None:
    """A zone-redundant disk stays; one of a single zone is a new one, and the preview says so."""
    shared = {"name": "shared", "size_gb": 32, "type": "Premium_ZRS"}
    disks = [{"name": "data", "size_gb": 32}, shared]
    stack.configure(machine={"replaceable": True, "zone": "1", "data_disks": disks})
    stack.up()
    before = stack.resources()
    stack.configure(machine={"zone": "2"})

    previewed = stack.previewed()
    stack.up()

    after = stack.resources()
    moved = {name: step for name, (step, _) in previewed.items()}
    assert moved == {"web-disk-data": "replace", "web-vm": "replace"}
    ids = {
        name: (before[name]["outputs"]["uniqueId"], after[name]["outputs"]["uniqueId"])
        for name in ("web-disk-data", "web-disk-shared")
    }
    assert [old == new for old, new in ids.values()] == [False, True]
    assert after["web-vm"]["outputs"]["zones"] == ["2"]
    assert after["web-disk-data"]["outputs"]["zones"] == ["2"]
    stack.pulumi("preview", "--expect-no-changes")


def test_data_moves_by_way_of_a_zone_redundant_disk(stack: Stack) -> None:
    """The steps of docs/production.md: each changes what it says, and nothing before is lost."""
    old = {"name": "data", "size_gb": 32}
    shared = {"name": "shared", "size_gb": 32, "type": "Premium_ZRS"}
    stack.configure(machine={"zone": "1", "data_disks": [old]})
    stack.up()
    first = stack.resources()
    stack.configure(machine={"data_disks": [old, shared]})
    stack.up()
    copied = stack.resources()
    stack.configure(machine={"replaceable": True})
    stack.up()
    stack.configure(machine={"data_disks": [shared], "zone": "2"})
    moved = {name: step for name, (step, _) in stack.previewed().items()}
    stack.up()

    last = stack.resources()
    assert copied["web-vm"]["outputs"]["vmId"] == first["web-vm"]["outputs"]["vmId"]
    assert moved == {"web-disk-data": "delete", "web-vm": "replace"}
    disk = "web-disk-shared"
    assert last[disk]["outputs"]["uniqueId"] == copied[disk]["outputs"]["uniqueId"]
    assert last["web-vm"]["outputs"]["zones"] == ["2"]
