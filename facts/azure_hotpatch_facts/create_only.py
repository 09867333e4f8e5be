"""Properties of a machine that Azure lets nobody change once it exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CreateOnly:
    """One such property.

    Attributes:
        arm: Path in ARM's model of a machine.
        replace_on: Path, or block, of azure-native's input whose change replaces the machine:
            a change of a leaf is missed when its whole block comes or goes.
    """

    arm: str
    replace_on: str


CREATE_ONLY: tuple[CreateOnly, ...] = (
    CreateOnly(
        "properties.osProfile.windowsConfiguration.enableAutomaticUpdates",
        "osProfile.windowsConfiguration.enableAutomaticUpdates",
    ),
    CreateOnly(
        "properties.osProfile.windowsConfiguration.provisionVMAgent",
        "osProfile.windowsConfiguration.provisionVMAgent",
    ),
    CreateOnly(
        "properties.osProfile.windowsConfiguration.timeZone",
        "osProfile.windowsConfiguration.timeZone",
    ),
    CreateOnly("properties.osProfile.computerName", "osProfile.computerName"),
    CreateOnly("properties.osProfile.adminUsername", "osProfile.adminUsername"),
    CreateOnly("properties.storageProfile.imageReference", "storageProfile.imageReference"),
    CreateOnly("properties.storageProfile.osDisk.name", "storageProfile.osDisk.name"),
    CreateOnly(
        "properties.storageProfile.osDisk.createOption", "storageProfile.osDisk.createOption"
    ),
    CreateOnly("zones", "zones"),
)
"""Every property that ARM answers with 409 PropertyChangeNotAllowed when it changes.

Source: https://github.com/MicrosoftDocs/azure-docs/issues/112633 (text and target),
https://github.com/Azure/azure-powershell/issues/7621 (status), and the property docs of
azure-mgmt-compute 39.0.0, read 2026-11-23. Zones, for which no text is known: `zone` is ForceNew in
hashicorp/terraform-provider-azurerm internal/services/compute/windows_virtual_machine_resource.go,
read 2026-11-25.
"""

SCALE_SET_CREATE_ONLY: tuple[CreateOnly, ...] = (
    CreateOnly("properties.orchestrationMode", "orchestrationMode"),
    CreateOnly("properties.platformFaultDomainCount", "platformFaultDomainCount"),
    CreateOnly("zones", "zones"),
    CreateOnly(
        "properties.virtualMachineProfile.osProfile.computerNamePrefix",
        "virtualMachineProfile.osProfile.computerNamePrefix",
    ),
    CreateOnly(
        "properties.virtualMachineProfile.osProfile.adminUsername",
        "virtualMachineProfile.osProfile.adminUsername",
    ),
)
"""Properties of a Flexible scale set that are set once.

Source: what is ForceNew in hashicorp/terraform-provider-azurerm internal/services/compute/
orchestrated_virtual_machine_scale_set_resource.go and orchestrated_virtual_machine_scale_set.go,
read 2026-11-25.
"""

DISK_CREATE_ONLY: tuple[CreateOnly, ...] = (CreateOnly("zones", "zones"),)
"""Properties of a managed disk that are set once: Azure answers a change of its zone with 400.

Source: https://github.com/hashicorp/terraform-provider-azurerm/issues/16059 (text) and pull request
16070 (ForceNew since), read 2026-11-25.
"""
