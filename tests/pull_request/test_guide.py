"""docs/pull-requests.md: every step of it, and what it says of the files."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from azure_hotpatch_operations.reports.formats import Format
from local_azure.azure_native.install import install
from local_azure.testing import running
from tests.documents.blocks import ROOT, blocks, follow
from tests.pull_request.test_workflows import CHECK, PUBLISH, read

GUIDE = ROOT / "docs/pull-requests.md"


@pytest.mark.engine
def test_every_step_of_the_guide_can_be_taken(
    engine_environment: dict[str, str], tmp_path: Path
) -> None:
    """Its files are written, its commands run in order, and what they say is what it shows."""
    folder = tmp_path / "reader"
    folder.mkdir()
    (tmp_path / "azure-hotpatch").symlink_to(ROOT)
    install(Path(engine_environment["PULUMI_HOME"]))
    gone = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_BACKEND_URL")

    with running(tmp_path / "azure") as azure:
        environment = {**engine_environment, **azure.env, "HOME": os.environ["HOME"]}
        follow(GUIDE, folder, {name: environment[name] for name in environment.keys() - {*gone}})

    assert (folder / "check.sarif").exists()
    workflows = sorted((folder / ".github/workflows").iterdir())
    assert [file.name for file in workflows] == [CHECK.name, PUBLISH.name]
    for file in workflows:
        assert not re.search("OWNER|COMMIT", file.read_text())
    subprocess.run(
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
        env=engine_environment,
        check=True,
    )


def test_its_step_for_several_stacks_has_inputs_that_exist() -> None:
    """As the action names them."""
    (block,) = [b for b in blocks(GUIDE) if b.language == "yaml" and not b.file]

    (step,) = yaml.safe_load(block.text)
    assert step["with"].keys() <= read(ROOT / "action.yml")["inputs"].keys()


def test_its_table_has_every_format() -> None:
    """As `--report` takes them."""
    named = re.findall(r"^\| `(\w+)` \|", GUIDE.read_text(), re.MULTILINE)

    assert named == [form.value for form in Format]


def test_the_pre_commit_hook_of_the_guide_exists() -> None:
    """By its id."""
    (block,) = [b for b in blocks(GUIDE) if b.file == ".pre-commit-config.yaml"]
    hooks: Any = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    wanted = yaml.safe_load(block.text)["repos"][0]["hooks"][0]["id"]
    assert wanted in [hook["id"] for hook in hooks]


def test_every_link_leads_somewhere() -> None:
    """Within the repository."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", GUIDE.read_text())

    assert links
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []
