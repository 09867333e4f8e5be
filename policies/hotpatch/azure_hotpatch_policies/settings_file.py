"""hotpatch-policies.yaml: reading what a repository tells the rules about itself."""

import datetime as dt
import json
import os
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from azure_hotpatch_facts import images
from azure_hotpatch_policies.settings import Exemption, OnUndecided, Settings

FILE = "hotpatch-policies.yaml"
VARIABLE = "AZURE_HOTPATCH_POLICIES"
"""The environment variable that names the file."""


class PoliciesError(Exception):
    """The root of what this package raises."""


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
    import yaml  # noqa: PLC0415 (only who has a file pays for reading it)

    try:
        found = yaml.load(text, _loader())  # noqa: S506 (a SafeLoader, with fewer types)
    except (yaml.YAMLError, RecursionError) as error:
        mistakes = [" ".join(str(error).split())]
        raise SettingsError(file, mistakes) from error
    document = {} if found is None else found
    wrong = sorted(_mistakes(document))
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


def _mistakes(document: Any) -> Iterator[str]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (as yaml)

    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema(), format_checker=checker).iter_errors(document)
    for error in found:
        place = error.json_path.removeprefix("$").lstrip(".")
        if error.validator == "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            key = next(key for key in missing if error.message.startswith(repr(key)))
            needed = error.schema["properties"][key].get("description", "a text")
            yield f"{place}.{key}: found absent; allowed: {_inside(needed)}. Give it.".lstrip(".")
        else:
            yield f"{place or 'the file'}: {_said(error)}"


def _said(error: Any) -> str:
    if error.validator == "additionalProperties":
        known = sorted(error.schema["properties"])
        unknown = sorted(str(key) for key in error.instance if key not in known)
        return (
            f"found {', '.join(unknown)}; allowed: {', '.join(known)}. Remove it, or correct its "
            "name."
        )
    wanted = error.validator_value
    allowed = {
        "enum": f"one of {wanted}",
        "type": f"a value of type {wanted}",
        "pattern": f"a text of the form {wanted}",
        "format": "a day, such as 2027-01-31",
        "minItems": "at least one",
    }.get(str(error.validator), error.message)
    return f"found {error.instance!r}; allowed: {allowed}. Correct it."


def _inside(sentence: str) -> str:
    """Return a description as a part of a sentence."""
    return sentence[:1].lower() + sentence[1:].rstrip(".").partition(";")[0]


@cache
def _loader() -> Any:
    """Return YAML's safe loader, which leaves days as texts and refuses a key that is twice."""
    import yaml  # noqa: PLC0415 (as above)

    class Loader(yaml.SafeLoader):
        """Reads JSON's types only."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (yaml's signature)
            keys = [self.construct_object(key) for key, _ in node.value]
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"found the key {key!r} twice", node.start_mark
                    )
            return super().construct_mapping(node, deep=deep)

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


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
