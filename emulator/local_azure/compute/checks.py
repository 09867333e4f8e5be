"""Everything that ARM refuses of one machine, as a table: situation, status, code, text, source.

`CHECKS` is in the order in which this Azure asks; ARM's own order is not known (assumed).
"""

from local_azure.arm import ArmError
from local_azure.compute.check import Check
from local_azure.compute.check_changes import CHANGE_CHECKS
from local_azure.compute.check_images import IMAGE_CHECKS
from local_azure.compute.check_patching import PATCH_CHECKS
from local_azure.compute.check_profiles import PROFILE_CHECKS, REQUIRED_CHECKS
from local_azure.compute.wish import Wish

CHECKS: tuple[Check, ...] = (
    *CHANGE_CHECKS,
    *REQUIRED_CHECKS,
    *IMAGE_CHECKS,
    *PROFILE_CHECKS,
    *PATCH_CHECKS,
)


def refusal(wish: Wish) -> ArmError | None:
    """The first reason for which ARM refuses the wish, or None."""
    for check in CHECKS:
        if check.when(wish):
            return check.error(wish)
    return None
