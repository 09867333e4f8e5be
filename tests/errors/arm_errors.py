"""Refusals of Azure, as its answers have them."""

from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_cloud.targets import Target
from azure_hotpatch_operations.resource_graph import PATH

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
FEATURE = Target(
    subscription_id=SUBSCRIPTION, namespace="Microsoft.Compute", feature="InGuestHotPatchVMPreview"
)
FORBIDDEN = ArmError(
    method="POST",
    path=f"{FEATURE.id}/register",
    status=403,
    code="AuthorizationFailed",
    message="The client '00000000-0000-4000-8000-0000000000d1' with object id"
    " '00000000-0000-4000-8000-0000000000d1' does not have authorization to perform action"
    " 'Microsoft.Features/providers/features/register/action' over scope"
    f" '/subscriptions/{SUBSCRIPTION}' or the scope is invalid. If access was recently granted,"
    " please refresh your credentials.",
    request_id="00000000-0000-4000-8000-00000000abcd",
)
NO_GROUP = ArmError(
    method="GET",
    path=f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers",
    status=404,
    code="ResourceGroupNotFound",
    message="Resource group 'servers' could not be found.",
)
UNREADABLE = ArmError(
    method="GET",
    path=f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers/providers/Microsoft.Compute"
    "/virtualMachines/web-1",
    status=403,
    code="AuthorizationFailed",
    message="The client does not have authorization to perform action"
    " 'Microsoft.Compute/virtualMachines/read' over scope.",
)
THROTTLED = ArmError(
    method="POST", path=PATH, status=429, code="RateLimiting", message="Too many requests."
)
INVALID_QUERY = ArmError(
    method="POST",
    path=PATH,
    status=400,
    code="BadRequest",
    message="Please provide below info when asking for support.",
    request_id="00000000-0000-4000-8000-00000000abcd",
    details=(("DisallowedLogicalTableName", "Table resources is invalid, unsupported."),),
)
