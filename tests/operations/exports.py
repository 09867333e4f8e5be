"""What `pulumi stack export` prints of small stacks, as engine v3.259.0 writes it."""

from typing import Any

STACK = "urn:pulumi:dev::hotpatch::pulumi:pulumi:Stack::hotpatch-dev"
PROVIDER = "urn:pulumi:dev::hotpatch::pulumi:providers:azure-native::default_3_29_0"
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/web"
GROUP = "azure-native:resources:ResourceGroup"

Json = dict[str, Any]


def urn(token: str, name: str) -> str:
    """The URN of a resource without parent but the stack."""
    return f"urn:pulumi:dev::hotpatch::{token}::{name}"


def pending(kind: str, token: str, name: str, **fields: Any) -> Json:
    """A pending operation."""
    resource = {
        "urn": urn(token, name),
        "custom": True,
        "type": token,
        "inputs": {"resourceGroupName": "web", "location": "westeurope"},
        "parent": STACK,
        "provider": f"{PROVIDER}::d7f1d1d5-0e1a-4efa-8f11-be66e870e0f1",
        **fields,
    }
    return {"resource": resource, "type": kind}


def export(*operations: Json, resources: tuple[Json, ...] = (), **settings: Any) -> Json:
    """An export with a stack, an azure-native provider of these settings, and more."""
    return {
        "version": 3,
        "deployment": {
            "manifest": {"time": "2026-11-23T09:00:00Z", "magic": "", "version": ""},
            "resources": [
                {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"},
                {
                    "urn": PROVIDER,
                    "custom": True,
                    "id": "d7f1d1d5-0e1a-4efa-8f11-be66e870e0f1",
                    "type": "pulumi:providers:azure-native",
                    "inputs": {"subscriptionId": SUBSCRIPTION, "version": "3.29.0", **settings},
                    "outputs": {"subscriptionId": SUBSCRIPTION, "version": "3.29.0"},
                },
                *resources,
            ],
            "pending_operations": list(operations),
        },
    }


def recorded(token: str, name: str, arm_id: str) -> Json:
    """A resource of the state."""
    return {"urn": urn(token, name), "custom": True, "type": token, "id": arm_id}
