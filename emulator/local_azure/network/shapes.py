"""The JSON types of the bodies of Microsoft.Network, as far as this Azure reads them.

Source: the models of azure-mgmt-network 33.1.0.
"""

from collections.abc import Mapping

from local_azure.body_shape import ArmId, Shape

_REFERENCE: Shape = {"id": ArmId}
_IP_CONFIGURATION: Shape = {
    "name": str,
    "properties": {
        "privateIPAllocationMethod": str,
        "privateIPAddress": str,
        "privateIPAddressVersion": str,
        "primary": bool,
        "subnet": _REFERENCE,
        "publicIPAddress": _REFERENCE,
    },
}
_SUBNET: Shape = {
    "addressPrefix": str,
    "addressPrefixes": (str,),
    "networkSecurityGroup": _REFERENCE,
    "natGateway": _REFERENCE,
    "serviceEndpoints": (dict,),
    "delegations": (dict,),
    "defaultOutboundAccess": bool,
    "privateEndpointNetworkPolicies": str,
    "privateLinkServiceNetworkPolicies": str,
}
_TEXTS = (
    "description",
    "protocol",
    "sourcePortRange",
    "destinationPortRange",
    "sourceAddressPrefix",
    "destinationAddressPrefix",
    "access",
    "direction",
)
_LISTS = (
    "sourcePortRanges",
    "destinationPortRanges",
    "sourceAddressPrefixes",
    "destinationAddressPrefixes",
)
_RULE: Shape = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_LISTS, (str,)),
    "priority": int,
}

_PROPERTIES: Mapping[str, Shape] = {
    "virtualNetworks": {
        "addressSpace": {"addressPrefixes": (str,)},
        "subnets": ({"name": str, "properties": _SUBNET},),
        "dhcpOptions": {"dnsServers": (str,)},
        "enableDdosProtection": bool,
        "flowTimeoutInMinutes": int,
        "encryption": dict,
    },
    "subnets": _SUBNET,
    "networkInterfaces": {
        "ipConfigurations": (_IP_CONFIGURATION,),
        "networkSecurityGroup": _REFERENCE,
        "dnsSettings": {"dnsServers": (str,)},
        "enableAcceleratedNetworking": bool,
        "enableIPForwarding": bool,
    },
    "networkSecurityGroups": {"securityRules": ({"name": str, "properties": _RULE},)},
    "securityRules": _RULE,
    "natGateways": {"publicIpAddresses": (_REFERENCE,), "idleTimeoutInMinutes": int},
    "publicIPAddresses": {
        "publicIPAllocationMethod": str,
        "publicIPAddressVersion": str,
        "idleTimeoutInMinutes": int,
        "ipTags": (dict,),
        "dnsSettings": {"domainNameLabel": str},
    },
    "bastionHosts": {"ipConfigurations": (_IP_CONFIGURATION,), "scaleUnits": int},
}


def shape_of(type_: str) -> Shape:
    """The shape of a type's body: `shape_of("virtualNetworks")`."""
    return {
        "location": str,
        "tags": dict,
        "zones": (str,),
        "sku": {"name": str, "tier": str},
        "properties": _PROPERTIES[type_],
    }
