"""The examples: stacks of others, in folders with nothing but what a release hands out.

The Python one installs wheels, and its plugin out of them; the TypeScript one has the plugin from
its archive, and Pulumi's Automation API in place of a language host for Node.js.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from azure_hotpatch import HotpatchVm
from azure_hotpatch.errors import ArgumentsError
from local_azure.azure_native.install import install
from local_azure.testing import running
from release.distributions import DISTRIBUTIONS
from release.version import current
from tests.engine_stack import EngineStack
from tests.packaging.conftest import ROOT, Dist, environment, ran

pytestmark = pytest.mark.engine

EXAMPLES = ROOT / "examples"
PROGRAM = (EXAMPLES / "python/__main__.py").read_text()
PASSWORD = "canary-Example-4711"
QUICK = {"azure-hotpatch:pollIntervalSeconds": "0.05", "azure-hotpatch:stableReads": "2"}
SUBNET = (
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/shop/providers"
    "/Microsoft.Network/virtualNetworks/network/subnets/machines"
)
NODE = ("node", "npm")
Folders = Callable[[str], Path]
EnvironmentIn = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="module")
def new_stack(
    engine_environment_in: EnvironmentIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], EngineStack]]:
    """A function that copies an example into an empty folder, for an engine and an empty Azure.

    Nothing of this checkout is in its environment but the engine.
    """
    with running(tmp_path_factory.mktemp("azure")) as azure:

        def make(language: str) -> EngineStack:
            root = tmp_path_factory.mktemp(language)
            ignored = shutil.ignore_patterns("node_modules", "bin", ".venv", "__pycache__")
            shutil.copytree(EXAMPLES / language, root / "shop", ignore=ignored)
            outside = engine_environment_in(root)
            del outside["PULUMI_PYTHON_CMD"]
            outside["PATH"] = outside["PATH"].replace(f"{ROOT}/.venv/bin:", "")
            azure.admin("POST", "/reset")
            return EngineStack(root / "shop", {**outside, **azure.env, "PULUMI_STACK": "dev"})

        yield make


def configure(stack: EngineStack) -> None:
    """Say what the examples' pages say."""
    stack.pulumi("stack", "init", "dev")
    stack.pulumi("config", "set", "azure-native:location", "westeurope")
    stack.pulumi("config", "set", "--secret", "password", PASSWORD)
    for key, value in QUICK.items():
        stack.pulumi("config", "set", key, value)


def recorded(stack: EngineStack) -> dict[str, tuple[str, str, Any]]:
    """Type, parent and inputs of everything that a stack has, by name; moments are left out."""
    exported = stack.pulumi("stack", "export", "--show-secrets")
    state = json.loads(re.sub(r'("registeredAt": )"[^"]+"', r'\1"…"', exported))
    return {
        one["urn"].rpartition("::")[2]: (
            one["type"],
            one.get("parent", "").rpartition("::")[2],
            one.get("inputs", {}),
        )
        for one in state["deployment"]["resources"]
        if not one["type"].startswith("pulumi:")
    }


ROOMS = ("azure-hotpatch-facts", "azure-hotpatch-cloud", "azure-hotpatch")
LOWEST = [
    "--resolution",
    "lowest-direct",
    *(part for room in ROOMS for part in ("-r", ROOT / DISTRIBUTIONS[room] / "pyproject.toml")),
]


def python_stack(make: Callable[[str], EngineStack], dist: Dist, *more: str | Path) -> EngineStack:
    """The Python example, up once."""
    stack = make("python")
    wheels = dist.wheels[0].parent
    requirements = stack.folder / "requirements.txt"
    own = environment(stack.folder / ".venv", "--find-links", wheels, "-r", requirements, *more)
    ran(
        [str(own.bin / "python"), "-m", "azure_hotpatch", "plugin", "install"],
        stack.folder,
        stack.environment,
    )
    install(Path(stack.environment["PULUMI_HOME"]), own.version_of("pulumi-azure-native"))
    configure(stack)
    stack.up()
    return stack


@pytest.fixture(scope="module")
def in_python(
    new_stack: Callable[[str], EngineStack], dist: Dist
) -> dict[str, tuple[str, str, Any]]:
    """What the Python example records, after a second up that changed nothing."""
    stack = python_stack(new_stack, dist)
    stack.up("--expect-no-changes")
    return recorded(stack)


def test_the_python_program_is_short() -> None:
    """Under ten lines, without blank ones and its docstring."""
    lines = [line for line in PROGRAM.splitlines() if line.strip() and not line.startswith('"""')]

    assert len(lines) < 10


