"""Azure Resource Graph: questions about all machines at once, answered a thousand rows a page."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_operations.errors import OperationsError

PATH = "/providers/Microsoft.ResourceGraph/resources"
API_VERSION = "2024-04-01"
PAGE = 1000
"""Rows in a page: the most that Azure gives.

Source: https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data,
read 2026-11-25.
"""
_FORBIDDEN, _TOO_MANY = 403, 429
_NO_SUBSCRIPTION = "NoValidSubscriptionsInQueryRequest"

Row = Mapping[str, Any]
Sleep = Callable[[float], Awaitable[None]]


class GraphError(OperationsError):
    """Resource Graph refused a question, or answered a part of it only."""


class UnreadableError(OperationsError):
    """Subscriptions that are not there, or that this identity may not read."""

    def __init__(self, subscriptions: Sequence[str]) -> None:
        self.subscriptions = tuple(subscriptions)
        several = len(self.subscriptions) > 1
        super().__init__(
            f"{'subscriptions' if several else 'subscription'} {', '.join(self.subscriptions)}: not"
            f" found, or you may not read {'them' if several else 'it'}. `az account list -o table`"
            " shows those that you can use; the role Reader makes one readable."
        )


class Graph:
    """Resource Graph of one cloud, as one identity, over some subscriptions.

    `at` is Azure's own time at its last answer, None before the first. `read` is called with the
    number of rows of each page as it comes. `sleep` waits where Azure says that no query is left.
    """

    def __init__(
        self,
        arm: Arm,
        subscriptions: Sequence[str],
        *,
        read: Callable[[int], None] = lambda _: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.at: dt.datetime | None = None
        self._arm = arm
        self._subscriptions = tuple(subscriptions)
        self._read = read
        self._sleep = sleep

    async def rows(self, query: str) -> list[Row]:
        """All rows that answer a query, which has to project `id`: pages are told by it.

        Raises:
            UnreadableError: none of the subscriptions can be read.
            GraphError: Azure refuses the query, throttles on, or has cut the answer.
            CloudError: Azure gives no answer.
        """
        found: list[Row] = []
        token: str | None = None
        while True:
            page = await self._page(query, token)
            found += page["data"]
            self._read(len(page["data"]))
            token = page.get("$skipToken")
            if token is None:
                break
        if page.get("resultTruncated") == "true":
            raise GraphError(
                f"Azure Resource Graph gave {len(found)} of {page.get('totalRecords')} rows and no"
                " next page; name fewer machines"
            )
        return found

    async def _page(self, query: str, token: str | None) -> dict[str, Any]:
        options: dict[str, Any] = {"$top": PAGE, "resultFormat": "objectArray"}
        if token is not None:
            options["$skipToken"] = token
        body = {"subscriptions": list(self._subscriptions), "query": query, "options": options}
        try:
            answer = await self._arm.post(PATH, api_version=API_VERSION, body=body, repeatable=True)
        except ArmError as error:
            raise refused(error, self._subscriptions) from error
        self.at = answer.date or self.at
        if answer.headers.get("x-ms-user-quota-remaining") == "0":
            await self._sleep(_seconds(answer.headers.get("x-ms-user-quota-resets-after", "")))
        page = answer.body
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            raise GraphError("Azure Resource Graph gave an answer without rows; run this again")
        return page


def refused(error: ArmError, subscriptions: Sequence[str]) -> Exception:
    """What a refusal of Resource Graph means, as an error for the user."""
    codes = {error.code, *(code for code, _ in error.details)}
    if error.status == _FORBIDDEN or _NO_SUBSCRIPTION in codes:
        return UnreadableError(subscriptions)
    if error.status == _TOO_MANY:
        return GraphError(
            "Azure Resource Graph still refuses more queries of this identity after several"
            " waits (429); run this again in a minute"
        )
    reasons = [message for _, message in error.details if message]
    if not reasons:
        return error
    return GraphError(
        f"Azure Resource Graph refused: {' '.join(reasons)} (request id {error.request_id})"
    )


def quoted(text: str) -> str:
    r"""A text as it stands in a query.

    >>> print(quoted("it's"))
    'it\'s'
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _seconds(text: str) -> float:
    """`00:00:05` in seconds; five, which is Azure's window, for what is no time."""
    hours, minutes, seconds = ([part for part in text.split(":") if part.isdecimal()] + [""] * 3)[
        :3
    ]
    known = hours and minutes and seconds
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) if known else 5.0
