"""The plugin's own configuration: how often it reads, how long it waits."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azure_hotpatch.errors import HotpatchError

SECONDS_A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How registrations are waited for.

    Source of the defaults: hashicorp/terraform-provider-azurerm pull request 12385, 2021-07
    (ten reads ten seconds apart; 30 minutes for a feature, 120 for a provider).
    """

    poll_interval_seconds: float = 10
    """Seconds between two reads, more than 0."""

    stable_reads: int = 10
    """Reads in a row that must say Registered after a registration, 1 or more."""

    feature_timeout_minutes: float = 30
    """Minutes for one feature, more than 0."""

    provider_timeout_minutes: float = 120
    """Minutes for a resource provider, more than 0."""


KEYS: Mapping[str, str] = {
    "pollIntervalSeconds": "poll_interval_seconds",
    "stableReads": "stable_reads",
    "featureTimeoutMinutes": "feature_timeout_minutes",
    "providerTimeoutMinutes": "provider_timeout_minutes",
}
"""The keys of the plugin's configuration, and the fields they set."""


class PaceError(HotpatchError):
    """Everything that is wrong with the pace, by key."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        self.mistakes = dict(mistakes)
        super().__init__("\n".join(f"azure-hotpatch:{key}: {m}" for key, m in mistakes.items()))


def read_pace(config: Mapping[str, str]) -> Pace:
    """The pace out of the plugin's configuration, where numbers arrive as text.

    Raises:
        PaceError: everything that is malformed, at once.

    >>> read_pace({"stableReads": "2"}).stable_reads
    2
    """
    found = {key: config[key] for key in KEYS if config.get(key)}
    wrong = dict(_mistakes(found))
    if wrong:
        raise PaceError(wrong)
    numbers = {KEYS[key]: float(text) for key, text in found.items()}
    reads = int(numbers.pop("stable_reads", Pace.stable_reads))
    return Pace(stable_reads=reads, **numbers)


def _mistakes(found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, text in found.items():
        number = _number(text)
        if key == "stableReads":
            if number is None or number < 1 or number != int(number):
                yield key, _sentence(key, text, "a whole number, 1 or more")
        elif number is None or number <= 0:
            yield key, _sentence(key, text, "a number, more than 0")


def _sentence(key: str, text: str, allowed: str) -> str:
    default = getattr(Pace, KEYS[key])
    return f"found {text!r}; allowed: {allowed}. Correct it, or leave it out for {default}."


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
