"""What the result of an assessment or an installation means.

The long operation's own end says nothing: Azure answers it with HTTP 200 and a result whose status
is Failed, and a success carries an error object too, with the code Success.

Source: Azure/azure-powershell, recording TestInvokeAzVMInstallPatch.json (2022-01-03).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SUCCEEDED, IN_PROGRESS = "Succeeded", "InProgress"

Result = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether it ended as wished, and what there is to say."""

    is_well: bool
    state: str
    sentence: str


def of_assessment(result: Result) -> Verdict:
    """The verdict on what assessPatches answers, or on the instance view's summary of it."""
    status, error = result.get("status"), _error(result)
    if status != SUCCEEDED or error:
        return Verdict(
            is_well=False, state=_state(status), sentence=_failed("assessment", status, error)
        )
    urgent, other = (
        _count(result, "criticalAndSecurityPatchCount"),
        _count(result, "otherPatchCount"),
    )
    reboot = " A reboot is pending." if result.get("rebootPending") is True else ""
    said = f"{urgent} critical or security, {other} other updates wait.{reboot}"
    return Verdict(is_well=True, state="assessed", sentence=said)


def of_installation(result: Result) -> Verdict:
    """The verdict on what installPatches answers, or on the instance view's summary of it.

    The summary has no `rebootStatus`.
    """
    status, error = result.get("status"), _error(result)
    counts = f"{_counts(result)}."
    reboot = str(result.get("rebootStatus") or "")
    after = {
        "NotNeeded": " No reboot.",
        "Completed": " It rebooted.",
        "Required": " A reboot is pending: until then the updates do not count.",
        "Started": " It is rebooting.",
        "Failed": " Its reboot failed: look at the machine.",
    }.get(reboot, "")
    wrong = []
    if status != SUCCEEDED or error:
        wrong.append(_failed("installation", status, error))
    if result.get("maintenanceWindowExceeded") is True:
        wrong.append("The time was too short for all; install again, with a longer --duration.")
    if not wrong and _count(result, "failedPatchCount") not in {"0", "?"}:
        wrong.append("Some failed; see why with `azure-hotpatch history`, then install again.")
    if wrong or reboot == "Failed":
        return Verdict(
            is_well=False, state=_state(status), sentence=" ".join([*wrong, f"{counts}{after}"])
        )
    return Verdict(is_well=True, state="installed", sentence=f"{counts}{after}")


def _state(status: object) -> str:
    return {SUCCEEDED: "not as wished", "CompletedWithWarnings": "partly failed"}.get(
        str(status), "failed"
    )


def _failed(what: str, status: object, error: str) -> str:
    ended = f"The {what} ended {status or 'without a status'}"
    return f"{ended}: {error}" if error else f"{ended}."


def _error(result: Result) -> str:
    error = result.get("error")
    if not isinstance(error, Mapping) or str(error.get("code") or "Success").lower() == "success":
        return ""
    return f"{error['code']}: {error.get('message') or 'no message'}"


def _count(result: Result, name: str) -> str:
    value = result.get(name)
    return str(value) if isinstance(value, int) else "?"


def _counts(result: Result) -> str:
    installed = _count(result, "installedPatchCount")
    named = [
        f"KB{each['kbId']}"
        for each in result.get("patches") or ()
        if each.get("installationState") == "Installed" and each.get("kbId")
    ]
    which = f" ({', '.join(named)})" if named else ""
    others = (
        ("failed", "failedPatchCount"),
        ("pending", "pendingPatchCount"),
        ("excluded", "excludedPatchCount"),
        ("not selected", "notSelectedPatchCount"),
    )
    rest = [f"{_count(result, name)} {word}" for word, name in others if result.get(name)]
    return ", ".join([f"{installed} installed{which}", *rest])
