"""The network of a hotpatch machine, with Microsoft's own client, over https."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.testing import Running

LOCATION = "westeurope"


def test_a_closed_network_with_a_way_out_and_a_bastion(local_azure: Running) -> None:
    """Security group, NAT gateway, subnet, interface, bastion; then all of it away again."""
    groups: Any = local_azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("hotpatch", {"location": LOCATION})
    client: Any = local_azure.client(NetworkManagementClient)

    def make(family: str, *names: str, **properties: Any) -> Any:
        body = {"location": LOCATION, "sku": {"name": "Standard"}, "properties": properties}
        return getattr(client, family).begin_create_or_update("hotpatch", *names, body).result()

    closed = make("network_security_groups", "closed")
    out = make("public_ip_addresses", "out", publicIPAllocationMethod="Static")
    door = make("public_ip_addresses", "door", publicIPAllocationMethod="Static")
    nat = make("nat_gateways", "nat", publicIpAddresses=[{"id": out.id}])
    make("virtual_networks", "net", addressSpace={"addressPrefixes": ["10.0.0.0/16"]})
    machines = make(
        "subnets",
        "net",
        "machines",
        addressPrefix="10.0.0.0/24",
        defaultOutboundAccess=False,
        networkSecurityGroup={"id": closed.id},
        natGateway={"id": nat.id},
    )
    doors = make("subnets", "net", "AzureBastionSubnet", addressPrefix="10.0.1.0/26")
    card = {"name": "main", "properties": {"subnet": {"id": machines.id}}}
    web = make("network_interfaces", "web", ipConfigurations=[card])
    way_in = {"subnet": {"id": doors.id}, "publicIPAddress": {"id": door.id}}
    bastion = make(
        "bastion_hosts", "bastion", ipConfigurations=[{"name": "main", "properties": way_in}]
    )

    assert machines.default_outbound_access is False
    assert machines.nat_gateway.id == nat.id
    assert web.ip_configurations[0].private_ip_address == "10.0.0.4"
    assert bastion.dns_name.endswith(".bastion.azure.com")
    assert [entry.name for entry in client.virtual_networks.get("hotpatch", "net").subnets] == [
        "machines",
        "AzureBastionSubnet",
    ]

    with pytest.raises(HttpResponseError) as refused:
        client.subnets.begin_delete("hotpatch", "net", "machines").result()
    assert refused.value.status_code == 400
    assert refused.value.error is not None
    assert refused.value.error.code == "InUseSubnetCannotBeDeleted"

    for family, names in (
        ("bastion_hosts", ("bastion",)),
        ("network_interfaces", ("web",)),
        ("subnets", ("net", "machines")),
        ("virtual_networks", ("net",)),
        ("nat_gateways", ("nat",)),
        ("public_ip_addresses", ("out",)),
        ("public_ip_addresses", ("door",)),
        ("network_security_groups", ("closed",)),
    ):
        getattr(client, family).begin_delete("hotpatch", *names).result()
    left = client.virtual_networks.list_all(), client.public_ip_addresses.list("hotpatch")
    assert [list(each) for each in left] == [[], []]
