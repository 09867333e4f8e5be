"""What the distributions hold, say of themselves, and need."""

import email
import importlib.metadata
import json
import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from azure_hotpatch.plugin.hosted import COMPONENTS
from azure_hotpatch_operations.cli import COMMANDS as VERBS
from release.build import build
from release.distributions import DISTRIBUTIONS
from release.version import current
from tests.packaging.conftest import ROOT, Dist, Environment, ran

VERSION = current(ROOT)
IMPORTS = {
    "azure-hotpatch-facts": "azure_hotpatch_facts",
    "azure-hotpatch-cloud": "azure_hotpatch_cloud",
    "azure-hotpatch": "azure_hotpatch",
    "azure-hotpatch-policies": "azure_hotpatch_policies",
    "azure-hotpatch-operations": "azure_hotpatch_operations",
    "local-azure": "local_azure",
}
COMMANDS = {"azure-hotpatch-operations": "azure-hotpatch", "local-azure": "local-azure"}
PACK = {"PulumiPolicy.yaml", "__main__.py"}
"""The policy pack's own files, which `azure-hotpatch check` hands to the engine."""


def stem(name: str) -> str:
    """The beginning of the names of a distribution's files."""
    return f"{name.replace('-', '_')}-{VERSION}"


def tracked(name: str) -> set[str]:
    """The package's files in this checkout, relative to its folder."""
    folder = ROOT / DISTRIBUTIONS[name]
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", IMPORTS[name]]
    return {one for one in ran(command, folder).splitlines() if (folder / one).exists()}


def wheel(dist: Dist, name: str) -> zipfile.ZipFile:
    """A distribution's wheel."""
    (path,) = [path for path in dist.wheels if path.name == f"{stem(name)}-py3-none-any.whl"]
    return zipfile.ZipFile(path)


def metadata(dist: Dist, name: str) -> email.message.Message:
    """What a distribution says of itself."""
    with wheel(dist, name) as archive:
        return email.message_from_bytes(archive.read(f"{stem(name)}.dist-info/METADATA"))


def test_a_release_is_these_files(dist: Dist) -> None:
    """A wheel and a source archive each, and the plugin."""
    each = [f"{stem(name)}{end}" for name in IMPORTS for end in ("-py3-none-any.whl", ".tar.gz")]

    assert sorted(path.name for path in dist.files) == sorted(
        [*each, f"pulumi-resource-azure-hotpatch-v{VERSION}.tar.gz"]
    )


def test_two_builds_are_the_same_bytes(
    dist: Dist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also elsewhere, later, and by somebody with another time zone."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", ran(["git", "log", "-1", "--format=%ct"], ROOT).strip())

    again = build(ROOT, tmp_path / "dist")

    assert {path.name: path.read_bytes() for path in again} == {
        path.name: path.read_bytes() for path in dist.files
    }


@pytest.mark.parametrize("name", IMPORTS)
def test_a_wheel_holds_the_package_and_its_licence(dist: Dist, name: str) -> None:
    """Each file of the package that git knows, and nothing of the rest of the repository."""
    about = {"METADATA", "WHEEL", "RECORD", "licenses/LICENSE"}
    about |= {"entry_points.txt"} if name in COMMANDS else set()
    pack = PACK if name == "azure-hotpatch-policies" else set()
    with wheel(dist, name) as archive:
        held = {one.filename for one in archive.infolist() if not one.is_dir()}
        licence = archive.read(f"{stem(name)}.dist-info/licenses/LICENSE")

    assert held == tracked(name) | {
        *(f"{stem(name)}.dist-info/{part}" for part in about),
        *(f"azure_hotpatch_policies/policy_pack/{part}" for part in pack),
    }
    assert f"{IMPORTS[name]}/py.typed" in held
    assert licence == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("name", IMPORTS)
def test_a_source_archive_holds_what_the_wheel_is_built_from(dist: Dist, name: str) -> None:
    """The package, what builds it, and what is read first."""
    about = {"LICENSE", "PKG-INFO", "README.md", "pyproject.toml", ".gitignore"}
    about |= PACK if name == "azure-hotpatch-policies" else set()
    (path,) = [path for path in dist.files if path.name == f"{stem(name)}.tar.gz"]
    with tarfile.open(path) as archive:
        held = {one.name for one in archive.getmembers() if one.isfile()}

    assert held == {f"{stem(name)}/{one}" for one in tracked(name) | about}


@pytest.mark.parametrize("name", IMPORTS)
def test_a_distribution_introduces_itself(dist: Dist, name: str) -> None:
    """Name, version, licence, Python, one line and a page; no address that nobody keeps."""
    said = metadata(dist, name)
    described = {part: said[part] for part in ("Name", "Version", "License-Expression")}

    assert described == {"Name": name, "Version": VERSION, "License-Expression": "Apache-2.0"}
    assert said["Requires-Python"] == ">=3.11"
    assert said["Summary"].endswith(".")
    assert str(said.get_payload()).startswith(f"# {name}")
    assert "Typing :: Typed" in said.get_all("Classifier", [])
    assert said.get_all("Project-URL") is None


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("azure-hotpatch", {component.__name__ for component in COMPONENTS}),
        ("azure-hotpatch-operations", set(VERBS)),
    ],
)
def test_a_page_names_everything_that_one_would_look_for(
    dist: Dist, name: str, inside: set[str]
) -> None:
    """Components, and commands: an index shows no other page."""
    named = set(re.findall(r"`(\w+)`", str(metadata(dist, name).get_payload())))

    assert inside - named == set()


@pytest.mark.parametrize("name", IMPORTS)
def test_every_dependency_has_a_lower_bound(dist: Dist, name: str) -> None:
    """Our own are pinned to the same version, as they are released together."""
    needed = metadata(dist, name).get_all("Requires-Dist", [])
    own = [one for one in needed if re.split(r"[=<>\[]", one)[0] in IMPORTS]

    assert [one for one in own if f"=={VERSION}" not in one] == []
    assert [one for one in needed if one not in own and ">=" not in one] == []


def test_commands_are_installed(newest: Environment) -> None:
    """Of all of ours, two."""
    for command in COMMANDS.values():
        assert f"Usage: {command}" in newest.run(command, "--help")


@pytest.mark.parametrize("name", IMPORTS)
def test_a_wheel_brings_types(newest: Environment, name: str) -> None:
    """An installed package has the marker by which type checkers read it."""
    ask = f"import importlib.util as u; print(u.find_spec({IMPORTS[name]!r}).origin)"
    installed = Path(newest.run("python", "-c", ask).strip()).parent

    assert newest.folder in installed.parents
    assert (installed / "py.typed").is_file()


@pytest.mark.parametrize("name", IMPORTS)
def test_this_checkout_is_installed_editable(name: str) -> None:
    """So a change counts at once: every test of this repository runs on that."""
    said = importlib.metadata.distribution(name).read_text("direct_url.json")

    assert json.loads(said or "{}")["dir_info"] == {"editable": True}


def test_the_packages_dependencies_are_few() -> None:
    """Counted without our own: a new one is a decision, which docs/architecture.md explains."""
    table = (ROOT / "docs/architecture.md").read_text().partition("## Dependencies")[2].lower()
    for folder in DISTRIBUTIONS.values():
        project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]
        names = [re.split(r"[=<>\[]", one)[0].lower() for one in project["dependencies"]]

        assert [one for one in names if one not in IMPORTS and one not in table] == []
