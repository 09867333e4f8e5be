"""`azure-hotpatch cells`: a fleet file becomes stack files and a matrix."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine_stack import EngineStack
from tests.operations.cells.fleet import FLEET, PROD_A, PROD_B, cells, stack_files


def test_each_subscription_and_region_gets_a_stack_file(project: Path) -> None:
    """The subscription's own configuration goes before that of all."""
    done = cells(project)

    header = "# Written by `azure-hotpatch cells`; plain settings come from the fleet file.\n"
    assert (done.exit_code, stack_files(project)) == (
        0,
        {
            "Pulumi.prod-a-northeurope.yaml": f"""{header}config:
  azure-native:subscriptionId: {PROD_A}
  azure-hotpatch:subscriptionId: {PROD_A}
  hotpatch:location: northeurope
  hotpatch:machineCount: 20
""",
            "Pulumi.prod-a-westeurope.yaml": f"""{header}config:
  azure-native:subscriptionId: {PROD_A}
  azure-hotpatch:subscriptionId: {PROD_A}
  hotpatch:location: westeurope
  hotpatch:machineCount: 20
""",
            "Pulumi.prod-b-swedencentral.yaml": f"""{header}config:
  azure-native:subscriptionId: {PROD_B}
  azure-hotpatch:subscriptionId: {PROD_B}
  hotpatch:location: swedencentral
  hotpatch:machineCount: 5
  hotpatch:zones:
  - '1'
  - '2'
""",
        },
    )


def test_what_is_written_once_in_the_fleet_file_may_be_merged(project: Path) -> None:
    """Anchors and merge keys are YAML's own; a key beside the merge goes before it."""
    (project / "fleet.yaml").write_text(f"""
config: &all
  hotpatch:machineCount: 20
  hotpatch:zones: ["1"]
subscriptions:
  - name: prod-a
    id: {PROD_A}
    regions: [westeurope]
    config:
      <<: *all
      hotpatch:machineCount: 5
""")

    done = cells(project)

    assert done.exit_code == 0, done.output
    written = yaml.safe_load((project / "Pulumi.prod-a-westeurope.yaml").read_text())["config"]
    assert written["hotpatch:machineCount"] == 5
    assert written["hotpatch:zones"] == ["1"]


def test_a_second_run_changes_nothing(project: Path) -> None:
    """Not even the time of a file."""
    cells(project)
    before = {path: path.stat().st_mtime_ns for path in project.iterdir()}

    done = cells(project)

    assert done.output == "3 cells, 0 written\n"
    assert {path: path.stat().st_mtime_ns for path in project.iterdir()} == before


def test_the_matrix_has_a_job_a_subscription(project: Path) -> None:
    """Stacks of one subscription come one after the other: registrations are the subscription's."""
    done = cells(project, "--matrix")

    assert json.loads(done.output) == {
        "include": [
            {"subscription": PROD_A, "stacks": "prod-a-westeurope prod-a-northeurope"},
            {"subscription": PROD_B, "stacks": "prod-b-swedencentral"},
        ]
    }
    assert stack_files(project) == {}


def test_secrets_comments_and_all_outside_config_stay(project: Path) -> None:
    """A file that is there keeps what the fleet file does not name, and says so."""
    file = project / "Pulumi.prod-b-swedencentral.yaml"
    file.write_text(
        "# Ours.\nencryptionsalt: v1:abc  # keep\nconfig:\n"
        "  hotpatch:adminPassword:\n    secure: v1:def\n"
        "  hotpatch:machineCount: 9 # too many\n  hotpatch:bastion: true\n"
    )

    done = cells(project)

    assert file.read_text() == (
        "# Ours.\nencryptionsalt: v1:abc  # keep\nconfig:\n"
        "  hotpatch:adminPassword:\n    secure: v1:def\n"
        "  hotpatch:machineCount: 5 # too many\n  hotpatch:bastion: true\n"
        f"  azure-native:subscriptionId: {PROD_B}\n  azure-hotpatch:subscriptionId: {PROD_B}\n"
        "  hotpatch:location: swedencentral\n  hotpatch:zones:\n  - '1'\n  - '2'\n"
    )
    assert (
        "Pulumi.prod-b-swedencentral.yaml: hotpatch:bastion is not in the fleet file and stays; "
        "--prune removes it\n"
    ) in done.output


def test_prune_removes_what_the_fleet_does_not_name_but_no_secret(project: Path) -> None:
    """Plain settings only."""
    cells(project)
    file = project / "Pulumi.prod-a-westeurope.yaml"
    before = file.read_text()
    file.write_text(
        f"{before}  hotpatch:bastion: true\n  hotpatch:adminPassword:\n    secure: v1:def\n"
    )

    done = cells(project, "--prune")

    assert file.read_text() == f"{before}  hotpatch:adminPassword:\n    secure: v1:def\n"
    assert "  hotpatch:bastion: true -> absent\n" in done.output


def test_check_writes_nothing_and_says_what_would_change(project: Path) -> None:
    """For a pull request: exit code 1 where files and fleet disagree."""
    cells(project)
    file = project / "Pulumi.prod-a-westeurope.yaml"
    file.write_text(file.read_text().replace("20", "2"))
    before = stack_files(project)

    done = cells(project, "--check")

    assert (done.exit_code, done.output) == (
        1,
        (
            "Pulumi.prod-a-westeurope.yaml: would change\n"
            "  hotpatch:machineCount: 2 -> 20\n"
            "3 cells, 1 to change\n"
        ),
    )
    assert stack_files(project) == before


