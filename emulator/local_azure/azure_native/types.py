"""The resource types that the stand-in has: one row each, in azure-native's own names.

Source: pulumi-azure-native 3.29.0 (Python SDK: tokens, inputs, outputs, api-versions) and
provider/pkg/gen/replacement.go (what forces a replacement), read 2026-11-23.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

from local_azure.azure_native.errors import UnknownTypeError
from local_azure.azure_native.shapes import NO_SHAPE, SHAPES, Shape

_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_NETWORK = f"{_GROUP}/providers/Microsoft.Network"
_COMPUTE = f"{_GROUP}/providers/Microsoft.Compute"


@dataclass(frozen=True, kw_only=True)
class ResourceType:
    """One type of azure-native: how its inputs become an ARM request, and the answer its outputs.

    `path` names the inputs that make the ARM id. `inputs` are the properties of the body, `outputs`
    those that only Azure sets; both are words in one string. `replaces` are body properties
    whose change needs a new resource. `secrets` are paths that are secret whoever sets them.
    `sub_resources` are lists that users may manage as resources of their own: absent from the
    inputs, they stay as they are in Azure.
    """

    pulumi_type: str
    path: str
    api_version: str
    inputs: str
    outputs: str
    required: tuple[str, ...] = ()
    replaces: frozenset[str] = frozenset()
    secrets: tuple[str, ...] = ()
    sub_resources: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Inputs that are part of the id, in its order; the last one is the resource's name."""
        names = re.findall(r"\{(\w+)\}", self.path)
        return tuple(name for name in names if name != "subscriptionId")

    @cached_property
    def body_inputs(self) -> frozenset[str]:
        """Inputs that go into the body."""
        return frozenset(self.inputs.split())

    @cached_property
    def body_outputs(self) -> frozenset[str]:
        """Outputs that are no inputs."""
        return frozenset(self.outputs.split()) | {"name", "type"}

    @property
    def name_parameter(self) -> str:
        """The input that names the resource."""
        return self.parameters[-1]

    @property
    def is_top_level(self) -> bool:
        """Whether the resource stands alone: then its automatic name ends in random letters."""
        return self.path.rpartition("/providers/")[2].count("{") == 1 or self.path == _GROUP

    @property
    def has_location(self) -> bool:
        """Whether the resource lies in a region."""
        return "location" in self.body_inputs

    @property
    def shape(self) -> Shape:
        """How the body nests."""
        return SHAPES.get(self.pulumi_type.rpartition(":")[2], NO_SHAPE)

    def arm_id(self, subscription: str, inputs: Mapping[str, object]) -> str:
        """The ARM id that the inputs make."""
        values = {**inputs, "subscriptionId": subscription}
        return re.sub(r"\{(\w+)\}", lambda match: quote(str(values[match[1]])), self.path)

    def parameters_of(self, arm_id: str) -> dict[str, str] | None:
        """The inputs that an ARM id holds, or None when it is of another type."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        found = re.fullmatch(pattern, arm_id, re.IGNORECASE)
        if found is None:
            return None
        return {name: unquote(found[name]) for name in self.parameters}


RESOURCE_GROUP = ResourceType(
    pulumi_type="azure-native:resources:ResourceGroup",
    path=_GROUP,
    api_version="2024-03-01",
    inputs="location managedBy tags",
    outputs="properties",
    required=("location",),
    replaces=frozenset({"location"}),
)

_TYPES = (
    RESOURCE_GROUP,
    ResourceType(
        pulumi_type="azure-native:network:VirtualNetwork",
        path=f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}",
        api_version="2024-05-01",
        inputs="addressSpace bgpCommunities ddosProtectionPlan dhcpOptions enableDdosProtection"
        " enableVmProtection encryption extendedLocation flowTimeoutInMinutes id ipAllocations"
        " location privateEndpointVNetPolicies subnets tags virtualNetworkPeerings",
        outputs="etag flowLogs provisioningState resourceGuid",
        replaces=frozenset({"location"}),
        sub_resources=("subnets", "virtualNetworkPeerings"),
    ),
    ResourceType(
        pulumi_type="azure-native:network:Subnet",
        path=f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}/subnets/{{subnetName}}",
        api_version="2024-05-01",
        inputs="addressPrefix addressPrefixes applicationGatewayIPConfigurations"
        " defaultOutboundAccess delegations id ipAllocations ipamPoolPrefixAllocations name"
        " natGateway networkSecurityGroup privateEndpointNetworkPolicies"
        " privateLinkServiceNetworkPolicies routeTable serviceEndpointPolicies serviceEndpoints"
        " sharingScope type",
        outputs="etag ipConfigurationProfiles ipConfigurations privateEndpoints provisioningState"
        " purpose resourceNavigationLinks serviceAssociationLinks",
    ),
    ResourceType(
        pulumi_type="azure-native:network:NetworkSecurityGroup",
        path=f"{_NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}",
        api_version="2024-05-01",
        inputs="flushConnection id location securityRules tags",
        outputs="defaultSecurityRules etag flowLogs networkInterfaces provisioningState"
        " resourceGuid subnets",
        sub_resources=("securityRules",),
    ),
    ResourceType(
        pulumi_type="azure-native:network:SecurityRule",
        path=f"{_NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}"
        "/securityRules/{securityRuleName}",
        api_version="2024-05-01",
        inputs="access description destinationAddressPrefix destinationAddressPrefixes"
        " destinationApplicationSecurityGroups destinationPortRange destinationPortRanges"
        " direction id name priority protocol sourceAddressPrefix sourceAddressPrefixes"
        " sourceApplicationSecurityGroups sourcePortRange sourcePortRanges type",
        outputs="etag provisioningState",
        required=("access", "direction", "priority", "protocol"),
    ),
    ResourceType(
        pulumi_type="azure-native:network:PublicIPAddress",
        path=f"{_NETWORK}/publicIPAddresses/{{publicIpAddressName}}",
        api_version="2024-05-01",
        inputs="ddosSettings deleteOption dnsSettings extendedLocation id idleTimeoutInMinutes"
        " ipAddress ipTags linkedPublicIPAddress location migrationPhase natGateway"
        " publicIPAddressVersion publicIPAllocationMethod publicIPPrefix servicePublicIPAddress sku"
        " tags zones",
        outputs="etag ipConfiguration provisioningState resourceGuid",
        replaces=frozenset({"location", "publicIPAddressVersion", "publicIPPrefix", "sku"}),
    ),
    ResourceType(
        pulumi_type="azure-native:network:NatGateway",
        path=f"{_NETWORK}/natGateways/{{natGatewayName}}",
        api_version="2024-05-01",
        inputs="id idleTimeoutInMinutes location publicIpAddresses publicIpPrefixes sku tags zones",
        outputs="etag provisioningState resourceGuid subnets",
    ),
    ResourceType(
        pulumi_type="azure-native:network:NetworkInterface",
        path=f"{_NETWORK}/networkInterfaces/{{networkInterfaceName}}",
        api_version="2024-05-01",
        inputs="auxiliaryMode auxiliarySku disableTcpStateTracking dnsSettings"
        " enableAcceleratedNetworking enableIPForwarding extendedLocation id ipConfigurations"
        " location migrationPhase networkSecurityGroup nicType privateLinkService tags"
        " workloadType",
        outputs="defaultOutboundConnectivityEnabled dscpConfiguration etag hostedWorkloads"
        " macAddress primary privateEndpoint provisioningState resourceGuid tapConfigurations"
        " virtualMachine vnetEncryptionSupported",
    ),
    ResourceType(
        pulumi_type="azure-native:network:BastionHost",
        path=f"{_NETWORK}/bastionHosts/{{bastionHostName}}",
        api_version="2024-05-01",
        inputs="disableCopyPaste dnsName enableFileCopy enableIpConnect enableKerberos"
        " enablePrivateOnlyBastion enableSessionRecording enableShareableLink enableTunneling id"
        " ipConfigurations location networkAcls scaleUnits sku tags virtualNetwork zones",
        outputs="etag provisioningState",
    ),
    ResourceType(
        pulumi_type="azure-native:compute:VirtualMachine",
        path=f"{_COMPUTE}/virtualMachines/{{vmName}}",
        api_version="2024-11-01",
        inputs="additionalCapabilities applicationProfile availabilitySet billingProfile"
        " capacityReservation diagnosticsProfile evictionPolicy extendedLocation"
        " extensionsTimeBudget hardwareProfile host hostGroup identity licenseType location"
        " networkProfile osProfile placement plan platformFaultDomain priority"
        " proximityPlacementGroup scheduledEventsPolicy scheduledEventsProfile securityProfile"
        " storageProfile tags userData virtualMachineScaleSet zones",
        outputs="etag instanceView managedBy provisioningState resources systemData timeCreated"
        " vmId",
        required=("location",),
        replaces=frozenset({"location"}),
        secrets=("osProfile.adminPassword",),
    ),
    ResourceType(
        pulumi_type="azure-native:compute:VirtualMachineExtension",
        path=f"{_COMPUTE}/virtualMachines/{{vmName}}/extensions/{{vmExtensionName}}",
        api_version="2024-11-01",
        inputs="autoUpgradeMinorVersion enableAutomaticUpgrade forceUpdateTag instanceView"
        " location protectedSettings protectedSettingsFromKeyVault provisionAfterExtensions"
        " publisher settings suppressFailures tags type typeHandlerVersion",
        outputs="provisioningState systemData",
        replaces=frozenset({"location"}),
        secrets=("protectedSettings",),
    ),
    ResourceType(
        pulumi_type="azure-native:compute:VirtualMachineScaleSet",
        path=f"{_COMPUTE}/virtualMachineScaleSets/{{vmScaleSetName}}",
        api_version="2024-11-01",
        inputs="additionalCapabilities automaticRepairsPolicy constrainedMaximumCapacity"
        " doNotRunExtensionsOnOverprovisionedVMs extendedLocation hostGroup identity location"
        " orchestrationMode overprovision plan platformFaultDomainCount priorityMixPolicy"
        " proximityPlacementGroup resiliencyPolicy scaleInPolicy scheduledEventsPolicy"
        " singlePlacementGroup sku skuProfile spotRestorePolicy tags upgradePolicy"
        " virtualMachineProfile zonalPlatformFaultDomainAlignMode zoneBalance zones",
        outputs="etag provisioningState systemData timeCreated uniqueId",
        required=("location",),
        replaces=frozenset({"location"}),
        secrets=("virtualMachineProfile.osProfile.adminPassword",),
    ),
    ResourceType(
        pulumi_type="azure-native:compute:Disk",
        path=f"{_COMPUTE}/disks/{{diskName}}",
        api_version="2024-03-02",
        inputs="burstingEnabled completionPercent creationData dataAccessAuthMode diskAccessId"
        " diskIOPSReadOnly diskIOPSReadWrite diskMBpsReadOnly diskMBpsReadWrite diskSizeGB"
        " encryption encryptionSettingsCollection extendedLocation hyperVGeneration location"
        " maxShares networkAccessPolicy optimizedForFrequentAttach osType publicNetworkAccess"
        " purchasePlan securityProfile sku supportedCapabilities supportsHibernation tags tier"
        " zones",
        outputs="burstingEnabledTime diskSizeBytes diskState lastOwnershipUpdateTime managedBy"
        " managedByExtended propertyUpdatesInProgress provisioningState shareInfo systemData"
        " timeCreated uniqueId",
        required=("creationData", "location"),
        replaces=frozenset({"location"}),
    ),
)

RESOURCE_TYPES: Mapping[str, ResourceType] = {row.pulumi_type: row for row in _TYPES}


def resource_type(urn: str) -> ResourceType:
    """The row of a resource by its URN, `urn:pulumi:stack::project::parent$type::name`.

    Raises:
        UnknownTypeError: the stand-in has no such type.
    """
    token = urn.split("::")[2].rpartition("$")[2]
    try:
        return RESOURCE_TYPES[token]
    except KeyError:
        raise UnknownTypeError(token) from None


def getter_type(token: str) -> ResourceType:
    """The row that a getter reads: `azure-native:network:getSubnet` reads Subnet.

    Raises:
        UnknownTypeError: the stand-in has no such function.
    """
    package, _, function = token.rpartition(":")
    try:
        return RESOURCE_TYPES[f"{package}:{function.removeprefix('get')}"]
    except KeyError:
        raise UnknownTypeError(token) from None
