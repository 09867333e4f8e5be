"""A row of any table: every column, in Resource Graph's spelling."""

from local_azure.arm import Json
from local_azure.azure import Azure

COLUMNS = (
    "id",
    "name",
    "type",
    "tenantId",
    "kind",
    "location",
    "resourceGroup",
    "subscriptionId",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
    "extendedLocation",
)
"""The columns of every table, in the order in which Azure gives them."""


def row(azure: Azure, resource_id: str, type_: str, **cells: object) -> Json:
    """A row with every column; `cells` are those that this resource has beside its id."""
    parts = resource_id.strip("/").split("/")
    empty: Json = {
        **dict.fromkeys(COLUMNS),
        "id": resource_id,
        "name": parts[-1],
        "type": type_.lower(),
        "tenantId": azure.settings.tenant,
        "kind": "",
        "location": "",
        "resourceGroup": parts[3].lower() if len(parts) > 3 else "",  # noqa: PLR2004 (/subscriptions/…/resourceGroups/…)
        "subscriptionId": parts[1],
        "managedBy": "",
    }
    return empty | {name: value for name, value in cells.items() if value is not None}
