"""Replays the exchanges of ../shared/wire: what they name is made first, then they are asked."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from local_azure import admin, instance
from local_azure.arm import Call, Json, Reply
from local_azure.azure import Durations
from local_azure.clock import Clock
from local_azure.settings import Settings
from local_azure.testing import ORIGIN, Hand, InProcess
from tests.emulator.wire.shapes import Found, compare

WIRE = Path(__file__).parents[4] / "shared/wire"
GROUPS = (
    "spec-features*",
    "spec-resources*",
    "spec-compute-*Create*",
    "spec-compute-*Get*",
    "spec-compute-*List*",
    "rec-*feature*",
    "rec-*provider*",
    "rec-ps-vm-put*",
    "rec-ps-assess*",
    "rec-ps-install*",
    "rec-ps-instanceview*",
    "spec-compute-*Patches",
)
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
_WORDS = {
    "{subscription-id}": SUBSCRIPTION,
    "{subscriptionId}": SUBSCRIPTION,
    "subid": SUBSCRIPTION,
    "{your-username}": "operator",
    "{your-password}": "Correct-Horse-1",
    "<redacted>": "Correct-Horse-1",
    "{vmId}": "5c0d55a7-c407-4ed6-bf7d-ddb810267c85",
    "Resource Provider Namespace": "Microsoft.Test",
    "subscriptionFeatureRegistrationGroupTestRG": "Microsoft.TestRP",
}
_HEADERS = ("Retry-After", "Azure-AsyncOperation", "Azure-AsyncNotification", "x-ms-request-id")


class Exchange(NamedTuple):
    """A request and Azure's answer to it; `name` is its file and its number in it, from 1."""

    name: str
    operation: str
    method: str
    path: str
    query: str
    body: Json | None
    status: int
    answer: Any
    headers: dict[str, str]


def files() -> list[str]:
    """The files that are replayed, empty where ../shared is absent."""
    return sorted({path.stem for group in GROUPS for path in WIRE.glob(f"{group}.json")})


def exchanges(file: str) -> list[Exchange]:
    """The exchanges of a file, its placeholders filled with well-formed ids."""
    text = (WIRE / f"{file}.json").read_text()
    for word, value in _WORDS.items():
        text = text.replace(word, value)
    recorded = json.loads(re.sub(r"\{([A-Za-z][\w-]*)\}", r"\1", text))
    found = []
    for number, each in enumerate(recorded["exchanges"], 1):
        path, _, query = each["url"].partition("?")
        found.append(
            Exchange(
                name=f"{file}/{number}",
                operation=recorded["operation"],
                method=each["method"],
                path=path,
                query=query,
                body=each["body"],
                status=each["status"],
                answer=each["response"],
                headers=each.get("response_headers") or {},
            )
        )
    return found


def differences(exchange: Exchange, reply: Reply) -> Iterator[Found]:
    """Where our reply differs from Azure's: in status, else in keys, types and headers."""
    if reply.status != exchange.status:
        yield Found("status", f"{exchange.status} → {reply.status}")
        return
    ours = {name.lower() for name in reply.headers}
    for name in _HEADERS:
        if name in exchange.headers and name.lower() not in ours:
            yield Found("header", name)
    yield from compare(exchange.answer, reply.body)


def open_for(exchange: Exchange) -> InProcess:
    """An Azure with the exchange's subscription, and with short pages where its list has more."""
    named = re.match(r"/subscriptions/([^/]+)/", exchange.path)
    is_long = isinstance(exchange.answer, dict) and "nextLink" in exchange.answer
    hand = Hand()
    azure = instance.open_azure(
        settings=Settings(
            subscriptions=(named[1] if named else SUBSCRIPTION,), page_size=1 if is_long else 100
        ),
        durations=Durations(retry_after=4),
        machine_time=hand,
    )
    return InProcess(azure, hand)


def ask(azure: InProcess, exchange: Exchange) -> Reply:
    """Send the request."""
    return azure.call(
        exchange.method, exchange.path, exchange.body, api_version="", query=exchange.query
    )


def seed(azure: InProcess, kind: str, body: Json) -> None:
    """Add a feature, a provider or an image, as the owner does."""
    call = Call(
        method="POST",
        path=f"{admin.PREFIX}/{kind}",
        headers={admin.TOKEN_HEADER: "token"},
        body=json.dumps(body).encode(),
        origin=ORIGIN,
    )
    admin.answer(azure.azure, Clock(azure.azure.store, azure.hand), "token", {}, call)
