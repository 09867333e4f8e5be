"""hotpatch-policies.yaml: reading what a repository tells the rules about itself."""

import datetime as dt
import json
import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_policies.errors import PoliciesError
from azure_hotpatch_policies.settings import Exemption, OnUndecided, Settings

FILE = "hotpatch-policies.yaml"
VARIABLE = "AZURE_HOTPATCH_POLICIES"
"""The environment variable that names the file."""


class SettingsError(PoliciesError):
    """The file of settings cannot be used; every reason at once."""

    def __init__(self, file: Path, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([f"{file} cannot be used:", *(f"  {m}" for m in mistakes)]))


def read(environment: Mapping[str, str], folder: Path, today: dt.date) -> Settings:
    """Return the settings of the file that the environment names, else of the one in a folder.

    Without a file of that name in the folder, everything has its default.

    Args:
        environment: Environment variables.
        folder: The working directory.
        today: The day.

    Raises:
        SettingsError: The file is named and missing, or something in it is wrong.
    """
    named = environment.get(VARIABLE)
    file = folder / (named or FILE)
    if not named and not file.exists():
        return Settings(today)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise SettingsError(file, [f"it cannot be read: {error}"]) from error
    return parse(text, file, today)


def parse(text: str, file: Path, today: dt.date) -> Settings:
    """Return the settings of a text.

    Args:
        text: YAML; empty for all defaults.
        file: Where it comes from, for messages.
        today: The day.

    Raises:
        SettingsError: Something in it is wrong.
    """
    from azure_hotpatch_policies import documents  # noqa: PLC0415 (who has no file pays nothing)

    try:
        found = documents.read_yaml(text)
    except documents.NotYamlError as error:
        raise SettingsError(file, [str(error)]) from error
    document = {} if found is None else found
    wrong = sorted(documents.mistakes(document, schema()))
    if wrong:
        raise SettingsError(file, wrong)
    return _settings(document, today)


def from_process() -> Settings:
    """Return the settings of this process's environment, working directory and day.

    Raises:
        SettingsError: The file cannot be used.
    """
    return read(os.environ, Path.cwd(), dt.datetime.now(dt.UTC).date())


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file."""
    text = files(__package__).joinpath("hotpatch-policies.schema.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def _settings(document: Mapping[str, Any], today: dt.date) -> Settings:
    locations = document.get("allowedLocations")
    return Settings(
        today=today,
        undecided=OnUndecided(document.get("undecided", "deny")),
        judges_linux=document.get("linux") == "judge",
        allowed_locations=None if locations is None else tuple(locations),
        production_stacks=tuple(document.get("productionStacks", ())),
        registered_subscriptions=frozenset(
            one.lower() for one in document.get("registeredSubscriptions", ())
        ),
        added_images=tuple(
            images.added(
                image["publisher"],
                image["offer"],
                image["sku"],
                is_preview=image.get("preview", False),
                reason=image["reason"],
            )
            for image in document.get("addedImages", ())
        ),
        exemptions=tuple(
            Exemption(
                place=f"exemptions[{index}]",
                rules=frozenset(exemption["rules"]),
                resource=exemption["resource"],
                reason=exemption["reason"],
                owner=exemption["owner"],
                expires=_day(exemption.get("expires")),
            )
            for index, exemption in enumerate(document.get("exemptions", ()))
        ),
    )


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
