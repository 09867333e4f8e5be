"""examples/cells: the fleet file is a good one, and the workflow's steps do what they say."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from azure_hotpatch_operations.cli import app

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples/cells"
PULUMI = """#!/bin/sh
echo "$*" >>"$RECORD"
case "$*" in *"$FAILING"*) exit 1 ;; esac
"""


@pytest.fixture
def jobs() -> dict[str, Any]:
    """The jobs of the workflow."""
    found: dict[str, Any] = yaml.safe_load((EXAMPLE / "update-fleet.yml").read_text())["jobs"]
    return found


def test_the_fleet_file_makes_three_cells(tmp_path: Path) -> None:
    """Two regions of one subscription, and one of another."""
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())

    done = CliRunner().invoke(
        app, ["cells", str(EXAMPLE / "fleet.yaml"), "--cwd", str(tmp_path), "--json"]
    )

    assert done.exit_code == 0
    assert [cell["stack"] for cell in json.loads(done.output)["cells"]] == [
        "shop-westeurope",
        "shop-northeurope",
        "lab-swedencentral",
    ]


def test_the_fleet_file_sets_what_the_program_knows() -> None:
    """Every setting of the example is one that Pulumi.yaml describes."""
    known = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    fleet = yaml.safe_load((EXAMPLE / "fleet.yaml").read_text())
    configs = [fleet["config"], *(each.get("config", {}) for each in fleet["subscriptions"])]

    assert [key for config in configs for key in config if key not in known] == []


def test_jobs_of_one_subscription_do_not_meet(jobs: dict[str, Any]) -> None:
    """Neither in one run, which has a job for each, nor across runs."""
    assert jobs["up"]["concurrency"] == {
        "group": "hotpatch-${{ matrix.subscription }}",
        "cancel-in-progress": False,
    }


@pytest.mark.parametrize(
    ("failing", "code", "stacks"),
    [("nothing", 0, ["a-one", "a-two"]), ("a-one", 1, ["a-one"])],
    ids=["both", "first fails"],
)
def test_the_stacks_of_a_job_come_one_after_the_other(
    jobs: dict[str, Any], tmp_path: Path, failing: str, code: int, stacks: list[str]
) -> None:
    """GitHub runs a step with `bash -e`: after a failure no further stack is touched."""
    command, record = tmp_path / "pulumi", tmp_path / "record"
    command.write_text(PULUMI)
    command.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "RECORD": str(record),
        "FAILING": failing,
        "STACKS": "a-one a-two",
    }

    done = subprocess.run(
        ["bash", "-e", "-c", jobs["up"]["steps"][-1]["run"]], env=environment, check=False
    )

    assert (done.returncode, record.read_text().splitlines()) == (
        code,
        [f"up --yes --non-interactive --stack {stack}" for stack in stacks],
    )


def test_the_matrix_step_hands_github_one_line(jobs: dict[str, Any], tmp_path: Path) -> None:
    """The output of the step is what `fromJson` reads."""
    (tmp_path / "Pulumi.yaml").write_text("name: hotpatch\nruntime: python\n")
    (tmp_path / "fleet.yaml").write_text((EXAMPLE / "fleet.yaml").read_text())
    output = tmp_path / "output"
    path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"

    subprocess.run(
        ["bash", "-e", "-c", jobs["matrix"]["steps"][-1]["run"]],
        cwd=tmp_path,
        env={"PATH": path, "GITHUB_OUTPUT": str(output)},
        check=True,
    )

    name, _, matrix = output.read_text().rstrip("\n").partition("=")
    assert (name, [row["stacks"] for row in json.loads(matrix)["include"]]) == (
        "matrix",
        ["shop-westeurope shop-northeurope", "lab-swedencentral"],
    )


def test_the_matrix_step_fails_where_there_is_no_matrix(
    jobs: dict[str, Any], tmp_path: Path
) -> None:
    """The jobs would be made of an empty text, and GitHub would say that of it."""
    (tmp_path / "Pulumi.yaml").write_text("name: hotpatch\nruntime: python\n")
    (tmp_path / "fleet.yaml").write_text("subscriptions: []\n")
    path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-e", "-c", jobs["matrix"]["steps"][-1]["run"]],
        cwd=tmp_path,
        env={"PATH": path, "GITHUB_OUTPUT": str(tmp_path / "output")},
        check=False,
    )

    assert done.returncode == 2
