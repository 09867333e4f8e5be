"""Availability zones, and what ARM says where they are missing."""

from collections.abc import Iterable

from local_azure import locations
from local_azure.arm import ArmError


def zones_of(location: str) -> tuple[str, ...]:
    """The zones of a location, none in some.

    >>> zones_of("westeurope"), zones_of("westus")
    (('1', '2', '3'), ())
    """
    found = locations.find(location)
    return tuple(str(number) for number in range(1, found.zones + 1)) if found else ()


def refuse_zones(resource: str, location: str, zones: Iterable[str]) -> None:
    """Say no to a zone that the location does not have.

    `resource` is type and name: `Microsoft.Compute/virtualMachines/web`.

    Raises:
        ArmError: 400 LocationNotSupportAvailabilityZones or InvalidAvailabilityZone.
    """
    asked = tuple(zones)
    offered = zones_of(location)
    if asked and not offered:
        raise ArmError(
            400,
            "LocationNotSupportAvailabilityZones",
            f"The resource '{resource}' does not support availability zones at location"
            f" '{location}'.",
        )
    if not set(asked) <= set(offered):
        raise ArmError(
            400,
            "InvalidAvailabilityZone",
            f"The zone(s) '{','.join(asked)}' for resource '{resource}' is not supported. The"
            f" supported zones for location '{location}' are '{','.join(offered)}'",
        )
