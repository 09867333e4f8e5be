"""What ARM refuses, in a sentence that says what to do about it."""

import re
from collections.abc import Callable, Mapping

from azure_hotpatch_cloud.errors import ArmError, CloudError
from azure_hotpatch_operations.machine import CHECK_AGENT

_ACTION = re.compile(r"action '([^']+)'")


def sentence(error: CloudError, place: str, doing: str) -> str:
    """Say an error about `place`, such as `machine web-1 of resource group web`.

    `doing` is what was tried, as in `read it`; it stands after "can't".
    """
    if not isinstance(error, ArmError):
        return f"{place}: can't {doing}: {error}"
    known = _KNOWN.get(error.code.lower()) or _BY_STATUS.get(error.status)
    if known is None:
        said = f"{error.code}: {error.message}" if error.status else error.message
        trailer = f" (request id {error.request_id})" if error.request_id else ""
        return f"{place}: Azure can't {doing}: {said}{trailer}"
    return f"{place}: {known(error)}"


def _no_rights(error: ArmError) -> str:
    action = _ACTION.search(error.message)
    needed = action[1] if action else "what this command does"
    role = "Reader" if needed.lower().endswith("/read") else "Virtual Machine Contributor"
    return (
        f"no rights: it takes the permission {needed}. Ask for a role that has it, such as {role},"
        " or sign in as somebody else."
    )


def _no_machine(_: ArmError) -> str:
    return "there is no such machine. Check its name, its resource group and its subscription."


def _no_group(_: ArmError) -> str:
    return "there is no such resource group. Check its name and its subscription."


def _no_subscription(_: ArmError) -> str:
    return (
        "this subscription is not there for you. `az account list -o table` shows those that are;"
        " check the GUID, the tenant, and as whom you sign in."
    )


def _busy(_: ArmError) -> str:
    return "another operation is under way. Wait until it ends, then run this again."


def _changed(_: ArmError) -> str:
    return "somebody changed it meanwhile; nothing was changed. Look at it, then run this again."


def _off(_: ArmError) -> str:
    return "it is not running. Start it (`az vm start`), then run this again."


def _silent(_: ArmError) -> str:
    return f"its agent does not answer. {CHECK_AGENT}, then run this again."


def _throttled(_: ArmError) -> str:
    return "Azure has had too many requests (429). Run this again later, or with less --parallel."


def _off_or_else(error: ArmError) -> str:
    if "not running" in error.message.lower() or "deallocated" in error.message.lower():
        return _off(error)
    return f"Azure does not allow it: {error.message}"


_KNOWN: Mapping[str, Callable[[ArmError], str]] = {
    "authorizationfailed": _no_rights,
    "conflict": _busy,
    "operationnotallowed": _off_or_else,
    "resourcenotfound": _no_machine,
    "notfound": _no_machine,
    "resourcegroupnotfound": _no_group,
    "subscriptionnotfound": _no_subscription,
    "invalidsubscriptionid": _no_subscription,
    "vmagentstatuscommunicationerror": _silent,
}
"""By ARM's code, in lower case.

Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors,
read 2026-11-25; for a machine that is off or whose agent is silent the codes are *assumed*.
"""

_BY_STATUS: Mapping[int | None, Callable[[ArmError], str]] = {
    403: _no_rights,
    412: _changed,
    429: _throttled,
}
