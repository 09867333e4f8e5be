"""Writes a page a component, from the schema: `python -m tests.components.component_pages`.

The schema is what other languages get; its descriptions are the strings below the arguments. Each
page has a program, a file of `examples/`, which a test brings up.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from azure_hotpatch.plugin.hosted import COMPONENTS, HostedComponents
from azure_hotpatch.plugin.schema import with_resources

FOLDER = Path(__file__).parents[2] / "docs/components"
EXAMPLES = Path(__file__).parent / "examples"
_TYPE = "#/types/"
_INTRODUCTION = """\
# Components

Each page is generated from the package's schema (`make docs`): what stands there is what every
language gets. A plain argument is a value that is known before anything is created; every other one
may be an output of another resource.

| Component | What it makes |
|---|---|"""
_RESOURCES = """
Two resources of the plugin, which `PreviewAccess` is made of:

| Resource | What it does |
|---|---|"""


def schema() -> dict[str, Any]:
    """The package's schema."""
    host = HostedComponents(list(COMPONENTS), "0")
    found: dict[str, Any] = json.loads(with_resources(host.schema or "{}"))
    return found


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    found = schema()
    resources = {token.rpartition(":")[2]: each for token, each in found["resources"].items()}
    made = {name: one for name, one in resources.items() if one.get("isComponent")}
    others = {name: one for name, one in resources.items() if name not in made}
    index = [
        _INTRODUCTION,
        *(_row(name, made[name]) for name in (each.__name__ for each in COMPONENTS)),
        _RESOURCES,
        *(_row(name, one) for name, one in sorted(others.items())),
        "",
    ]
    return {
        "README.md": "\n".join(index),
        **{f"{name}.md": _page(name, one, found["types"]) for name, one in resources.items()},
    }


def _row(name: str, resource: Mapping[str, Any]) -> str:
    return f"| [`{name}`]({name}.md) | {_line(resource['description'])} |"


def _page(name: str, resource: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    required = resource.get("requiredInputs", [])
    outputs = {
        key: each
        for key, each in resource.get("properties", {}).items()
        if resource.get("isComponent") or key not in resource["inputProperties"]
    }
    lines = [f"# {name}", "", resource["description"].strip(), ""]
    lines += [*_example((EXAMPLES / f"{_python(name)}.py").read_text()), "## Arguments", ""]
    lines += _table(resource["inputProperties"], required, types)
    lines += ["", "## Outputs", "", *_table(outputs, None, types)]
    for token in _used([resource["inputProperties"], outputs], types):
        lines += ["", f"## {_short(token)}", "", *_type(types[token], types)]
    return "\n".join([*lines, ""])


def _example(program: str) -> Iterator[str]:
    """The sentence with which a program begins, and the program."""
    _, sentence, code = program.split('"""')
    yield from ("## Example", "", sentence, "", "```python", code.strip(), "```", "")


def _type(described: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[str]:
    if "description" in described:
        yield described["description"].strip()
        yield ""
    if "enum" not in described:
        yield from _table(described["properties"], described.get("required", []), types)
        return
    yield "| Python | Value | |"
    yield "|---|---|---|"
    for value in described["enum"]:
        said = _line(value.get("description") or "")
        yield f"| `{value['name']}` | `{value['value']}` | {said} |"


def _table(
    properties: Mapping[str, Any], required: list[str] | None, types: Mapping[str, Any]
) -> Iterator[str]:
    yield "| Python | Other languages | Type | |"
    yield "|---|---|---|---|"
    for name, each in sorted(properties.items(), key=lambda item: item[0] not in (required or ())):
        need = " **Required.**" if required is not None and name in required else ""
        said = f"{_line(each.get('description') or '')}{need}"
        yield f"| `{_python(name)}` | `{name}` | {_shown(each, types)} | {said} |"


def _shown(each: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    plain = ", plain" if each.get("plain") else ""
    if "items" in each:
        return f"list of {_shown({**each['items'], 'plain': False}, types)}{plain}"
    if "additionalProperties" in each:
        return f"map to {_shown({**each['additionalProperties'], 'plain': False}, types)}{plain}"
    token = each.get("$ref", "").removeprefix(_TYPE)
    if token in types:
        return f"[{_short(token)}](#{_short(token).lower()}){plain}"
    return f"{'any' if token else each['type']}{plain}"


def _used(parts: Any, types: Mapping[str, Any]) -> list[str]:
    """The types that properties refer to, and those that these refer to, each once."""
    found: list[str] = []
    waiting = [parts]
    while waiting:
        tokens = re.findall(rf'"{_TYPE}([^"]+)"', json.dumps(waiting.pop(0)))
        for token in tokens:
            if token in types and token not in found:
                found.append(token)
                waiting.append(types[token])
    return found


def _short(token: str) -> str:
    return token.rpartition(":")[2]


def _python(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def _line(text: str) -> str:
    """A description as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def write() -> None:
    """Write every page, and remove those of components that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    write()
