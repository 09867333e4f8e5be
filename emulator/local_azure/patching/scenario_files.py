"""Scenario files: those that ship, and how one is read, with all of its mistakes at once."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from local_azure.errors import ScenarioError
from local_azure.patching.scenario import Scenario, scenario_of

_FOLDER = files("local_azure.patching") / "scenarios"
_SCHEMA: Mapping[str, Any] = json.loads((_FOLDER / "scenario.schema.json").read_text())
_VALIDATOR = Draft202012Validator(_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "null": "null",
}

SHIPPED = tuple(
    sorted(
        file.name.removesuffix(".json")
        for file in _FOLDER.iterdir()
        if file.name.endswith(".json") and file.name != "scenario.schema.json"
    )
)
"""The names of the scenarios that ship: `sample-year`, `2026-ws2025`, …."""


@cache
def shipped(name: str) -> Scenario:
    """A scenario that ships."""
    return scenario_of(_shipped(name))


def description(name: str) -> str:
    """What a scenario that ships is, and where its releases are from."""
    return str(_shipped(name)["description"])


def _shipped(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text())


def open_scenario(text: str) -> Scenario:
    """The scenario in a file, or the one that ships under this name.

    Raises:
        ScenarioError: the file cannot be read, or it is wrong.
    """
    return shipped(text) if text in SHIPPED else parse(text, _content(Path(text)))


def parse(name: str, text: str) -> Scenario:
    """The scenario in a text; `name` stands before each mistake.

    Raises:
        ScenarioError: it is no JSON, or it is wrong.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(name, [f"no JSON: {error}"]) from error
    return read(name, data)


def read(name: str, data: Any) -> Scenario:
    """The scenario in JSON that was read.

    Raises:
        ScenarioError: it is wrong.
    """
    errors = sorted(_VALIDATOR.iter_errors(data), key=lambda error: list(error.absolute_path))
    mistakes = [
        *(mistake for error in errors for mistake in _mistakes(error)),
        *_twice(data, "releases", "date", "one release a day"),
        *_twice(data, "machines", "name", "each machine needs a name of its own"),
    ]
    if mistakes:
        raise ScenarioError(name, dict.fromkeys(mistakes))
    return scenario_of(data)


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        names = ", ".join(SHIPPED)
        raise ScenarioError(
            str(path), [f"{error.strerror}; write the path of a scenario, or one of {names}"]
        ) from error
    except UnicodeDecodeError as error:
        raise ScenarioError(str(path), [f"no text in UTF-8: {error.reason}"]) from error


def _mistakes(error: ValidationError) -> Iterator[str]:
    place = _place(error.absolute_path)
    schema: Mapping[str, Any] = error.schema  # type: ignore[assignment]
    found: Any = error.instance
    if error.validator == "required":
        for name in error.validator_value:  # type: ignore[union-attr]
            # Each missing field is an error of its own, which names it first.
            if name not in found and error.message.startswith(repr(name)):
                needed = _needed(_resolved(schema["properties"][name]))
                yield f"{_below(place, name)}: missing, {needed}"
    elif error.validator == "additionalProperties":
        known = [name for name in schema["properties"] if not name.startswith("$")]
        for name in found:
            if name not in schema["properties"]:
                yield f"{_below(place, name)}: not a field; there are {', '.join(known)}"
    else:
        yield f"{place or 'the file'}: found {_short(found)}, {_needed(schema)}"


def _needed(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        texts = [value for value in schema["enum"] if isinstance(value, str)]
        return f"one of {', '.join(texts)} is needed"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    wanted = " or ".join(_TYPES[name] for name in types)
    example = f", as {schema['examples'][0]}," if "examples" in schema else ""
    return f"{wanted}{example} is needed"


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    months: Mapping[str, Any] = _SCHEMA["$defs"]["months"]
    return months if "$ref" in schema else schema


def _place(path: Sequence[str | int]) -> str:
    """`releases[3].date`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}…"  # noqa: PLR2004 (a line stays readable)


def _twice(data: Any, kind: str, field: str, why: str) -> Iterator[str]:
    items = data.get(kind) if isinstance(data, dict) else None
    if not isinstance(items, list):
        return
    values = [item.get(field) if isinstance(item, dict) else None for item in items]
    counts = Counter(value for value in values if isinstance(value, str))
    for index, value in enumerate(values):
        if isinstance(value, str) and counts[value] > 1 and values.index(value) != index:
            first = f"{kind}[{values.index(value)}]"
            yield f"{kind}[{index}].{field}: {value} is that of {first} too; {why}"
