"""Entity tags of machines: a change that names one is made to that very machine, or not at all."""

import hashlib
import json

from local_azure.arm import ArmError, Json, Request

_SINCE = "2024-03-01"
_FLEETING = ("provisioningState",)

ASSUMED = (
    f"Machines have an etag since api-version {_SINCE}; it is the same while they are.",
    (
        "A PUT or PATCH whose If-Match names another etag answers 412 `ConditionNotMet`; so does a"
        " PUT with `If-None-Match: *` where the machine exists."
    ),
)


def shown(machine: Json, api_version: str) -> Json:
    """`{"etag": …}` for a machine that is shown; nothing in older versions."""
    return {"etag": _of(machine)} if api_version[:10] >= _SINCE else {}


def refuse_another(request: Request, machine: Json | None) -> None:
    """Refuse a change that was meant for the machine as it was, or for none.

    Raises:
        ArmError: 412 ConditionNotMet.
    """
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    is_another = wanted is not None and (machine is None or wanted not in ("*", _of(machine)))
    if is_another or (unwanted == "*" and machine is not None):
        raise ArmError(
            412,
            "ConditionNotMet",
            "The condition specified using HTTP conditional header(s) is not met.",
        )


def _of(machine: Json) -> str:
    lasting = {
        name: value for name, value in machine["properties"].items() if name not in _FLEETING
    }
    text = json.dumps({**machine, "properties": lasting}, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
