"""The operation of Resource Graph: a query, its scope, its options, and a page of its answer."""

import base64
import binascii
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_azure import body_shape, subscriptions
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.resource_graph.evaluation import Rows, run
from local_azure.resource_graph.query import Limit, Query
from local_azure.resource_graph.refusals import (
    GraphError,
    access_denied,
    invalid_query,
    invalid_request,
    no_subscription,
    not_emulated,
    parser_failure,
    unknown_table,
)
from local_azure.resource_graph.rows import COLUMNS
from local_azure.resource_graph.syntax import QuerySyntaxError, parse
from local_azure.resource_graph.tables import TABLES
from local_azure.timestamps import timestamp

LARGEST_PAGE = 1000
"""Rows in one answer, also where `$top` is absent."""

_NAMES = (
    "arg_max count distinct facet getschema join let make-series mv-expand mvexpand parse"
    " parse-where print project-away project-keep project-rename project-reorder sample summarize"
    " top union"
)
OPERATORS_OF_KUSTO = frozenset(_NAMES.split())
"""Operators of Kusto that are not here."""

_SHAPE: body_shape.Shape = {
    "subscriptions": (str,),
    "managementGroups": (str,),
    "query": str,
    "options": {
        "$skipToken": str,
        "$top": int,
        "$skip": int,
        "resultFormat": str,
        "allowPartialScopes": bool,
    },
}
_QUOTA: Mapping[str, str] = {
    "x-ms-user-quota-remaining": "14",
    "x-ms-user-quota-resets-after": "00:00:05",
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    """Which rows of the answer are wanted, and in which form."""

    first: int
    size: int
    is_table: bool


def query_resources(azure: Azure, request: Request) -> Reply:
    """Answer a query with a page of rows."""
    try:
        body = body_shape.read(request.body or {}, _SHAPE)
        scope = _scope(azure, body)
        page = _page(body.get("options") or {})
        query = _parsed(body)
        rows = _evaluated(azure, query, scope)
    except GraphError as error:
        raise _framed(azure, request, error) from error
    except RecursionError as error:
        too_deep = invalid_query("The query is nested too deeply.")
        raise _framed(azure, request, too_deep) from error
    return Reply(status=200, body=_answer(query, rows, page), headers=_QUOTA)


def _framed(azure: Azure, request: Request, error: GraphError) -> ArmError:
    correlation = request.headers.get("x-ms-correlation-request-id", request.request_id)
    return error.framed(timestamp(azure.now()), correlation)


def _scope(azure: Azure, body: Json) -> tuple[str, ...]:
    """The subscriptions that are asked for and are here: others are left out without a word."""
    known = subscriptions.known(azure)
    groups = body.get("managementGroups") or ()
    asked = body.get("subscriptions") or ()
    if any(each.lower() != azure.settings.tenant for each in groups):
        raise access_denied()
    if not asked:
        return known
    wrong = [each for each in asked if not _is_guid(each)]
    if wrong:
        raise invalid_request(
            "SubscriptionsContainInvalidGuids",
            f"Given: '{', '.join(wrong)}' is no subscription id.",
        )
    found = tuple(each for each in known if each in {one.lower() for one in asked})
    if not found:
        raise no_subscription(asked)
    return found


def _is_guid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _page(options: Json) -> _Page:
    token = _token(options["$skipToken"]) if "$skipToken" in options else {}
    size = options.get("$top", token.get("MaxRows", LARGEST_PAGE))
    first = options.get("$skip", token.get("RowsToSkip", 0))
    if not 1 <= size <= LARGEST_PAGE:
        raise invalid_request("InvalidTop", f"$top: found {size}, 1 to {LARGEST_PAGE} is needed.")
    if first < 0:
        raise invalid_request("InvalidSkip", f"$skip: found {first}, 0 or more is needed.")
    form = options.get("resultFormat", "objectArray")
    if form.lower() not in ("objectarray", "table"):
        raise invalid_request(
            "InvalidResultFormat", f"resultFormat: found '{form}', use objectArray or table."
        )
    return _Page(first=first, size=size, is_table=form.lower() == "table")


def _token(text: str) -> dict[str, int]:
    """What a `$skipToken` says.

    Its form was seen in azure-powershell's ResourceGraphQueryTests.ps1, read 2026-11-25.
    """
    try:
        said = json.loads(base64.b64decode(text, validate=True))
        return {name: int(said[name]) for name in ("MaxRows", "RowsToSkip")}
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise invalid_request("InvalidSkipToken", f"$skipToken: '{text}' is none.") from error


def _next_token(page: _Page) -> str:
    said = {"$id": "1", "MaxRows": page.size, "RowsToSkip": page.first + page.size}
    return base64.b64encode(json.dumps(said).encode()).decode()


def _parsed(body: Json) -> Query:
    if body.get("facets"):
        raise invalid_request("NotEmulated", "facets: the local Azure makes none.")
    try:
        return parse(body.get("query") or "")
    except QuerySyntaxError as error:
        if error.token in OPERATORS_OF_KUSTO:
            known = ("where", "extend", "project", "order by", "limit")
            raise not_emulated(error.token, known) from error
        raise parser_failure(error.line, error.position, error.token) from error


def _evaluated(azure: Azure, query: Query, scope: Iterable[str]) -> Rows:
    table = TABLES.get(query.table.lower())
    if table is None:
        raise unknown_table(query.table)
    return run(query.operators, Rows(COLUMNS, list(table.rows(azure, scope))), azure.now())


def _answer(query: Query, rows: Rows, page: _Page) -> Json:
    """A page; with `$skipToken` where there are more, and a page can be told from another.

    Source: https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data,
    "Paging results": no `$skipToken` where the query has a limit or projects no `id`.
    """
    shown = rows.rows[page.first : page.first + page.size]
    is_last = page.first + page.size >= len(rows.rows)
    is_limited = any(isinstance(each, Limit) for each in query.operators)
    can_go_on = "id" in rows.columns and not is_limited
    answer: Json = {
        "totalRecords": len(rows.rows),
        "count": len(shown),
        "resultTruncated": "false" if is_last or can_go_on else "true",
        "facets": [],
        "data": _table(rows.columns, shown) if page.is_table else _plain(shown),
    }
    if not is_last and can_go_on:
        answer["$skipToken"] = _next_token(page)
    return answer


def _table(columns: tuple[str, ...], rows: list[Json]) -> Json:
    return {
        "columns": [
            {"name": name, "type": _type_of(each[name] for each in rows)} for name in columns
        ],
        "rows": [[_plain(each[name]) for name in columns] for each in rows],
    }


def _type_of(values: Iterable[Any]) -> str:
    """The type of a column, told from what is in it."""
    kinds = {type(value) for value in values if value is not None}
    types = {str: "string", int: "integer", float: "number", bool: "boolean", datetime: "datetime"}
    return types.get(kinds.pop(), "object") if len(kinds) == 1 else "object"


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return timestamp(value) if isinstance(value, datetime) else str(value)


ROUTES = (
    Route(
        method="POST",
        path="/providers/Microsoft.ResourceGraph/resources",
        operation="Resources",
        handler=query_resources,
        since="2021-03-01",
    ),
)

ASSUMED = (
    "The quota never runs out: each answer says that 14 queries are left; order a fault for a 429.",
    (
        "The only management group is the tenant's own, with its id as its name; another answers"
        " 403 `AccessDenied`."
    ),
    "The text of `SubscriptionsContainInvalidGuids`; its code was seen.",
)