def test_a_cell_that_left_the_fleet_is_named_and_its_file_stays(project: Path) -> None:
    """Its machines are still there; files that somebody else wrote are not spoken of."""
    cells(project)
    (project / "Pulumi.dev.yaml").write_text("config: {}\n")
    (project / "fleet.yaml").write_text(FLEET.replace(", northeurope", ""))

    done = cells(project, "--json")

    assert (done.exit_code, json.loads(done.output)["leftOver"]) == (1, ["prod-a-northeurope"])
    assert "Pulumi.prod-a-northeurope.yaml" in stack_files(project)


def test_json_says_each_change(project: Path) -> None:
    """What was, and what is wanted."""
    (project / "fleet.yaml").write_text(FLEET.partition("  - name: prod-b")[0])
    (project / "Pulumi.prod-a-northeurope.yaml").write_text(
        "config:\n  hotpatch:size: Standard_D4s_v5\n"
    )

    found: dict[str, Any] = json.loads(cells(project, "--check", "--json").output)

    assert found["cells"][1] == {
        "stack": "prod-a-northeurope",
        "file": "Pulumi.prod-a-northeurope.yaml",
        "subscription": PROD_A,
        "region": "northeurope",
        "changes": [
            {"key": "azure-native:subscriptionId", "found": None, "wanted": PROD_A},
            {"key": "azure-hotpatch:subscriptionId", "found": None, "wanted": PROD_A},
            {"key": "hotpatch:location", "found": None, "wanted": "northeurope"},
            {"key": "hotpatch:machineCount", "found": None, "wanted": 20},
        ],
        "notInFleet": [{"key": "hotpatch:size", "found": "Standard_D4s_v5", "wanted": None}],
    }


@pytest.mark.engine
def test_pulumi_reads_the_files_and_its_secrets_outlive_them(
    project: Path, engine_environment: dict[str, str]
) -> None:
    """The engine adds its salt and a secret; the next run leaves both."""
    cells(project)
    stack = EngineStack(project, {**engine_environment, "PULUMI_STACK": "prod-b-swedencentral"})
    stack.pulumi("stack", "init", "prod-b-swedencentral")
    stack.pulumi("config", "set", "--secret", "hotpatch:adminPassword", "Sunny-Day-42")
    (project / "fleet.yaml").write_text(FLEET.replace("Count: 5", "Count: 6"))

    cells(project)

    told = json.loads(stack.pulumi("config", "--show-secrets", "--json"))
    assert {key: each["value"] for key, each in told.items()} == {
        "azure-hotpatch:subscriptionId": PROD_B,
        "azure-native:subscriptionId": PROD_B,
        "hotpatch:adminPassword": "Sunny-Day-42",
        "hotpatch:location": "swedencentral",
        "hotpatch:machineCount": "6",
        "hotpatch:zones": '["1","2"]',
    }


def test_a_renamed_subscription_is_renamed_and_not_destroyed(project: Path) -> None:
    """Its stacks have the machines; a new stack would make them a second time."""
    cells(project)
    fleet = project / "fleet.yaml"
    fleet.write_text(fleet.read_text().replace("name: prod-b", "name: store"))

    done = cells(project)

    assert (done.exit_code, done.output) == (
        1,
        (
            "Pulumi.prod-b-swedencentral.yaml: the fleet calls this cell store-swedencentral;"
            " `pulumi stack rename store-swedencentral --stack prod-b-swedencentral` keeps what is"
            " in it, and renames this file. Then run this again\n3 cells, 0 written\n"
        ),
    )
    assert "Pulumi.store-swedencentral.yaml" not in stack_files(project)


@pytest.mark.engine
def test_the_command_for_a_renamed_cell_keeps_its_secrets(
    project: Path, engine_environment: dict[str, str]
) -> None:
    """Pulumi moves the file with the stack; afterwards all is as the fleet wants it."""
    cells(project)
    stack = EngineStack(project, engine_environment)
    stack.pulumi("stack", "init", "prod-b-swedencentral")
    stack.pulumi("config", "set", "--secret", "hotpatch:adminPassword", "canary-Pa55word!")
    fleet = project / "fleet.yaml"
    fleet.write_text(fleet.read_text().replace("name: prod-b", "name: store"))
    said = cells(project).output.partition("`")[2].partition("`")[0]

    stack.pulumi(*said.split()[1:])

    assert cells(project).output == "3 cells, 0 written\n"
    assert "secure: " in stack_files(project)["Pulumi.store-swedencentral.yaml"]


def test_true_is_another_setting_than_one(project: Path) -> None:
    """For Pulumi, though not for Python."""
    fleet = project / "fleet.yaml"
    fleet.write_text(fleet.read_text().replace("machineCount: 20", "machineCount: true"))
    cells(project)
    file = project / "Pulumi.prod-a-westeurope.yaml"
    file.write_text(file.read_text().replace("machineCount: true", "machineCount: 1"))

    assert "  hotpatch:machineCount: 1 -> true" in cells(project).output
