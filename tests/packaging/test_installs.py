"""Every way to install that the documents name, and what they show runs on what they install.

Repositories here are made of this checkout's files as they are now, committed or not.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from packaging.version import Version

from local_azure.azure_native.install import install
from local_azure.testing import running
from release.distributions import DISTRIBUTIONS
from release.version import current
from tests.engine_stack import EngineStack
from tests.packaging.conftest import ROOT, UV, Environment, environment, ran

README = (ROOT / "README.md").read_text()
ROOMS = [name for name in DISTRIBUTIONS if name != "local-azure"]
"""What the README installs."""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with the rooms' files."""
    folder = tmp_path_factory.mktemp("git") / "azure-hotpatch"
    rooms = map(str, DISTRIBUTIONS.values())
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *rooms]
    for file in ran(command, ROOT).splitlines():
        if (ROOT / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, folder / file)
    who = ["-c", "user.name=test", "-c", "user.email=test@invalid"]
    for words in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "All"]):
        ran(["git", *words], folder)
    return folder


def test_the_readme_installs_from_git(repository: Path, tmp_path: Path) -> None:
    """Its commands, with the repository's address, into an environment that has pip."""
    commands = re.findall(r'^    (pip install "azure-hotpatch.*)$', README, re.MULTILINE)
    # What ours need from the index is there already: pip would take a minute for azure-native.
    own = environment(tmp_path / "venv", "pip", "pulumi", "pulumi-azure-native", "azure-identity")

    for command in commands:
        words = shlex.split(command.replace("REPOSITORY", repository.as_uri()))
        own.run(words[0], "--quiet", "--no-input", *words[1:])

    assert [own.version_of(name) for name in ROOMS] == [current(ROOT)] * len(ROOMS)
    assert "plugin" in own.run("python", "-m", "azure_hotpatch", "--help")
    assert own.run("azure-hotpatch", "--version") == f"azure-hotpatch {current(ROOT)}\n"


@pytest.mark.engine
def test_the_pack_is_used_from_a_clone_in_an_environment_of_its_own(
    repository: Path, engine_environment: dict[str, str], tmp_path: Path
) -> None:
    """Its page's commands; the program has another environment, and the pack no azure-native."""
    clone = tmp_path / "azure-hotpatch"
    ran(["git", "clone", "--quiet", repository.as_uri(), str(clone)], tmp_path)
    own = environment(clone / ".venv")
    pip_of_uv = [
        str(UV),
        "pip",
        "install",
        "--quiet",
        "--no-config",
        "--python",
        own.bin / "python",
    ]
    ran([*map(str, pip_of_uv), "-r", "requirements.txt"], clone / "policies/hotpatch")
    program = tmp_path / "shop"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (program / "__main__.py").write_text(
        "from pulumi_azure_native import compute, resources\n"
        'group = resources.ResourceGroup("group", location="westeurope")\n'
        'compute.VirtualMachine("web", resource_group_name=group.name, storage_profile={\n'
        '    "image_reference": {"publisher": "MicrosoftWindowsServer",\n'
        '        "offer": "WindowsServer", "sku": "2019-datacenter", "version": "latest"}})\n'
    )
    install(Path(engine_environment["PULUMI_HOME"]))
    with running(tmp_path / "azure") as azure:
        stack = EngineStack(program, {**engine_environment, **azure.env, "PULUMI_STACK": "dev"})
        stack.pulumi("stack", "init", "dev")
        said = stack.pulumi(
            "preview", "--policy-pack", "../azure-hotpatch/policies/hotpatch", fails=True
        )

    assert "found 'MicrosoftWindowsServer:WindowsServer:2019-datacenter'" in said
    assert list(own.folder.glob("lib/*/site-packages/pulumi_policy"))
    assert not list(own.folder.glob("lib/*/site-packages/pulumi_azure_native"))


def block_of(room: str) -> str:
    """The program of a distribution's page."""
    page = (ROOT / DISTRIBUTIONS[room] / "README.md").read_text()
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return str(program)


@pytest.mark.parametrize("room", ["azure-hotpatch-facts", "azure-hotpatch-policies"])
def test_the_program_of_a_page_runs_on_the_lowest_versions(room: str, oldest: Environment) -> None:
    """It says itself what must come out."""
    oldest.run("python", "-W", "error", "-c", block_of(room))


@pytest.mark.engine
def test_commands_and_the_cloud_work_on_the_lowest_versions(
    oldest: Environment, tmp_path: Path
) -> None:
    """A local Azure of that environment, and a real request to it by the page's program."""
    folder = {"LOCAL_AZURE_FOLDER": str(tmp_path / "azure")}
    oldest.run("local-azure", "start", "--port", "0", **folder)
    try:
        exports = oldest.run("local-azure", "env", **folder)
        script = f'{exports}\n"$0" -c "$1"'
        state = ran(
            ["bash", "-c", script, str(oldest.bin / "python"), block_of("azure-hotpatch-cloud")],
            tmp_path,
        )
    finally:
        oldest.run("local-azure", "stop", **folder)

    assert state.strip() == "Registered"
    for page in ("recover", "check", "calendar"):
        assert f"Usage: azure-hotpatch {page}" in oldest.run("azure-hotpatch", page, "--help")


def test_the_lowest_versions_are_what_the_projects_say(oldest: Environment) -> None:
    """The environment of these tests is no other than the one that it is called."""
    for folder in DISTRIBUTIONS.values():
        text = (ROOT / folder / "pyproject.toml").read_text()
        for name, number in re.findall(r'^  "([\w.-]+)(?:\[\w+\])?>=([\d.]+)', text, re.MULTILINE):
            lowest = Version(number).release

            assert Version(oldest.version_of(name)).release[: len(lowest)] == lowest, name
