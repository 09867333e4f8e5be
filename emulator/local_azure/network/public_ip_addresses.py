"""Public addresses, from a range that is nobody's."""

from ipaddress import ip_address, ip_network

from local_azure import resources, tracked
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.network import links
from local_azure.network.links import Link
from local_azure.network.network_type import Built, Draft, NetworkType

# RFC 2544 keeps this range for tests.
_RANGE = ip_network("198.18.0.0/15")


def _build(azure: Azure, draft: Draft) -> Built:
    asked = draft.properties
    old = draft.existing["properties"] if draft.existing else {}
    method = asked.get("publicIPAllocationMethod", "Dynamic")
    properties: Json = {
        "publicIPAddressVersion": asked.get("publicIPAddressVersion", "IPv4"),
        "publicIPAllocationMethod": method,
        "idleTimeoutInMinutes": asked.get("idleTimeoutInMinutes", 4),
        "ipTags": asked.get("ipTags") or [],
    }
    address = old.get("ipAddress") or (_next_address(azure) if method == "Static" else None)
    if address:
        properties["ipAddress"] = address
    label = (asked.get("dnsSettings") or {}).get("domainNameLabel")
    if label:
        properties["dnsSettings"] = {
            **asked["dnsSettings"],
            "fqdn": f"{label}.{draft.location}.cloudapp.azure.com",
        }
    return Built(properties=properties)


def _next_address(azure: Azure) -> str:
    """An address that no other public address ever had."""
    last = azure.store.get("setting", "public-address") or {"number": 0}
    number = last["number"] % (_RANGE.num_addresses - 2) + 1
    azure.store.put("setting", "public-address", {"number": number})
    return str(ip_address(int(_RANGE.network_address) + number))


def _show(azure: Azure, address: Json) -> Json:
    shown: Json = {}
    for field in ("ipConfiguration", "natGateway"):
        for link in links.to(azure, address["id"], field):
            shown[field] = {"id": link.source}
    return shown


def _refuse_delete(azure: Azure, address: Json) -> None:
    used = links.to(azure, address["id"])
    if used:
        raise ArmError(
            400,
            "PublicIPAddressCannotBeDeleted",
            f"Public IP address {address['id']} can not be deleted since it is still allocated to"
            f" resource {used[0].source}. In order to delete the public IP, disassociate/detach"
            " the Public IP address from the resource.  To learn how to do this, see"
            " aka.ms/deletepublicip.",
        )


def take(azure: Azure, address_id: str, draft: Draft, source: str, field: str) -> Link:
    """The reference by which `source`, a part of the draft, uses a public address.

    A dynamic address gets its number now.

    Raises:
        ArmError: 400 InvalidResourceReference; 400 PublicIPAddressInUse.
    """
    refusal = tracked.missing_reference(azure, address_id, draft.id, draft.location)
    if refusal is not None:
        raise refusal
    others = [link for link in links.to(azure, address_id) if link.owner != draft.id]
    if others:
        raise ArmError(
            400,
            "PublicIPAddressInUse",
            f"Resource {source} is referencing public IP address {address_id} that is already"
            f" allocated to resource {others[0].source}.",
        )
    address = resources.get(azure, address_id)
    if "ipAddress" not in address["properties"]:
        address["properties"]["ipAddress"] = _next_address(azure)
        resources.put(azure, address)
    return Link(target=address_id, source=source, owner=draft.id, field=field)


PUBLIC_IP_ADDRESSES = NetworkType(
    type="publicIPAddresses",
    parameter="publicIpAddressName",
    operations="PublicIPAddresses",
    build=_build,
    show=_show,
    refuse_delete=_refuse_delete,
    default_sku={"name": "Basic", "tier": "Regional"},
)
