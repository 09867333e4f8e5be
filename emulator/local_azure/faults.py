"""Faults on order: what shall go wrong, for which call, and how many times."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from local_azure.arm import ArmError, Json, Reply
from local_azure.azure import Azure

FAULT = "fault"

ACTIONS = {
    "status": "answer an error instead of acting: status, code, message, retryAfter",
    "drop-before": "end the connection without acting",
    "drop-after": "act, then end the connection without answering",
    "hold-before": "wait, before acting, until the fault is cleared or the client is gone",
    "hold-after": "act, then wait to answer until the fault is cleared",
    "fail-operation": "accept, then let the long operation end Failed: code, message",
    "fail-patches": (
        "accept, then let the assessment or installation of patches end with HTTP 200 and status"
        " Failed: code, message; what the platform installs by itself fails too"
    ),
    "warn-patches": "the same with status CompletedWithWarnings: one patch of several fails",
    "stuck": "start a registration that never ends",
    "pending": "leave a registration Pending, as one that waits for Microsoft's approval",
    "flap": "answer `state` in place of the present state, at every second read",
    "silent-agent": (
        "let the agent in the machines with such an id answer nothing until the faults are cleared;"
        " neither a method nor a number of times counts"
    ),
}
_STATES = ("silent-agent",)
"""Those that are a state of resources, and happen to no call."""
CALLS = tuple(name for name in ACTIONS if name not in _STATES)
"""Those that happen to calls."""

_FIELDS = {
    "method",
    "path",
    "action",
    "times",
    "status",
    "code",
    "message",
    "retryAfter",
    "state",
}


class Dropped(Exception):  # noqa: N818 (it is no error of ours: the connection is to be dropped)
    """The connection is to be ended without an answer."""


class Held(Exception):  # noqa: N818 (the same: the answer is to wait)
    """The call waits until the fault is cleared; then `reply` is the answer, None acts first."""

    def __init__(self, fault: Json, reply: Reply | None) -> None:
        self.fault_id = str(fault["id"])
        self.reply = reply
        super().__init__(self.fault_id)


def order(azure: Azure, wanted: Json) -> Json:
    """Keep a fault until it has happened `times` times.

    Raises:
        ArmError: 400, naming every field that is wrong.
    """
    wrong = list(_mistakes(wanted))
    if wrong:
        raise ArmError(400, "InvalidFault", "; ".join(wrong))
    fault: Json = {
        "id": str(azure.new_id()),
        "method": str(wanted.get("method", "*")).upper(),
        "path": wanted["path"],
        "action": wanted["action"],
        "times": wanted.get("times", 1),
        "status": wanted.get("status", 500),
        "code": wanted.get("code", "InternalServerError"),
        "message": wanted.get("message", "This fault was ordered from the local Azure."),
        "retryAfter": wanted.get("retryAfter"),
        "state": wanted.get("state"),
        "happened": 0,
    }
    azure.store.put(FAULT, fault["id"], fault)
    return fault


def _mistakes(wanted: Json) -> Iterator[str]:
    if wanted.get("action") not in ACTIONS:
        yield f"action: found {wanted.get('action')!r}, allowed {', '.join(ACTIONS)}"
    if not isinstance(wanted.get("path"), str):
        yield f"path: found {wanted.get('path')!r}, a text with * for any characters is needed"
    times = wanted.get("times", 1)
    if not isinstance(times, int) or times < 1:
        yield f"times: found {times!r}, a number from 1 is needed"
    status = wanted.get("status", 500)
    if not isinstance(status, int) or not 400 <= status <= 599:  # noqa: PLR2004 (HTTP's errors)
        yield f"status: found {status!r}, an HTTP error from 400 to 599 is needed"
    if wanted.get("action") == "flap" and not isinstance(wanted.get("state"), str):
        yield f"state: found {wanted.get('state')!r}, the older state is needed"
    unknown = sorted(set(wanted) - _FIELDS)
    if unknown:
        yield f"{', '.join(unknown)}: not a field of a fault"


def clear(azure: Azure) -> None:
    """Forget every fault."""
    for fault in list(azure.store.list(FAULT)):
        azure.store.delete(FAULT, fault["id"])


def is_ordered(azure: Azure, fault_id: str) -> bool:
    """Whether the fault has not been cleared, however often it has happened."""
    return azure.store.get(FAULT, fault_id) is not None


def stands(azure: Azure, action: str, path: str) -> bool:
    """Whether a fault that is a state was ordered for a resource, and not cleared."""
    return any(
        fault["action"] == action and _matches(fault, "*", path)
        for fault in azure.store.list(FAULT)
    )


def take(azure: Azure, method: str, path: str, actions: Collection[str] = CALLS) -> Json | None:
    """The first fault that was ordered for such a call, one time used up; or None."""
    for fault in azure.store.list(FAULT):
        is_left = fault["times"] > fault["happened"] and fault["action"] in actions
        if is_left and _matches(fault, method, path):
            fault["happened"] += 1
            azure.store.put(FAULT, fault["id"], fault)
            return fault
    return None


def _matches(fault: Json, method: str, path: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in fault["path"].split("*"))
    is_meant = "*" in {fault["method"], method} or fault["method"] == method
    return is_meant and bool(re.fullmatch(pattern, path, re.IGNORECASE))


def before(fault: Json) -> None:
    """What a fault does before the call is acted upon.

    Raises:
        ArmError: a `status` fault.
        Dropped: a `drop-before` fault.
        Held: a `hold-before` fault.
    """
    if fault["action"] == "hold-before":
        raise Held(fault, None)
    if fault["action"] == "drop-before":
        raise Dropped
    if fault["action"] == "status":
        again = fault["retryAfter"]
        headers = {} if again is None else {"Retry-After": str(again)}
        raise ArmError(fault["status"], fault["code"], fault["message"], headers=headers)


def after(fault: Json, reply: Reply) -> Reply:
    """What a fault does after the call was acted upon.

    Raises:
        Dropped: a `drop-after` fault.
        Held: a `hold-after` fault.
    """
    if fault["action"] == "hold-after":
        raise Held(fault, reply)
    if fault["action"] == "drop-after":
        raise Dropped
    if fault["action"] == "flap" and fault["happened"] % 2 and isinstance(reply.body, dict):
        return replace(reply, body=_older(reply.body, fault["state"]))
    return reply


def _older(body: Json, state: str) -> Json:
    if "registrationState" in body:
        return {**body, "registrationState": state}
    properties = body.get("properties", {})
    name = "state" if "state" in properties else "provisioningState"
    return {**body, "properties": {**properties, name: state}}
