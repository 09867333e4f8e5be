"""Type checkers read the installed wheels: they accept the examples, and find wrong arguments.

What they do not see, the component refuses, in one wording in a program and from the plugin:
tests/errors/test_same_words.py.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.components.component_pages import EXAMPLES
from tests.packaging.conftest import ROOT, Environment

RIGHT = (ROOT / "examples/python/__main__.py").read_text()
PAGES = {path.stem: path.read_text() for path in EXAMPLES.glob("*.py")}
WRONG = {
    "misspelled": ('"admin_username"', '"admin_usernme"'),
    "missing": ('"admin_username": "keeper", ', ""),
    "mistyped": ('"keeper"', "7"),
    "mistyped_flag": ('"encryption_at_host": True', '"encryption_at_host": "yes"'),
    "no_such_image": ('"encryption_at_host": True', '"image": "2019-datacenter"'),
    "no_such_output": ("network.subnet_id", "network.subnet"),
    "list_of_numbers": ('["EncryptionAtHost"]', "[1]"),
}
"""Text of the example, and what is put in its place."""
WRONG_PAGES = {
    "preview_access": ("access.ready", "7"),
    "hotpatch_network": ('"bastion": True', '"bastion": "yes"'),
    "hotpatch_vm": ('"size_gb": 512', '"size": 512'),
    "hotpatch_fleet": ('"size": "Standard_D4s_v5"', '"sise": "Standard_D4s_v5"'),
    "hotpatch_scale_set": ("HealthProtocol.HTTP", '"udp"'),
    "adopted_vm": ('"machine": json.loads', '"machines": json.loads'),
    "feature_registration": ('feature="EncryptionAtHost"', "feature=7"),
    "provider_registration": ("triggers=", "trigger="),
}
"""The same for the program of each component's page."""
ALL_WRONG = {*WRONG, *(f"wrong_{name}" for name in WRONG_PAGES)}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, and each wrong one beside them."""
    folder = tmp_path_factory.mktemp("programs")
    for name, program in PAGES.items():
        (folder / f"{name}.py").write_text(program)
        text, other = WRONG_PAGES[name]
        assert text in program
        (folder / f"wrong_{name}.py").write_text(program.replace(text, other))
    (folder / "right.py").write_text(RIGHT)
    for name, (text, other) in WRONG.items():
        assert text in RIGHT
        (folder / f"{name}.py").write_text(RIGHT.replace(text, other))
    return folder


def output_of(folder: Path, tool: str, *arguments: str | Path) -> str:
    """What one of this checkout's tools prints, which finds something."""
    command = [str(ROOT / ".venv/bin" / tool), *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_mypy_accepts_the_examples_and_finds_each_wrong_one(
    programs: Path, newest: Environment
) -> None:
    """Strictly. `make lint` reads the example once more, with azure-native's types, in a minute."""
    settings = "[mypy]\nstrict = True\n[mypy-pulumi_azure_native.*]\nfollow_imports = skip\n"
    (programs / "mypy.ini").write_text(settings)

    printed = output_of(
        programs, "mypy", "--python-executable", newest.bin / "python", "--no-color-output", "."
    )

    lines = [line for line in printed.splitlines() if ": error: " in line]
    assert {line.partition(".py")[0] for line in lines} == ALL_WRONG


def test_pyright_accepts_the_examples_and_finds_each_wrong_one(
    programs: Path, newest: Environment
) -> None:
    """In its strict mode."""
    (programs / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')

    printed = output_of(programs, "pyright", "--pythonpath", newest.bin / "python", "--outputjson")

    found = json.loads(printed)["generalDiagnostics"]
    assert {Path(one["file"]).stem for one in found} == ALL_WRONG
