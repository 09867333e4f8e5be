"""The identity of a machine, for which Azure makes a principal."""

from local_azure.arm import Json
from local_azure.azure import Azure


def identity(azure: Azure, asked: Json | None, old: Json | None) -> Json | None:
    """The identity with the principal that Azure made for it."""
    if not asked or asked.get("type", "None") == "None":
        return None
    if "SystemAssigned" not in asked["type"]:
        return asked
    principal = (old or {}).get("principalId") or str(azure.new_id())
    return {**asked, "principalId": principal, "tenantId": azure.settings.tenant}
