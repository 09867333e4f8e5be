"""Programs of several resources, for the pages of the rules over a whole stack.

They have the names and the links of the cases that they go with, and `$web` for its machine.
"""

from collections.abc import Mapping

_SCHEDULE = """
import pulumi
from pulumi_azure_native import compute, maintenance

config = pulumi.Config()
web = $web
weekly = maintenance.MaintenanceConfiguration(
    "weekly",
    resource_group_name="hotpatch",
    resource_name_="weekly",
    maintenance_scope="{scope}",{mark}
)
maintenance.ConfigurationAssignment(
    "schedule",
    resource_group_name="hotpatch",
    provider_name="Microsoft.Compute",
    resource_type="virtualMachines",
    resource_name_=web.name,
    configuration_assignment_name="schedule",
    maintenance_configuration_id=weekly.id,
)
"""

_ACCESS = """
import pulumi
from azure_hotpatch import PreviewAccess
from pulumi_azure_native import compute

config = pulumi.Config()
access = PreviewAccess("access", {})
$web
"""

_EGRESS = """
import pulumi
from pulumi_azure_native import compute, network

config = pulumi.Config()
{nat}subnet = network.Subnet(
    "subnet",
    resource_group_name="hotpatch",
    virtual_network_name="hotpatch",
    subnet_name="machines",
    address_prefix="10.20.0.0/24",
{way}    default_outbound_access=False,
)
nic = network.NetworkInterface(
    "nic",
    resource_group_name="hotpatch",
    ip_configurations=[
        network.NetworkInterfaceIPConfigurationArgs(
            name="ip",
            subnet=network.SubnetArgs(id=subnet.id),
        ),
    ],
)
$web
"""

_NAT = """\
address = network.PublicIPAddress(
    "address",
    resource_group_name="hotpatch",
    public_ip_allocation_method="Static",
    sku=network.PublicIPAddressSkuArgs(name="Standard"),
)
nat = network.NatGateway(
    "nat",
    resource_group_name="hotpatch",
    public_ip_addresses=[network.SubResourceArgs(id=address.id)],
    sku=network.NatGatewaySkuArgs(name="Standard"),
)
"""

PROGRAMS: Mapping[str, str] = {
    "HP007/fail": _SCHEDULE.format(scope="InGuestPatch", mark="  # HP007"),
    "HP007/pass-host": _SCHEDULE.format(scope="Host", mark=""),
    "HP008/fail-access-not-awaited": _ACCESS,
    "HP008/pass-access-awaited": _ACCESS,
    "HP015/fail-default-outbound": _EGRESS.format(nat="", way=""),
    "HP015/pass": _EGRESS.format(
        nat=_NAT, way="    nat_gateway=network.SubResourceArgs(id=nat.id),\n"
    ),
}

OPTIONS: Mapping[str, str] = {"HP008/pass-access-awaited": "depends_on=[access]"}
"""Resource options of the machine."""

INTERFACES: Mapping[str, str] = {
    "HP015/fail-default-outbound": "nic.id",
    "HP015/pass": "nic.id",
}
"""Where the machine's network interface comes from; else it is configuration."""
