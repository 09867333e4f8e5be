"""Where the managed disks of a machine lie."""

ZONE_REDUNDANT = "_ZRS"


def zones_of(sku: str, zone: str | None) -> list[str] | None:
    """Return the zones of a disk for a machine in a zone; a zone-redundant disk takes none.

    A disk of one zone cannot be attached in another: `BadRequest: Disk ... cannot be attached to
    the VM because it is not in the same zone as the VM.` A zone-redundant one can, and is refused
    with a zone: `OperationNotAllowed: A disk with sku 'Premium_ZRS' cannot be created in an
    availability zone.`
    Source: https://github.com/jenkins-infra/azure/pull/1406 (first text), https://github.com/Azure/
    terraform-azurerm-avm-res-compute-virtualmachine/issues/236 (second) and
    https://learn.microsoft.com/azure/virtual-machines/disks-redundancy, read 2026-11-25.

    >>> zones_of("Premium_LRS", "2"), zones_of("Premium_ZRS", "2"), zones_of("Premium_LRS", None)
    (['2'], None, None)
    """
    return None if zone is None or sku.endswith(ZONE_REDUNDANT) else [zone]
