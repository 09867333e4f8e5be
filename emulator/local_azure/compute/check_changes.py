"""What an existing machine keeps for its whole life."""

from typing import Any

from local_azure.compute.check import ASSUMED, Check
from local_azure.compute.wish import Wish

_WINDOWS = "osProfile.windowsConfiguration"

# Where it is, under which name ARM speaks of it, where that was seen.
_CREATE_ONLY = (
    (
        f"{_WINDOWS}.enableAutomaticUpdates",
        "windowsConfiguration.enableAutomaticUpdates",
        "MicrosoftDocs/azure-docs#112633",
    ),
    (
        f"{_WINDOWS}.provisionVMAgent",
        "windowsConfiguration.provisionVMAgent",
        "a comment in public Terraform code; status as in Azure/azure-powershell#7621",
    ),
    (f"{_WINDOWS}.timeZone", "windowsConfiguration.timeZone", ASSUMED),
    ("osProfile.computerName", "osProfile.computerName", ASSUMED),
    (
        "osProfile.adminUsername",
        "osProfile.adminUsername",
        "public notes of an `az vm create` over an existing machine",
    ),
    (
        "storageProfile.osDisk.name",
        "osDisk.name",
        "public Terraform notes, with status 409",
    ),
    (
        "storageProfile.osDisk.createOption",
        "osDisk.createOption",
        "Azure/azure-powershell#7621",
    ),
)
_IMAGE = ("publisher", "offer", "sku", "version", "id")
_PROFILE = "storageProfile.imageReference"


def _same(before: Any, after: Any) -> bool:
    """Whether two values are one to ARM, which compares names without case (assumed)."""
    if isinstance(before, str) and isinstance(after, str):
        return before.lower() == after.lower()
    return bool(before == after)


def _changes(wish: Wish, path: str) -> bool:
    """Whether the wish says something else than what the machine has."""
    after = wish.given(path)
    return not wish.is_new and after is not None and not _same(wish.before(path), after)


def _changes_image(wish: Wish) -> bool:
    return any(_changes(wish, f"{_PROFILE}.{part}") for part in _IMAGE)


def _changes_zones(wish: Wish) -> bool:
    before = (wish.existing or {}).get("zones") or []
    return not wish.is_new and (wish.asked.get("zones") or []) != before


def _is_on(wish: Wish) -> bool:
    return wish.power != "deallocated"


def _fixed(path: str, name: str, source: str) -> Check:
    return Check(
        name=f"{path} is set once",
        when=lambda wish: _changes(wish, path),
        status=409,
        code="PropertyChangeNotAllowed",
        target=name,
        message=f"Changing property '{name}' is not allowed.",
        source=source,
    )


CHANGE_CHECKS: tuple[Check, ...] = (
    *(_fixed(path, name, source) for path, name, source in _CREATE_ONLY),
    Check(
        name="osProfile.adminPassword is set once",
        when=lambda wish: wish.password_changes,
        status=409,
        code="PropertyChangeNotAllowed",
        target="adminPassword",
        message="Changing property 'adminPassword' is not allowed.",
        source="hashicorp/terraform#6528",
    ),
    Check(
        name="storageProfile.imageReference is set once",
        when=_changes_image,
        status=409,
        code="PropertyChangeNotAllowed",
        target="imageReference",
        message="Changing property 'imageReference' is not allowed.",
        source="https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes (AKS FAQ)",
    ),
    Check(
        name="zones are set once",
        when=_changes_zones,
        status=409,
        code="PropertyChangeNotAllowed",
        target="zones",
        message="Changing property 'zones' is not allowed.",
        source=ASSUMED,
    ),
    Check(
        name="securityProfile.securityType changes only on a deallocated machine",
        when=lambda wish: _is_on(wish) and _changes(wish, "securityProfile.securityType"),
        status=409,
        code="OperationNotAllowed",
        target="securityProfile.securityType",
        message="'securityProfile.securityType' can be updated only when VM is in deallocated"
        " state.",
        source=ASSUMED,
    ),
    Check(
        name="securityProfile.encryptionAtHost changes only on a deallocated machine",
        when=lambda wish: _is_on(wish) and _changes(wish, "securityProfile.encryptionAtHost"),
        status=409,
        code="OperationNotAllowed",
        target="securityProfile.encryptionAtHost",
        message="'securityProfile.encryptionAtHost' can be updated only when VM is in deallocated"
        " state.",
        source=ASSUMED,
    ),
)
