"""Bastion hosts: the way to a machine that has no public address."""

from local_azure import tracked
from local_azure.arm import Json
from local_azure.azure import Azure
from local_azure.network import public_ip_addresses
from local_azure.network.links import Link
from local_azure.network.network_type import Built, Draft, NetworkType, name_of, need


def _build(azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    old = draft.existing["properties"] if draft.existing else {}
    links: list[Link] = []
    configurations = []
    for entry in asked.get("ipConfigurations") or ():
        source = f"{draft.id}/bastionHostIpConfigurations/{name_of(entry)}"
        wanted = need(entry, "properties")
        subnet, address = (
            need(wanted, "subnet", "id"),
            (wanted.get("publicIPAddress") or {}).get("id"),
        )
        refusal = tracked.missing_reference(azure, subnet, draft.id, draft.location)
        if refusal is not None:
            raise refusal
        links.append(Link(target=subnet, source=source, owner=draft.id, field="ipConfigurations"))
        properties: Json = {
            "provisioningState": "Succeeded",
            "privateIPAllocationMethod": "Dynamic",
            "subnet": {"id": subnet},
        }
        if address:
            links.append(public_ip_addresses.take(azure, address, draft, source, "ipConfiguration"))
            properties["publicIPAddress"] = {"id": address}
        configurations.append(
            {
                "name": entry["name"],
                "id": source,
                "type": "Microsoft.Network/bastionHosts/bastionHostIpConfigurations",
                "properties": properties,
            }
        )
    return Built(
        properties={
            "dnsName": old.get("dnsName") or f"bst-{azure.new_id()}.bastion.azure.com",
            "scaleUnits": asked.get("scaleUnits", 2),
            "ipConfigurations": configurations,
        },
        links=tuple(links),
    )


BASTION_HOSTS = NetworkType(
    type="bastionHosts",
    parameter="bastionHostName",
    operations="BastionHosts",
    build=_build,
    default_sku={"name": "Basic"},
)
