"""The table of registrations: what a subscription is like, what goes wrong, and how that ends.

One JSON file for each thing that Pulumi asks, in `cases/`. A case, by its name:

* `is`: what Azure has of it, a word of STATES; default NotRegistered.
* `faults`: what is on order at the local Azure when the plugin is asked.
* `clock`: `stands` where the local Azure's time does not go on by itself.
* `during`: what happens after so many requests of the plugin: `after`, and either `do`, a word of
  DEEDS, or a `fault`.
* `plugin`: configuration of the plugin; `inputs`: of the resource, beside its name; `old_inputs`:
  those of before, where they differ; `was`: what the state holds.
* `requests`: what is asked of Azure, with a status that is no success; runs count once.
* `outputs`: what the state holds then; with `error`, it is kept as begun.
* `error`, `warns`, `notes`: what the user reads. `azure`: the state that Azure has in the end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.plugin.registration import SUBSCRIPTION

FOLDER = Path(__file__).parent / "cases"
NAMESPACE = "Contoso.Machines"
FEATURE = "Probe"
PLACES = {
    "feature": f"feature {NAMESPACE}/{FEATURE} of subscription {SUBSCRIPTION}",
    "provider": f"resource provider {NAMESPACE} of subscription {SUBSCRIPTION}",
}
IDS = {
    "feature": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Features/providers/{NAMESPACE}"
    f"/features/{FEATURE}",
    "provider": f"/subscriptions/{SUBSCRIPTION}/providers/{NAMESPACE}",
}
STATES = (
    "NotRegistered",
    "Registering",
    "Registered",
    "Unregistering",
    "Unregistered",
    "Pending",
    "needs approval",
    "generally available",
    "unknown",
    "unknown namespace",
)
DEEDS = ("cancel", "unregister")
_DIFFERENT = (
    (re.compile(r" \(request id [0-9a-f-]+\)\.?"), ""),
    (re.compile(r"localhost:\d+"), "localhost"),
    (re.compile(r" Trace ID: .*?Timestamp: [0-9:. Z-]+"), ""),
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row of the table; the module tells what each part means."""

    operation: str
    kind: str
    name: str
    requests: list[str]
    is_: str = "NotRegistered"
    faults: list[dict[str, Any]] = field(default_factory=list)
    clock: str = "goes on"
    during: list[dict[str, Any]] = field(default_factory=list)
    plugin: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    old_inputs: dict[str, Any] | None = None
    was: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] | None = None
    error: str | None = None
    warns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    azure: str | None = None

    @property
    def id(self) -> str:
        """How pytest names it."""
        return f"{self.operation} {self.kind}: {self.name}"

    @property
    def end(self) -> "End":
        """What the case expects, in full."""
        return End(
            requests=self.requests,
            outputs=self.outputs,
            error=None if self.error is None else self._full(self.error),
            warns=[self._full(text) for text in self.warns],
            notes=[self._full(text) for text in self.notes],
        )

    def _full(self, text: str) -> str:
        names = {"place": PLACES[self.kind], "id": IDS[self.kind], "subscription": SUBSCRIPTION}
        return text.format(**names)


@dataclass(kw_only=True)
class End:
    """How a call ended: what was asked of Azure, what the state holds, what the user read."""

    requests: list[str]
    outputs: dict[str, Any] | None = None
    error: str | None = None
    warns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    """Every row, file by file."""
    return [case for path in sorted(FOLDER.glob("*.json")) for case in _cases_in(path)]


def _cases_in(path: Path) -> Iterator[Case]:
    operation, _, kind = path.stem.partition("_")
    for name, row in json.loads(path.read_text(encoding="utf-8")).items():
        named = {"is_" if part == "is" else part: value for part, value in row.items()}
        yield Case(operation=operation, kind=kind, name=name, **named)


def the_same_every_time(text: str) -> str:
    """The text without what differs: ids of requests, the port, Entra's trace."""
    for pattern, word in _DIFFERENT:
        text = pattern.sub(word, text)
    return text


def spoken_requests(log: Iterable[Mapping[str, Any]]) -> list[str]:
    """The log's requests about registrations, in short; of equal ones in a row, one."""
    said: list[str] = []
    for one in log:
        if "/subscriptions/" not in one["path"]:
            continue
        verb = one["path"].rpartition("/")[2] if one["method"] == "POST" else ""
        outcome = "" if one["status"] == 200 else str(one["status"])
        if one["code"] in {"ConnectionDropped", "Held"}:
            outcome = {"ConnectionDropped": "dropped", "Held": "held"}[one["code"]]
        short = " ".join(part for part in (one["method"], verb, outcome) if part)
        if said[-1:] != [short]:
            said.append(short)
    return said
