"""Faults on order: what goes wrong, for which call, and how often."""

from typing import Any

import pytest

from local_azure import faults
from local_azure.arm import ArmError
from local_azure.faults import Dropped
from local_azure.testing import InProcess

FEATURE = "/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost"


def order(azure: InProcess, action: str, path: str = "*", **fields: Any) -> None:
    """Order a fault."""
    faults.order(azure.azure, {"action": action, "path": path, **fields})


def feature(azure: InProcess, method: str = "GET", tail: str = "") -> Any:
    """Status and body of the feature."""
    reply = azure.call(method, f"{azure.subscription}{FEATURE}{tail}", api_version="2021-07-01")
    return reply.status, reply.body


def states(azure: InProcess, reads: int) -> list[str]:
    """The feature's state, read again and again."""
    return [feature(azure)[1]["properties"]["state"] for _ in range(reads)]


def test_an_error_happens_as_often_as_it_was_ordered(azure: InProcess) -> None:
    """With ARM's code and text, and Retry-After; then all is well again."""
    order(
        azure,
        "status",
        status=429,
        code="SubscriptionRequestsThrottled",
        message="Number of requests exceeded the limit.",
        retryAfter=7,
        times=2,
    )
    path = f"{azure.subscription}{FEATURE}"

    replies = [azure.call("GET", path, api_version="2021-07-01") for _ in range(3)]

    assert [reply.status for reply in replies] == [429, 429, 200]
    assert replies[0].headers["Retry-After"] == "7"
    assert replies[0].body == {
        "error": {
            "code": "SubscriptionRequestsThrottled",
            "message": "Number of requests exceeded the limit.",
        }
    }


def test_a_fault_is_for_one_method_and_path(azure: InProcess) -> None:
    """A star stands for any characters; case does not matter."""
    order(azure, "status", "*/FEATURES/encryption*/register", method="POST")

    assert feature(azure)[0] == 200
    assert feature(azure, "POST", "/unregister")[0] == 200
    assert feature(azure, "POST", "/register")[0] == 500


def test_a_connection_is_dropped_before_acting(azure: InProcess) -> None:
    """Nothing happened."""
    order(azure, "drop-before", method="POST")

    with pytest.raises(Dropped):
        feature(azure, "POST", "/register")

    assert states(azure, 1) == ["NotRegistered"]
    assert azure.azure.store.log.list()[0]["code"] == "ConnectionDropped"


def test_a_connection_is_dropped_after_acting(azure: InProcess) -> None:
    """It happened, and the client does not know."""
    order(azure, "drop-after", method="POST")

    with pytest.raises(Dropped):
        feature(azure, "POST", "/register")

    assert states(azure, 1) == ["Registering"]


def test_a_registration_gets_stuck(azure: InProcess) -> None:
    """It is Registering for ever; undone and asked for again it goes on."""
    order(azure, "stuck", method="POST")

    feature(azure, "POST", "/register")
    azure.wait(86_400)
    stuck = states(azure, 1)
    feature(azure, "POST", "/unregister")
    azure.wait(60)
    feature(azure, "POST", "/register")
    azure.wait(60)

    assert stuck == ["Registering"]
    assert states(azure, 1) == ["Registered"]


def test_a_registration_waits_for_approval(azure: InProcess) -> None:
    """Although the feature needs none."""
    order(azure, "pending", method="POST")

    feature(azure, "POST", "/register")
    azure.wait(86_400)

    assert states(azure, 1) == ["Pending"]


def test_replicas_disagree(azure: InProcess) -> None:
    """Every second read comes from one that is behind."""
    feature(azure, "POST", "/register")
    azure.wait(60)
    order(azure, "flap", method="GET", times=5, state="Registering")

    assert states(azure, 7) == [
        "Registering",
        "Registered",
        "Registering",
        "Registered",
        "Registering",
        "Registered",
        "Registered",
    ]


def test_a_provider_flaps_too(azure: InProcess) -> None:
    """In its registrationState."""
    order(azure, "flap", state="Registering")

    body: Any = azure.call("GET", f"{azure.subscription}/providers/Microsoft.Compute").body

    assert body["registrationState"] == "Registering"


def test_a_long_operation_fails_after_it_was_accepted(azure: InProcess) -> None:
    """202 first; the operation ends with the error that was ordered, and the group stays."""
    group = f"{azure.subscription}/resourceGroups/web"
    azure.call("PUT", group, {"location": "eastus"})
    order(azure, "fail-operation", method="DELETE", code="Conflict", message="Not today.")

    deleted = azure.call("DELETE", group)
    azure.wait(60)
    ended = azure.follow(deleted.headers["Location"])

    assert deleted.status == 202
    assert (ended.status, ended.body) == (
        409,
        {"error": {"code": "Conflict", "message": "Not today."}},
    )
    assert azure.call("HEAD", group).status == 204


def test_all_mistakes_of_an_order_are_told_at_once(azure: InProcess) -> None:
    """Each with what was found and what is allowed."""
    with pytest.raises(ArmError) as refused:
        faults.order(azure.azure, {"action": "explode", "times": 0, "status": 200, "when": "now"})

    assert refused.value.message == (
        "action: found 'explode', allowed status, drop-before, drop-after, hold-before, hold-after,"
        " fail-operation, fail-patches, warn-patches, stuck, pending, flap, silent-agent; path:"
        " found None, a text with * for any characters is needed; times: found 0, a number from 1"
        " is needed; status: found 200, an HTTP error from 400 to 599 is needed; when: not a field"
        " of a fault"
    )
