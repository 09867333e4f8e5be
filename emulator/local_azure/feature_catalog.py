"""The preview features that this Azure knows from the start."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A preview feature: `approval_type` is AutoApproval or ApprovalRequired.

    `is_released`: it went GA, so that it is listed but takes no registration.
    """

    namespace: str
    name: str
    approval_type: str = "AutoApproval"
    is_released: bool = False
    display_name: str | None = None
    description: str | None = None


# Source: MicrosoftDocs/azure-docs articles/automanage/automanage-hotpatch.md of 02/22/2021 (the
# three of hotpatch); hashicorp/terraform-provider-azurerm #17185 (EncryptionAtHost).
FEATURES = (
    Feature(namespace="Microsoft.Compute", name="EncryptionAtHost"),
    Feature(namespace="Microsoft.Compute", name="InGuestAutoPatchVMPreview"),
    Feature(namespace="Microsoft.Compute", name="InGuestHotPatchVMPreview"),
    Feature(namespace="Microsoft.Compute", name="InGuestPatchVMPreview"),
)
