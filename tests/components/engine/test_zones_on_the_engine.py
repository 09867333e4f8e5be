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
