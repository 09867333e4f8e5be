"""Where ARM nests what Pulumi's SDKs write flat, and what only Azure sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How one kind of object is written in ARM.

    `beside` names what ARM keeps beside `properties`; every other property lies in it. None: the
    object has no `properties`. `read_only` is what only Azure sets; `filled` is what it chooses
    where the program says nothing, and a preview does not know. `sets` are lists of names that ARM
    writes as an object with empty values. `parts` names the shapes of nested objects and lists.
    """

    beside: frozenset[str] | None = None
    read_only: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NO_SHAPE = Shape()

_TRACKED = _words("id name type location tags etag")
_CHILD = _words("id name type etag")
_SET_BY_AZURE = _words("etag provisioningState resourceGuid")

SHAPES: Mapping[str, Shape] = {
    "VirtualNetwork": Shape(
        beside=_TRACKED | {"extendedLocation"},
        parts={"subnets": "Subnet", "virtualNetworkPeerings": "Peering", "flowLogs": "FlowLog"},
    ),
    "Peering": Shape(
        beside=_CHILD,
        read_only=_words("etag provisioningState remoteVirtualNetworkEncryption resourceGuid"),
    ),
    "FlowLog": Shape(beside=_TRACKED),
    "Subnet": Shape(
        beside=_CHILD,
        filled=_words(
            "id privateEndpointNetworkPolicies privateLinkServiceNetworkPolicies serviceEndpoints"
        ),
        read_only=_words(
            "etag ipConfigurationProfiles ipConfigurations privateEndpoints provisioningState"
            " purpose resourceNavigationLinks serviceAssociationLinks"
        ),
        parts={
            "delegations": "Delegation",
            "networkSecurityGroup": "NetworkSecurityGroup",
            "serviceEndpoints": "ServiceEndpoint",
            "routeTable": "RouteTable",
        },
    ),
    "Delegation": Shape(beside=_CHILD, read_only=_words("actions etag provisioningState")),
    "ServiceEndpoint": Shape(read_only=_words("provisioningState")),
    "RouteTable": Shape(beside=_TRACKED, read_only=_SET_BY_AZURE, parts={"routes": "Route"}),
    "Route": Shape(beside=_CHILD, read_only=_words("etag hasBgpOverride provisioningState")),
    "NetworkSecurityGroup": Shape(
        beside=_TRACKED,
        read_only=_SET_BY_AZURE
        | _words("defaultSecurityRules flowLogs name networkInterfaces subnets type"),
        parts={
            "defaultSecurityRules": "SecurityRule",
            "flowLogs": "FlowLog",
            "securityRules": "SecurityRule",
        },
    ),
    "SecurityRule": Shape(
        beside=_CHILD, read_only=_words("etag provisioningState"), filled=_words("id")
    ),
    "PublicIPAddress": Shape(
        beside=_TRACKED | _words("extendedLocation sku zones"),
        read_only=_SET_BY_AZURE | _words("ipConfiguration name type"),
        parts={"dnsSettings": "AddressDnsSettings", "natGateway": "NatGateway"},
    ),
    "AddressDnsSettings": Shape(filled=_words("fqdn")),
    "NatGateway": Shape(
        beside=_TRACKED | _words("sku zones"),
        read_only=_SET_BY_AZURE | _words("name subnets type"),
    ),
    "NetworkInterface": Shape(
        beside=_TRACKED | {"extendedLocation"},
        parts={
            "dnsSettings": "NetworkInterfaceDnsSettings",
            "ipConfigurations": "IPConfiguration",
            "networkSecurityGroup": "NetworkSecurityGroup",
        },
    ),
    "NetworkInterfaceDnsSettings": Shape(
        read_only=_words("appliedDnsServers internalDomainNameSuffix internalFqdn")
    ),
    "IPConfiguration": Shape(
        beside=_CHILD,
        read_only=_words("etag privateLinkConnectionProperties provisioningState"),
        filled=_words(
            "id primary privateIPAddress privateIPAddressVersion privateIPAllocationMethod"
        ),
        parts={"publicIPAddress": "PublicIPAddress", "subnet": "Subnet"},
    ),
    "BastionHost": Shape(
        beside=_TRACKED | _words("sku zones"), parts={"ipConfigurations": "BastionIPConfiguration"}
    ),
    "BastionIPConfiguration": Shape(
        beside=_CHILD,
        read_only=_words("etag provisioningState type"),
        filled=_words("id privateIPAllocationMethod"),
    ),
    "VirtualMachine": Shape(
        beside=_words(
            "id name type location tags etag extendedLocation identity managedBy placement plan"
            " resources systemData zones"
        ),
        parts={
            "identity": "Identity",
            "networkProfile": "NetworkProfile",
            "osProfile": "OSProfile",
            "resources": "VirtualMachineExtension",
            "storageProfile": "StorageProfile",
        },
    ),
    "Identity": Shape(
        read_only=_words("principalId tenantId"), sets=_words("userAssignedIdentities")
    ),
    "NetworkProfile": Shape(
        parts={
            "networkInterfaces": "NetworkInterfaceReference",
            "networkInterfaceConfigurations": "NetworkInterfaceConfiguration",
        }
    ),
    "NetworkInterfaceReference": Shape(beside=_words("id")),
    "NetworkInterfaceConfiguration": Shape(
        beside=_words("name tags"), parts={"ipConfigurations": "InterfaceIPConfiguration"}
    ),
    "InterfaceIPConfiguration": Shape(
        beside=_words("name"), parts={"publicIPAddressConfiguration": "PublicIPConfiguration"}
    ),
    "PublicIPConfiguration": Shape(beside=_words("name sku tags")),
    "OSProfile": Shape(parts={"windowsConfiguration": "WindowsConfiguration"}),
    "WindowsConfiguration": Shape(read_only=_words("enableVMAgentPlatformUpdates")),
    "StorageProfile": Shape(
        filled=_words("dataDisks"),
        parts={"dataDisks": "DataDisk", "imageReference": "ImageReference", "osDisk": "OSDisk"},
    ),
    "OSDisk": Shape(
        filled=_words("caching deleteOption diskSizeGB managedDisk name osType"),
        parts={"managedDisk": "ManagedDisk"},
    ),
    "DataDisk": Shape(
        read_only=_words("diskIOPSReadWrite diskMBpsReadWrite"),
        filled=_words("caching deleteOption diskSizeGB managedDisk name toBeDetached"),
        parts={"managedDisk": "ManagedDisk"},
    ),
    "ManagedDisk": Shape(filled=_words("id storageAccountType")),
    "ImageReference": Shape(read_only=_words("exactVersion")),
    "VirtualMachineExtension": Shape(
        beside=_words("id name location tags systemData"),
        read_only=_words("id name provisioningState"),
    ),
    "VirtualMachineScaleSet": Shape(
        beside=_words(
            "id name type location tags etag extendedLocation identity plan sku systemData zones"
        ),
        parts={"identity": "Identity", "virtualMachineProfile": "ScaleSetProfile"},
    ),
    "ScaleSetProfile": Shape(
        parts={
            "extensionProfile": "ScaleSetExtensionProfile",
            "networkProfile": "NetworkProfile",
            "osProfile": "OSProfile",
            "storageProfile": "StorageProfile",
        },
    ),
    "ScaleSetExtensionProfile": Shape(parts={"extensions": "ScaleSetExtension"}),
    "ScaleSetExtension": Shape(beside=_words("id name"), read_only=_words("id provisioningState")),
    "Disk": Shape(
        beside=_words(
            "id name type location tags extendedLocation managedBy managedByExtended sku systemData"
            " zones"
        ),
        parts={"sku": "DiskSku", "creationData": "CreationData"},
    ),
    "DiskSku": Shape(read_only=_words("tier")),
    "CreationData": Shape(read_only=_words("sourceUniqueId")),
}
