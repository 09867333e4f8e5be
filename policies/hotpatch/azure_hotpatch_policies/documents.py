"""Documents that people write: YAML without surprises, and every mistake in words."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from azure_hotpatch_policies.errors import PoliciesError


class _Loader(yaml.SafeLoader):
    """Reads JSON's types only: days stay texts, and a key that is there twice is refused.

    A merge key (`<<`) is none of the mapping's own: what it brings may be there again.
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (yaml's signature)
        own = [key for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        keys = [self.construct_object(key) for key in own]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"found the key {key!r} twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class NotYamlError(PoliciesError):
    """A text is no YAML, or has a key twice; the message says where."""


def read_yaml(text: str) -> Any:
    """Return what a text holds, in JSON's types; None for an empty one.

    Raises:
        NotYamlError: It is no YAML, or has a key twice.
    """
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader, with fewer types)
    except (yaml.YAMLError, RecursionError) as error:
        raise NotYamlError(" ".join(str(error).split())) from error


def mistakes(document: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield each way in which a document is not what its JSON schema (2020-12) wants.

    Args:
        document: What was read.
        schema: The schema; the description of a missing key says what it is to hold.
    """
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema, format_checker=checker).iter_errors(document)
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
        "enum": f"one of {', '.join(map(str, wanted))}" if isinstance(wanted, list) else "",
        "type": _kinds(wanted),
        "pattern": _form(error.schema),
        "format": "a day, such as 2027-01-31",
        "minItems": "at least one",
        "uniqueItems": "each once",
    }.get(str(error.validator), error.message)
    return f"found {_found(error.instance)}; allowed: {allowed}. Correct it."


_TYPES = {
    "array": "a list",
    "object": "keys with values",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}
"""Words for JSON schema's types."""

LONGEST = 240
"""How much of a value a mistake repeats, in characters."""


def _kinds(wanted: Any) -> str:
    names = wanted if isinstance(wanted, list) else [wanted]
    return " or ".join(_TYPES.get(str(name), str(name)) for name in names)


def _form(schema: Mapping[str, Any]) -> str:
    """Say which texts a schema takes: by an example where it has one."""
    if schema.get("examples"):
        return f"a text such as {schema['examples'][0]}"
    pattern = schema.get("pattern")
    return "a text that is not blank" if pattern == r"\S" else f"a text of the form {pattern}"


def _found(instance: Any) -> str:
    if instance is None:
        return "nothing"
    if isinstance(instance, Mapping):  # It could hold a secret.
        return _TYPES["object"]
    if isinstance(instance, list) and any(isinstance(each, Mapping | list) for each in instance):
        return _TYPES["array"]
    text = str(instance).lower() if isinstance(instance, bool) else repr(instance)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _inside(sentence: str) -> str:
    """Return a description as a part of a sentence."""
    first = sentence[:1] if sentence[:2].isupper() else sentence[:1].lower()
    return first + sentence[1:].rstrip(".").partition(";")[0]
