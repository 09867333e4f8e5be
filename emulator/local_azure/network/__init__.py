"""Microsoft.Network: what a machine needs around it."""

from local_azure import operations
from local_azure.network import (
    bastion_hosts,
    nat_gateways,
    network_interfaces,
    network_security_groups,
    public_ip_addresses,
    virtual_networks,
)
from local_azure.network.handlers import EFFECTS as EFFECTS
from local_azure.network.handlers import routes
from local_azure.network.network_type import NAMESPACE

TYPES = (
    virtual_networks.VIRTUAL_NETWORKS,
    virtual_networks.SUBNETS,
    network_security_groups.NETWORK_SECURITY_GROUPS,
    network_security_groups.SECURITY_RULES,
    public_ip_addresses.PUBLIC_IP_ADDRESSES,
    nat_gateways.NAT_GATEWAYS,
    network_interfaces.NETWORK_INTERFACES,
    bastion_hosts.BASTION_HOSTS,
)

ROUTES = (*(route for type_ in TYPES for route in routes(type_)), *operations.routes(NAMESPACE))

ASSUMED = (
    "A virtual network that is put without `subnets` keeps those it has.",
    "Public addresses come from 198.18.0.0/15, which RFC 2544 keeps for tests.",
    "A bastion host's subnet may have any name and size.",
    "The texts of the private address checks (`PrivateIPAddressNotInSubnet` and its like).",
    "The texts of the prefix checks (`InvalidCIDRNotation` and its like).",
)
