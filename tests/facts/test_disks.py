"""Where the managed disks of a machine lie."""

import pytest

from azure_hotpatch_facts import disks


@pytest.mark.parametrize(
    ("sku", "zone", "zones"),
    [
        ("Premium_LRS", "2", ["2"]),
        ("StandardSSD_LRS", None, None),
        ("StandardSSD_ZRS", "2", None),
        ("Premium_ZRS", None, None),
    ],
)
def test_a_disk_is_in_its_machines_zone_or_in_all(
    sku: str, zone: str | None, zones: list[str] | None
) -> None:
    """A zone-redundant disk is in none by itself."""
    assert disks.zones_of(sku, zone) == zones
