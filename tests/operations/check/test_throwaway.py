"""`check --throwaway`: a preview without the stack's passphrase and without any credential."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations.check.programs import check, findings, report, tree
from tests.policies.wrong_programs import extend
from tests.stack.checkout import Checkout, checkout

pytestmark = pytest.mark.engine

CANARY = "canary-Throwaway-4711"
PROGRAM = """
import json
import os

import pulumi

config = pulumi.Config("hotpatch")
nested = config.require_object("nested")
secret_keys = json.loads(os.environ["PULUMI_CONFIG_SECRET_KEYS"])
seen = {
    "plain": config.require("plain"),
    "time": config.require("time"),
    "password": config.require("password"),
    "nested": nested,
    "secret": sorted(secret_keys),
    "credentials": {
        name: text
        for name, text in os.environ.items()
        if name.startswith(("ARM_", "AWS_")) or name == "PULUMI_ACCESS_TOKEN"
    },
}
with open(os.environ["SEEN"], "w") as file:
    json.dump(seen, file)
"""
PLACEHOLDER = "Placeholder-4711"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def locked(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Checkout]:
    """A checkout of the dev stack with a password in its configuration, and machines that are up.

    Their image is a released one: with a preview image, HotpatchVm asks Azure who it is.
    """
    folder = tmp_path_factory.mktemp("throwaway")
    with checkout(folder, engine_environment_in(folder / "engine")) as dev:
        dev.pulumi("config", "set", "--secret", "hotpatch:adminPassword", CANARY)
        dev.pulumi("config", "set", "hotpatch:access", "off")
        dev.pulumi("config", "rm", "hotpatch:image")
        dev.up()
        yield dev


UNREACHABLE = {
    "PULUMI_CONFIG_PASSPHRASE": None,
    "PULUMI_BACKEND_URL": "https://pulumi.invalid",
    "PULUMI_ACCESS_TOKEN": "pul-canary",
    "HOTPATCH_ADMIN_PASSWORD": None,
    "ARM_CLIENT_SECRET": CANARY,
    "ARM_USE_OIDC": "true",
}
"""No passphrase, a backend that is not there, and credentials that nobody is to see."""


def test_a_stack_is_checked_without_its_passphrase_and_changes_nothing(locked: Checkout) -> None:
    """Neither the project, nor backend and home of Pulumi, nor what the local Azure has."""
    state = locked.exported()
    before = tree(locked.folder), tree(Path(locked.environment["PULUMI_HOME"]))

    said = report(check(locked, "-s", "dev", "--throwaway", "--json", environment=UNREACHABLE), 0)

    assert said["subject"] == "stack dev of project hotpatch, as previewed"
    assert (said["findings"], said["machines"]) == ([], 2)
    assert said["notes"] == [
        "A placeholder stood for each secret of hotpatch:adminPassword.",
        (
            "HP019 was not asked: a temporary stack has no machine that could be replaced or"
            " deleted."
        ),
    ]
    assert (tree(locked.folder), tree(Path(locked.environment["PULUMI_HOME"]))) == before
    assert locked.exported() == state


def test_a_wrong_machine_is_refused_there_too(locked: Checkout, tmp_path: Path) -> None:
    """With the URN that it has in the real stack, at its line."""
    main = locked.folder / "__main__.py"
    shutil.copy(main, tmp_path)
    try:
        extend(locked, 'machine("off", group.name, patching={"enable_hotpatching": False})\n')
        done = check(locked, "-s", "dev", "--throwaway", "--json", environment=UNREACHABLE)
    finally:
        shutil.copy(tmp_path / "__main__.py", main)

    said = report(done, 1)
    assert ("HP003", "off", "violation") in findings(said)
    assert {one["urn"] for one in said["findings"]} == {
        "urn:pulumi:dev::hotpatch::azure-native:compute:VirtualMachine::off"
    }
    assert {one["place"]["file"] for one in said["findings"]} == {"__main__.py"}


def test_a_program_sees_plain_configuration_placeholders_and_no_credential(
    locked: Checkout, tmp_path: Path
) -> None:
    """Secrets stay secrets, wherever they stand; a text that looks like a number stays a text."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: hotpatch\nruntime: python\n")
    (project / "__main__.py").write_text(PROGRAM)
    (project / "Pulumi.prod.yaml").write_text(
        "secretsprovider: azurekeyvault://vault.invalid/keys/stack\n"
        "encryptedkey: AAAA\n"
        "environment:\n  - shared\n"
        "config:\n"
        "  hotpatch:plain: yes\n"
        "  hotpatch:time: 12:30\n"
        "  hotpatch:password:\n    secure: AAAA\n"
        "  hotpatch:nested:\n    a.b:\n    - secure: AAAA\n    - 5\n    c: {secure: BBBB}\n"
    )
    seen = tmp_path / "seen.json"

    done = check(
        locked,
        "-s",
        "org/hotpatch/prod",
        "--throwaway",
        "--json",
        folder=project,
        environment={**UNREACHABLE, "SEEN": str(seen)},
    )

    said = report(done, 0)
    assert said["notes"][:2] == [
        "A placeholder stood for each secret of hotpatch:password, hotpatch:nested.",
        "What comes from environments of Pulumi ESC was absent: they need a login.",
    ]
    assert json.loads(seen.read_text()) == {
        "plain": "yes",
        "time": "12:30",
        "password": PLACEHOLDER,
        "nested": {"a.b": [PLACEHOLDER, 5], "c": PLACEHOLDER},
        "secret": ["hotpatch:nested", "hotpatch:password"],
        "credentials": {
            "ARM_SUBSCRIPTION_ID": NOBODY,
            "ARM_TENANT_ID": NOBODY,
            "ARM_CLIENT_ID": NOBODY,
            "ARM_CLIENT_SECRET": PLACEHOLDER,
            "ARM_METADATA_HOSTNAME": locked.environment["ARM_METADATA_HOSTNAME"],
        },
    }


def test_a_program_that_cannot_be_previewed_so_is_told_why(
    locked: Checkout, tmp_path: Path
) -> None:
    """One that reads another stack, say: the temporary backend has none."""
    main = locked.folder / "__main__.py"
    shutil.copy(main, tmp_path)
    try:
        main.write_text("import pulumi\n\npulumi.StackReference('team/network/dev')\n")
        done = check(locked, "-s", "dev", "--throwaway", environment=UNREACHABLE)
    finally:
        shutil.copy(tmp_path / "__main__.py", main)

    assert (done.returncode, done.stdout) == (1, "")
    assert "This was a temporary stack, without stack references, " in done.stderr


def test_the_stack_has_to_be_named(locked: Checkout) -> None:
    """Which one is selected, the backend knows."""
    done = check(locked, "--throwaway", environment=UNREACHABLE)

    assert done.returncode == 2
    assert "--throwaway: needs --stack, whose Pulumi.<stack>.yaml is read" in done.stderr


def test_a_stack_without_a_file_is_wrong_use(locked: Checkout) -> None:
    """A misspelt name would otherwise pass with an empty configuration."""
    done = check(locked, "-s", "prod", "--throwaway", environment=UNREACHABLE)

    assert done.returncode == 2
    assert "Pulumi.prod.yaml: found no such file" in done.stderr
