"""Lists in pages, with ARM's nextLink."""

import base64
import binascii
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from local_azure.arm import ArmError, Json, Reply, Request
from local_azure.azure import Azure


def page(azure: Azure, request: Request, items: Iterable[Json]) -> Reply:
    """One page of `items`, from the request's `$skiptoken`, `$top` or `settings.page_size` long.

    Raises:
        ArmError: 400 where `$top` or `$skiptoken` is not one.
    """
    every = list(items)
    start = _start(request)
    size = _size(azure, request)
    body: Json = {"value": every[start : start + size]}
    if start + size < len(every):
        body["nextLink"] = _link(request, start + size)
    return Reply(status=200, body=body)


def _size(azure: Azure, request: Request) -> int:
    top = request.query.get("$top")
    if top is None:
        return azure.settings.page_size
    if not top.isdecimal() or int(top) == 0:
        raise ArmError(
            400,
            "InvalidTopQueryString",
            f"The provided $top query string has an invalid value '{top}'.",
        )
    return min(int(top), azure.settings.page_size)


def _start(request: Request) -> int:
    token = request.query.get("$skiptoken")
    if token is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode()
    except (binascii.Error, UnicodeError):
        text = ""
    if not text.isdecimal():
        raise ArmError(
            400, "InvalidSkipToken", f"The provided skip token '{token}' could not be parsed."
        )
    return int(text)


def _link(request: Request, start: int) -> str:
    token = base64.urlsafe_b64encode(str(start).encode()).decode()
    query = {**request.query, "$skiptoken": token}
    return f"{request.origin}{quote(request.path)}?{urlencode(query)}"
