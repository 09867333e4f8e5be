"""Long operations of ARM: watched until they end, as slowly as Azure asks for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from azure_hotpatch_cloud.arm import Answer, Arm
from azure_hotpatch_cloud.errors import ArmError

Sleep = Callable[[float], Awaitable[None]]

_ACCEPTED = 202
_DONE = frozenset({"succeeded", "failed", "canceled"})


async def result(
    arm: Arm,
    first: Answer,
    *,
    interval: float,
    sleep: Sleep = asyncio.sleep,
    seen: Callable[[], None] = lambda: None,
) -> Any:
    """What a long operation answers in the end: its output, or None where it has none.

    `interval` is the pause between two reads in seconds, where Azure asks for none. The operation
    is watched by Azure-AsyncOperation where the answer has one, else by Location. `seen` is called
    after each read.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations,
    read 2026-11-23.

    Raises:
        ArmError: the operation ended Failed or Canceled, with its own code and message; or Azure
            gives no answer about it.
    """
    watched, where = first.headers.get("Azure-AsyncOperation"), first.headers.get("Location")
    answer = first
    if watched is None:
        while answer.status == _ACCEPTED and where is not None:
            await sleep(pause(answer.headers, interval))
            answer = await arm.follow(where)
            seen()
            where = answer.headers.get("Location", where)
        return answer.body
    while True:
        await sleep(pause(answer.headers, interval))
        answer = await arm.follow(watched)
        seen()
        body = answer.body or {}
        if str(body.get("status", "")).lower() in _DONE:
            break
    if str(body["status"]).lower() != "succeeded":
        raise _failure(watched, body)
    output = (body.get("properties") or {}).get("output")
    if output is None and where is not None:
        output = (await arm.follow(where)).body
    return output


def pause(headers: Mapping[str, str], interval: float) -> float:
    """The seconds that an answer asks to wait, else `interval`.

    >>> pause({"Retry-After": "10"}, 5), pause({"Retry-After-Ms": "20"}, 5), pause({}, 5)
    (10.0, 0.02, 5)
    """
    for name, unit in (("Retry-After-Ms", 0.001), ("Retry-After", 1.0)):
        text = headers.get(name, "")
        if text.isdecimal():
            return max(int(text) * unit, 0.001)
    return interval


def _failure(link: str, body: Mapping[str, Any]) -> ArmError:
    error = body.get("error") or {}
    return ArmError(
        method="GET",
        path=link.partition("?")[0],
        status=409,
        code=str(error.get("code") or body["status"]),
        message=str(error.get("message") or f"the operation ended {body['status']}"),
    )
