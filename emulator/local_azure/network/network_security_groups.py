"""Network security groups, their rules, and the rules that every group begins with."""

from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network import links
from local_azure.network.network_type import Built, Draft, NetworkType

_ANY, _VNET, _BALANCER, _INTERNET = "*", "VirtualNetwork", "AzureLoadBalancer", "Internet"

# Name, description, priority, access, direction, from where, to where.
# Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
_DEFAULTS = (
    (
        "AllowVnetInBound",
        "Allow inbound traffic from all VMs in VNET",
        65000,
        "Allow",
        "Inbound",
        _VNET,
        _VNET,
    ),
    (
        "AllowAzureLoadBalancerInBound",
        "Allow inbound traffic from azure load balancer",
        65001,
        "Allow",
        "Inbound",
        _BALANCER,
        _ANY,
    ),
    ("DenyAllInBound", "Deny all inbound traffic", 65500, "Deny", "Inbound", _ANY, _ANY),
    (
        "AllowVnetOutBound",
        "Allow outbound traffic from all VMs to all VMs in VNET",
        65000,
        "Allow",
        "Outbound",
        _VNET,
        _VNET,
    ),
    (
        "AllowInternetOutBound",
        "Allow outbound traffic from all VMs to Internet",
        65001,
        "Allow",
        "Outbound",
        _ANY,
        _INTERNET,
    ),
    ("DenyAllOutBound", "Deny all outbound traffic", 65500, "Deny", "Outbound", _ANY, _ANY),
)

_LOWEST, _HIGHEST = 100, 4096
_LISTS = (
    "sourcePortRanges",
    "destinationPortRanges",
    "sourceAddressPrefixes",
    "destinationAddressPrefixes",
)


def _build_group(azure: Azure, draft: Draft) -> Built:
    defaults = [
        {
            "name": name,
            "id": f"{draft.id}/defaultSecurityRules/{name}",
            "etag": f'W/"{azure.new_id()}"',
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "properties": {
                "provisioningState": "Succeeded",
                "description": description,
                "protocol": _ANY,
                "sourcePortRange": _ANY,
                "destinationPortRange": _ANY,
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
                **{name: [] for name in _LISTS},
            },
        }
        for name, description, priority, access, direction, source, destination in _DEFAULTS
    ]
    return Built(properties={"securityRules": [], "defaultSecurityRules": defaults})


def _show_group(azure: Azure, group: Json) -> Json:
    shown = {}
    for name in ("subnets", "networkInterfaces"):
        used = links.to(azure, group["id"], name)
        if used:
            shown[name] = [{"id": link.owner} for link in used]
    return shown


def _refuse_group_delete(azure: Azure, group: Json) -> None:
    used = links.to(azure, group["id"])
    if used:
        raise ArmError(
            400,
            "InUseNetworkSecurityGroupCannotBeDeleted",
            f"Network security group {group['id']} cannot be deleted because it is in use by the"
            f" following resources: {', '.join(link.owner for link in used)}. In order to delete"
            " the Network security group, remove the association with the resource(s). To learn"
            " how to do this, see aka.ms/deletensg.",
        )


def _build_rule(_azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    priority = asked.get("priority")
    if not isinstance(priority, int) or not _LOWEST <= priority <= _HIGHEST:
        raise ArmError(
            400,
            "SecurityRuleInvalidPriority",
            f"Security rule has invalid Priority. Value provided: {priority} Allowed range"
            f" {_LOWEST}-{_HIGHEST}.",
        )
    for other in draft.siblings:
        theirs = other["properties"]
        if (theirs["priority"], theirs["direction"]) == (priority, asked.get("direction")):
            raise ArmError(
                400,
                "SecurityRuleConflict",
                f"Security rule {draft.name} conflicts with rule {other['name']}. Rules cannot"
                " have the same Priority and Direction. To learn more, see aka.ms/nsgrules.",
            )
    known = (
        "description",
        "protocol",
        "sourcePortRange",
        "destinationPortRange",
        "sourceAddressPrefix",
        "destinationAddressPrefix",
        "access",
        "priority",
        "direction",
    )
    kept = {name: asked[name] for name in known if asked.get(name) is not None}
    return Built(properties={**kept, **{name: asked.get(name) or [] for name in _LISTS}})


SECURITY_RULES = NetworkType(
    type="securityRules",
    parameter="securityRuleName",
    operations="SecurityRules",
    parent=("networkSecurityGroups", "networkSecurityGroupName"),
    build=_build_rule,
)

NETWORK_SECURITY_GROUPS = NetworkType(
    type="networkSecurityGroups",
    parameter="networkSecurityGroupName",
    operations="NetworkSecurityGroups",
    build=_build_group,
    show=_show_group,
    refuse_delete=_refuse_group_delete,
    children=SECURITY_RULES,
    children_field="securityRules",
)