def test_the_python_example_is_up_from_wheels_and_stays(
    in_python: dict[str, tuple[str, str, Any]],
) -> None:
    """The plugin comes out of the wheel too; a second up changes nothing."""
    assert {name: (kind, parent) for name, (kind, parent, _) in in_python.items()} == {
        "group": ("azure-native:resources:ResourceGroup", "shop-dev"),
        "access": ("azure-hotpatch:index:PreviewAccess", "shop-dev"),
        "access-EncryptionAtHost": ("azure-hotpatch:index:FeatureRegistration", "access"),
        "access-provider": ("azure-hotpatch:index:ProviderRegistration", "access"),
        "network": ("azure-hotpatch:index:HotpatchNetwork", "shop-dev"),
        "network-vnet": ("azure-native:network:VirtualNetwork", "network"),
        "network-nsg": ("azure-native:network:NetworkSecurityGroup", "network"),
        "network-nat-ip": ("azure-native:network:PublicIPAddress", "network"),
        "network-nat": ("azure-native:network:NatGateway", "network"),
        "network-subnet": ("azure-native:network:Subnet", "network"),
        "web": ("azure-hotpatch:index:HotpatchVm", "shop-dev"),
        "web-nic": ("azure-native:network:NetworkInterface", "web"),
        "web-vm": ("azure-native:compute:VirtualMachine", "web"),
    }


def test_the_python_example_runs_on_the_lowest_versions(
    new_stack: Callable[[str], EngineStack], dist: Dist
) -> None:
    """Those that the distributions say they can do with."""
    stack = python_stack(new_stack, dist, *LOWEST)

    assert "web-vm" in recorded(stack)


@pytest.fixture(scope="module")
def typescript_stack(new_stack: Callable[[str], EngineStack], dist: Dist) -> EngineStack:
    """The TypeScript example, ready to be brought up."""
    for command in NODE:
        if shutil.which(command) is None:
            pytest.fail(f"{command}: not found on PATH; install Node.js 20 or newer, with npm")
    stack = new_stack("typescript")
    ran(["npm", "ci", "--no-audit", "--no-fund"], stack.folder)
    home = Path(stack.environment["PULUMI_HOME"])
    # The local Azure's certificates are not those of the index that the plugin's needs come from.
    outside = {"PULUMI_HOME": str(home), "PATH": stack.environment["PATH"], "PIP_NO_COMPILE": "1"}
    archive = ["--file", str(dist.plugin_archive)]
    install_plugin = ["pulumi", "plugin", "install", "resource", "azure-hotpatch"]
    ran([*install_plugin, f"v{current(ROOT)}", *archive], stack.folder, outside)
    (python,) = home.glob("plugins/resource-azure-hotpatch-v*/venv/bin/python")
    ask = "import importlib.metadata as m; print(m.version('pulumi-azure-native'))"
    install(home, ran([str(python), "-c", ask], home).strip())
    configure(stack)
    return stack


@pytest.fixture(scope="module")
def in_typescript(typescript_stack: EngineStack) -> dict[str, tuple[str, str, Any]]:
    """What the TypeScript example records, after a second up that changed nothing."""
    stack = typescript_stack
    ran(["npm", "run", "up"], stack.folder, stack.environment)
    ran(["npm", "run", "up", "--", "--expect-no-changes"], stack.folder, stack.environment)
    return recorded(stack)


def test_the_typescript_example_makes_the_same(
    in_typescript: dict[str, tuple[str, str, Any]], in_python: dict[str, tuple[str, str, Any]]
) -> None:
    """Types, parents and inputs; the plugin comes from its archive; a second up changes nothing."""
    assert in_typescript == in_python


WRONG = '"Standard_D2_v3"'
"""A size that cannot run Trusted Launch."""


def wrong_program(stack: EngineStack, name: str, text: str, other: str) -> None:
    """Put something else into a program of the stack."""
    path = stack.folder / name
    assert text in path.read_text()
    path.write_text(path.read_text().replace(text, other))


def test_wrong_arguments_are_refused_in_the_words_of_python(
    typescript_stack: EngineStack, tmp_path: Path
) -> None:
    """What its compiler lets pass the component refuses, as it does in a Python program."""
    stack = EngineStack(tmp_path / "shop", typescript_stack.environment)
    shutil.copytree(typescript_stack.folder, stack.folder, symlinks=True)
    wrong_program(stack, "index.ts", "encryptionAtHost: true", f"size: {WRONG}")
    with pytest.raises(ArgumentsError) as refused:
        HotpatchVm(
            "web",
            {
                "resource_group_name": "shop",
                "subnet_id": SUBNET,
                "admin_username": "keeper",
                "admin_password": PASSWORD,
                "size": json.loads(WRONG),
            },
        )

    said = fails(["npm", "run", "up"], stack)

    assert str(refused.value) in said


def test_the_compiler_finds_wrong_arguments(typescript_stack: EngineStack, tmp_path: Path) -> None:
    """By the classes that stand for the plugin's; those that Pulumi writes know every argument."""
    stack = EngineStack(tmp_path / "shop", typescript_stack.environment)
    shutil.copytree(typescript_stack.folder, stack.folder, symlinks=True)
    wrong_program(stack, "index.ts", "adminUsername", "adminUsernme")

    assert "'adminUsernme' does not exist in type 'HotpatchVmArgs'" in fails(["npx", "tsc"], stack)


def fails(command: list[str], stack: EngineStack) -> str:
    """Run a command in the stack's folder, which must fail; what it printed."""
    done = subprocess.run(
        command,
        cwd=stack.folder,
        env=dict(stack.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_the_lock_file_names_no_registry() -> None:
    """Whoever installs takes the registry that their npm is set to."""
    lock = json.loads((EXAMPLES / "typescript/package-lock.json").read_text())

    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
