"""The schema is an interface: complete, agreed upon, and kept."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from azure_hotpatch.plugin.hosted import HostedComponents
from azure_hotpatch.plugin.schema import with_resources
from local_azure.azure_native.install import install
from release import version
from tests.schema.breaking import breaks
from tests.schema.golden import GOLDEN, ROOT, is_released, last_released

AGREED: dict[str, Any] = json.loads(GOLDEN.read_text())
FILE = json.loads((Path(__file__).parent / "cases.json").read_text())


def engine(environment: dict[str, str], *arguments: str) -> str:
    """Run `pulumi`, which must succeed; its answer."""
    done = subprocess.run(
        ["pulumi", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_the_engine_reads(part: Any) -> Any:
    """The schema without what no language shows: empty lists, and descriptions of elements."""
    if isinstance(part, list):
        return [as_the_engine_reads(one) for one in part]
    if not isinstance(part, dict):
        return part
    read = {key: as_the_engine_reads(one) for key, one in part.items() if one != []}
    for key in ("items", "additionalProperties"):
        if isinstance(read.get(key), dict):
            read[key].pop("description", None)
    return read


@pytest.mark.engine
def test_what_pulumi_is_told_is_what_was_agreed(engine_environment: dict[str, str]) -> None:
    """The real engine asks the real plugin; a difference is a change of the interface.

    `make docs` writes the file anew, for a reviewer to read.
    """
    install(Path(engine_environment["PULUMI_HOME"]))

    said = engine(engine_environment, "package", "get-schema", str(ROOT / "components"))

    assert json.loads(said) == as_the_engine_reads(AGREED)


@pytest.mark.engine
def test_pulumi_finds_nothing_wrong_with_it(engine_environment: dict[str, str]) -> None:
    """It binds: that is what comes before it writes a package for a language."""
    assert engine(engine_environment, "schema", "check", str(GOLDEN)) == ""


def test_nothing_that_was_released_breaks() -> None:
    """What breaks needs another version: the middle number while the first is 0, else the first.

    Until a version is in the changelog, `python -m tests.schema.golden --release` takes today's
    schema for its promise.
    """
    path = last_released()
    assert path is not None
    promised = path.stem.split(".")
    now = version.current(ROOT).split(".")
    counts = 2 if promised[0] == "0" else 1
    if now[:counts] != promised[:counts]:
        return

    assert list(breaks(json.loads(path.read_text()), AGREED)) == []


def test_the_version_to_be_released_has_its_promise() -> None:
    """A release freezes the schema: what it promises is what it serves."""
    number = version.current(ROOT)
    frozen = GOLDEN.parent / f"released/{number}.json"

    assert frozen.exists()
    assert not is_released(number) or json.loads(frozen.read_text()) == AGREED


def patched(before: Any, patch: Any) -> Any:
    """A JSON document after a merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(before) if isinstance(before, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


@pytest.mark.parametrize("case", FILE["cases"])
def test_a_change_breaks_users_or_does_not(case: str) -> None:
    """Each kind of change, on a small schema."""
    patch, wanted = FILE["cases"][case]

    assert list(breaks(FILE["before"], patched(FILE["before"], patch))) == wanted


def undescribed(place: str, part: dict[str, Any]) -> Iterator[str]:
    """Everything in a part of the schema that has a name and no description."""
    for section in ("inputProperties", "properties"):
        for name, one in part.get(section, {}).items():
            if not one.get("description"):
                yield f"{place}.{name}"
    for value in part.get("enum", []):
        if not value.get("description"):
            yield f"{place}.{value['value']}"
    if not part.get("description"):
        yield place


def test_everything_is_described() -> None:
    """Each component, resource, argument, output, block, field, value and key."""
    config = {"description": "The plugin's.", "properties": AGREED["config"]["variables"]}
    parts = {**AGREED["resources"], **AGREED["types"], "": AGREED["provider"], "config": config}

    assert [gap for place, part in parts.items() for gap in undescribed(place, part)] == []


def test_both_resources_have_inputs_outputs_and_state() -> None:
    """What may be asked, what comes back, and what is known of one that is looked up."""
    found = {
        token.rpartition(":")[2]: (
            sorted(one["inputProperties"]),
            sorted(one["properties"].keys() - one["inputProperties"].keys()),
            sorted(one["stateInputs"]["properties"]) == sorted(one["properties"]),
        )
        for token, one in AGREED["resources"].items()
        if not one.get("isComponent")
    }

    settings = ["timeoutMinutes", "unregisterOnDelete"]
    outputs = ["registeredAt", "registeredHere", "state"]
    where = ["namespace", "subscriptionId"]
    assert found == {
        "FeatureRegistration": (sorted(["feature", *where, *settings]), outputs, True),
        "ProviderRegistration": (sorted(["triggers", *where, *settings]), outputs, True),
    }


def test_secrets_are_secrets_in_every_language() -> None:
    """So a generated program keeps them, before our code sees them."""
    machine = AGREED["resources"]["azure-hotpatch:index:HotpatchVm"]["inputProperties"]

    assert [name for name, one in machine.items() if one.get("secret")] == ["adminPassword"]


class OldArgs(TypedDict):
    """Arguments."""

    size: NotRequired[str]
    """Size of it.

    Deprecated: Use shape, which knows
    more sizes."""


class Old(pulumi.ComponentResource):
    """A component."""

    def __init__(
        self, name: str, args: OldArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-hotpatch:index:Old", name, dict(args), opts)


def test_an_argument_can_be_deprecated() -> None:
    """A last paragraph of its description says so, and every language warns."""
    schema = json.loads(with_resources(HostedComponents([Old], "0.1.0").schema or "{}"))

    assert schema["resources"]["azure-hotpatch:index:Old"]["inputProperties"]["size"] == {
        "type": "string",
        "plain": True,
        "description": "Size of it.",
        "deprecationMessage": "Use shape, which knows more sizes.",
    }
