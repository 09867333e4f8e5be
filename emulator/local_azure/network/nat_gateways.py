"""NAT gateways: the explicit way out of a subnet."""

from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network import links, public_ip_addresses
from local_azure.network.network_type import Built, Draft, NetworkType, need


def _build(azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    addresses = [need(entry, "id") for entry in asked.get("publicIpAddresses") or ()]
    properties: Json = {"idleTimeoutInMinutes": asked.get("idleTimeoutInMinutes", 4)}
    if addresses:
        properties["publicIpAddresses"] = [{"id": address} for address in addresses]
    return Built(
        properties=properties,
        links=tuple(
            public_ip_addresses.take(azure, address, draft, draft.id, "natGateway")
            for address in addresses
        ),
    )


def _show(azure: Azure, gateway: Json) -> Json:
    used = links.to(azure, gateway["id"], "subnets")
    return {"subnets": [{"id": link.owner} for link in used]} if used else {}


def _refuse_delete(azure: Azure, gateway: Json) -> None:
    used = links.to(azure, gateway["id"], "subnets")
    if used:
        raise ArmError(
            400,
            "CannotDeleteNatGatewayAssociatedToSubnet",
            f"NAT Gateway {gateway['id']} is still configured on {len(used)} subnets. Remove NAT"
            " Gateway from all referenced subnets and then delete NAT Gateway.",
        )


NAT_GATEWAYS = NetworkType(
    type="natGateways",
    parameter="natGatewayName",
    operations="NatGateways",
    build=_build,
    show=_show,
    refuse_delete=_refuse_delete,
    default_sku={"name": "Standard"},
)
