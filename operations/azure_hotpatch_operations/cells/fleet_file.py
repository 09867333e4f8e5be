"""The fleet file: which subscriptions and regions, and what their stacks are told."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from azure_hotpatch_facts import regions
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_policies import documents

SECRETS = ("hotpatch:adminPassword",)
"""Keys that must not stand in a file that everybody reads."""
JOBS = 256
"""Jobs that a matrix of GitHub may have. Source: GitHub's words on `strategy`, as in https://pkl-lang.org/
package-docs/pkg.pkl-lang.org/pkl-pantry/com.github.actions/current/AbstractJob/Strategy.html, read
2026-11-25."""
_PLACED = ("azure-native:subscriptionId", "azure-hotpatch:subscriptionId", "hotpatch:location")
"""Keys that the place of a cell decides."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One stack: a subscription and a region.

    Attributes:
        stack: Name of the stack, `prod-a-westeurope`.
        subscription: Id of the subscription.
        region: The region.
        config: Everything that its stack file holds in plain text, by key.
    """

    stack: str
    subscription: str
    region: str
    config: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """All cells, in the order of the file."""

    cells: tuple[Cell, ...]

    @property
    def matrix(self) -> dict[str, list[dict[str, str]]]:
        """The matrix for GitHub Actions: a job a subscription, its stacks one after the other.

        Registrations are the subscription's, so two stacks of one must not run at the same time.
        GitHub takes JOBS of them.
        """
        stacks: dict[str, list[str]] = {}
        for cell in self.cells:
            stacks.setdefault(cell.subscription, []).append(cell.stack)
        return {
            "include": [
                {"subscription": subscription, "stacks": " ".join(names)}
                for subscription, names in stacks.items()
            ]
        }


def read(file: Path) -> Fleet:
    """Return the fleet of a file.

    Raises:
        UsageError: There is none, or something in it is wrong; every mistake at once.
    """
    try:
        document = documents.read_yaml(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{file}: no such file; docs/scale.md shows one") from error
    except OSError as error:
        raise UsageError(f"{file}: it cannot be read: {error.strerror}") from error
    except (UnicodeError, documents.NotYamlError) as error:
        raise UsageError(f"{file}: it cannot be read: {error}") from error
    wrong = sorted(documents.mistakes(document, schema())) or list(_disagreements(document))
    if wrong:
        raise UsageError("\n".join([f"{file} cannot be used:", *(f"  {each}" for each in wrong)]))
    return Fleet(cells=tuple(_cells(document)))


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file."""
    text = files(__package__).joinpath("fleet.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _cells(document: Mapping[str, Any]) -> Iterator[Cell]:
    everywhere = document.get("config", {})
    for entry in document["subscriptions"]:
        subscription = entry["id"].lower()
        for region in entry["regions"]:
            yield Cell(
                stack=f"{entry['name']}-{region}",
                subscription=subscription,
                region=region,
                config={
                    "azure-native:subscriptionId": subscription,
                    "azure-hotpatch:subscriptionId": subscription,
                    "hotpatch:location": region,
                    **everywhere,
                    **entry.get("config", {}),
                },
            )


def _disagreements(document: Mapping[str, Any]) -> Iterator[str]:
    entries = document["subscriptions"]
    for key in ("name", "id"):
        counted = Counter(str(entry[key]).lower() for entry in entries)
        for index, entry in enumerate(entries):
            if counted[str(entry[key]).lower()] > 1:
                yield (
                    f"subscriptions[{index}].{key}: found {entry[key]} twice; allowed: each once."
                    " Put its regions together."
                )
    yield from _wrong_regions(entries)
    yield from _wrong_settings(document)


def _wrong_regions(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for index, entry in enumerate(entries):
        for number, region in enumerate(entry["regions"]):
            cloud = regions.cloud_of_region(region)
            if cloud.hotpatch is regions.Verdict.REFUSED:
                yield (
                    f"subscriptions[{index}].regions[{number}]: found {region}; allowed: a region"
                    f" of a cloud that has hotpatch. {cloud.title} has none."
                )


def _wrong_settings(document: Mapping[str, Any]) -> Iterator[str]:
    places = [("config", document.get("config", {}))]
    places += [
        (f"subscriptions[{index}].config", entry.get("config", {}))
        for index, entry in enumerate(document["subscriptions"])
    ]
    for place, config in places:
        for key in config:
            if key in SECRETS:
                yield (
                    f"{place}.{key}: found a secret in plain text; allowed: none here. Run `pulumi"
                    f" config set --secret {key}` for each stack, and choose a new one."
                )
            elif key in _PLACED:
                yield f"{place}.{key}: found a key that id and regions decide. Remove it."
