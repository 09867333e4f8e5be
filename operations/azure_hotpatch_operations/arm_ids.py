"""Where azure-native's resources are in Azure: ARM ids out of the inputs of a Pulumi resource.

Source: pulumi-azure-native 3.29.0, the required arguments and the api-version of each class of its
Python SDK, and https://learn.microsoft.com/rest/api/azure/, read 2026-11-23.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from azure_hotpatch_operations.errors import OperationsError

_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_COMPUTE = f"{_GROUP}/providers/Microsoft.Compute"
_NETWORK = f"{_GROUP}/providers/Microsoft.Network"


@dataclass(frozen=True, kw_only=True)
class ArmType:
    """A type of ARM: its id, whose `{…}` are inputs of azure-native, and a version to read it."""

    path: str
    api_version: str


ARM_TYPES: Mapping[str, ArmType] = {
    f"azure-native:{token}": ArmType(path=path, api_version=api_version)
    for token, path, api_version in (
        ("resources:ResourceGroup", _GROUP, "2024-03-01"),
        (
            "network:VirtualNetwork",
            f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}",
            "2024-05-01",
        ),
        (
            "network:Subnet",
            f"{_NETWORK}/virtualNetworks/{{virtualNetworkName}}/subnets/{{subnetName}}",
            "2024-05-01",
        ),
        (
            "network:NetworkSecurityGroup",
            f"{_NETWORK}/networkSecurityGroups/{{networkSecurityGroupName}}",
            "2024-05-01",
        ),
        (
            "network:PublicIPAddress",
            f"{_NETWORK}/publicIPAddresses/{{publicIpAddressName}}",
            "2024-05-01",
        ),
        ("network:NatGateway", f"{_NETWORK}/natGateways/{{natGatewayName}}", "2024-05-01"),
        (
            "network:NetworkInterface",
            f"{_NETWORK}/networkInterfaces/{{networkInterfaceName}}",
            "2024-05-01",
        ),
        ("network:BastionHost", f"{_NETWORK}/bastionHosts/{{bastionHostName}}", "2024-05-01"),
        ("compute:VirtualMachine", f"{_COMPUTE}/virtualMachines/{{vmName}}", "2024-11-01"),
        (
            "compute:VirtualMachineExtension",
            f"{_COMPUTE}/virtualMachines/{{vmName}}/extensions/{{vmExtensionName}}",
            "2024-11-01",
        ),
        (
            "compute:VirtualMachineScaleSet",
            f"{_COMPUTE}/virtualMachineScaleSets/{{vmScaleSetName}}",
            "2024-11-01",
        ),
        ("compute:Disk", f"{_COMPUTE}/disks/{{diskName}}", "2024-03-02"),
    )
}
"""Every type that the components of azure-hotpatch make, by its token."""

_VERSION = re.compile(r"/v\w+(?=:)")


class UnknownIdError(OperationsError):
    """No ARM id can be told, and why."""


def arm_type(token: str) -> ArmType:
    """The type of a token, with or without a version: `azure-native:compute:VirtualMachine`.

    Raises:
        UnknownIdError: the table has no such type.
    """
    try:
        return ARM_TYPES[_VERSION.sub("", token)]
    except KeyError:
        raise UnknownIdError(f"{token} is no type that this command knows") from None


def arm_id(token: str, inputs: Mapping[str, Any], subscription_id: str) -> str:
    """The ARM id that a resource of this type has or would have.

    >>> arm_id("azure-native:resources:ResourceGroup", {"resourceGroupName": "web"}, "0-1")
    '/subscriptions/0-1/resourceGroups/web'

    Raises:
        UnknownIdError: the table has no such type, or an input that names the resource is absent,
            secret, or no text.
    """
    path = arm_type(token).path
    values = {**inputs, "subscriptionId": subscription_id}
    wrong = [name for name in re.findall(r"\{(\w+)\}", path) if not _is_name(values.get(name))]
    if wrong:
        raise UnknownIdError(f"its recorded inputs hold no plain text as {', '.join(wrong)}")
    return re.sub(r"\{(\w+)\}", lambda match: quote(values[match[1]], safe="()"), path)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)
