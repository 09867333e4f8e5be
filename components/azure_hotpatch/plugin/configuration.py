"""The plugin's configuration: how to reach Azure, and at what pace; config before environment."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.pace import KEYS, Pace, PaceError, read_pace
from azure_hotpatch.plugin.properties import UNKNOWN
from azure_hotpatch_cloud.errors import SettingsError
from azure_hotpatch_cloud.settings import VARIABLES, Settings, read_settings

PREFIX = "azure-hotpatch:"

_PULUMIS_OWN = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "parameterization"})


class ConfigurationError(HotpatchError):
    """Everything that is wrong with the configuration, one sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What a plugin is configured with."""

    settings: Settings
    pace: Pace

    subscription_id: str | None = None
    """GUID of the only subscription that may be registered with; None where the configuration
    itself, without the environment, names none."""


def read_configuration(args: Mapping[str, Any], environment: Mapping[str, str]) -> Configuration:
    """The configuration out of the engine's arguments, else the environment's ARM_*.

    A value that a preview does not know yet counts as absent.

    Raises:
        ConfigurationError: everything that is wrong, unknown keys included, at once.
    """
    config = {key: _text(value) for key, value in args.items() if value not in (None, UNKNOWN)}
    mistakes = list(_unknown(config))
    pace, settings = Pace(), Settings()
    try:
        pace = read_pace(config)
    except PaceError as error:
        mistakes += str(error).splitlines()
    try:
        settings = read_settings(config, environment, prefix=PREFIX)
    except SettingsError as error:
        mistakes += error.mistakes
    if mistakes:
        raise ConfigurationError(mistakes)
    return Configuration(
        settings=settings, pace=pace, subscription_id=config.get("subscriptionId") or None
    )


def _unknown(config: Mapping[str, str]) -> Iterator[str]:
    allowed = [*KEYS, *VARIABLES]
    for key in config:
        if key not in allowed and key not in _PULUMIS_OWN and not key.startswith("__"):
            yield (
                f"{PREFIX}{key}: found a key that this plugin does not have; allowed:"
                f" {', '.join(sorted(allowed))}. Correct or remove it."
            )


def _text(value: Any) -> str:
    """Values of a default provider are text; those of an explicit one may be anything."""
    return value if isinstance(value, str) else json.dumps(value)
