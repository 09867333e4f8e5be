"""The hook for pre-commit, through the real one, out of a clone of a repository that has it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.policies.wrong_programs import extend
from tests.stack.checkout import ROOT, Checkout, checkout

pytestmark = pytest.mark.engine

HOOKS = ".pre-commit-hooks.yaml"
FILES = ("Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py", ".pre-commit-config.yaml")


@pytest.fixture
def dev(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Checkout]:
    """A checkout of a stack with released images, which is a git repository with the hook."""
    hooks = tmp_path / "azure-hotpatch"
    hooks.mkdir()
    shutil.copy(ROOT / HOOKS, hooks)
    commit = committed(hooks, HOOKS)
    with checkout(tmp_path, engine_environment) as made:
        made.pulumi("config", "set", "hotpatch:access", "off")
        made.pulumi("config", "rm", "hotpatch:image")
        hook = {"id": "azure-hotpatch-check", "args": ["--stack", "dev"]}
        config = {"repos": [{"repo": str(hooks), "rev": commit, "hooks": [hook]}]}
        (made.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        (made.folder / "README.md").write_text("# Servers\n")
        committed(made.folder, *FILES, "README.md")
        yield made


def committed(folder: Path, *names: str) -> str:
    """Make a folder a git repository with these files; return the commit."""
    git = ["git", "-C", str(folder), "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for words in (["init", "-q"], ["add", *names], ["commit", "-q", "-m", "test"]):
        subprocess.run([*git, *words], check=True)
    return subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def pre_commit(dev: Checkout, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`pre-commit run` as `git push` would start it."""
    gone = ("PULUMI_STACK", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_DEBUG_COMMANDS")
    return subprocess.run(
        [ROOT / ".venv/bin/pre-commit", "run", "--hook-stage", "pre-push", *words],
        cwd=dev.folder,
        env={
            **{name: text for name, text in dev.environment.items() if name not in gone},
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "HOME": os.environ["HOME"],
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_push_with_a_machine_that_cannot_hotpatch_is_stopped(
    dev: Checkout, tmp_path: Path
) -> None:
    """And one without is not; a change of other files is not checked at all."""
    well = pre_commit(dev, tmp_path, "--all-files")
    extend(dev, 'machine("off", group.name, patching={"enable_hotpatching": False})\n')
    wrong = pre_commit(dev, tmp_path, "--files", "__main__.py")
    other = pre_commit(dev, tmp_path, "--files", "README.md")

    assert well.returncode == 0, well.stdout + well.stderr
    assert "machines that cannot hotpatch" in well.stdout
    assert "Passed" in well.stdout
    assert wrong.returncode == 1
    assert "HP003 refused" in wrong.stdout
    assert other.returncode == 0
    assert "Skipped" in other.stdout
