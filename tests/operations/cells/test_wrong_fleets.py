"""Fleet files, and folders, that `azure-hotpatch cells` refuses."""

from pathlib import Path

import pytest

from tests.operations.cells.fleet import PROD_A, cells, stack_files


def test_every_mistake_of_a_fleet_file_is_told_at_once(project: Path) -> None:
    """Places, what was found, what is allowed; nothing is written."""
    (project / "fleet.yaml").write_text(f"""
config:
  hotpatch:adminPassword: hunter2
  hotpatch:location: westeurope
subscriptions:
  - {{name: prod-a, id: {PROD_A}, regions: [usgovvirginia]}}
  - {{name: prod-b, id: {PROD_A}, regions: [westeurope]}}
""")

    done = cells(project)

    assert (done.exit_code, done.stderr.splitlines()[1:]) == (
        2,
        [
            (
                f"  subscriptions[0].id: found {PROD_A} twice; allowed: each once. Put its regions"
                " together."
            ),
            (
                f"  subscriptions[1].id: found {PROD_A} twice; allowed: each once. Put its regions"
                " together."
            ),
            (
                "  subscriptions[0].regions[0]: found usgovvirginia; allowed: a region of a cloud"
                " that has hotpatch. Azure Government has none."
            ),
            (
                "  config.hotpatch:adminPassword: found a secret in plain text; allowed: none here."
                " Run `pulumi config set --secret hotpatch:adminPassword` for each stack, and"
                " choose a new one."
            ),
            "  config.hotpatch:location: found a key that id and regions decide. Remove it.",
        ],
    )
    assert "hunter2" not in done.output
    assert stack_files(project) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file: found nothing; allowed: keys with values. Correct it."),
        ("subscriptions: []", "subscriptions: found []; allowed: at least one. Correct it."),
        (
            "subscriptions: [{name: a b, id: x, regions: [West Europe], size: 1}]",
            (
                "subscriptions[0]: found size; allowed: config, id, name, regions. Remove it, or "
                "correct its name."
            ),
        ),
        (
            "subscriptions: [{name: a b, id: x, regions: [westeurope]}]",
            (
                "subscriptions[0].id: found 'x'; allowed: a text such as"
                " 00000000-0000-4000-8000-00000000000a. Correct it."
            ),
        ),
        (
            "subscriptions: [{name: a, id: x, regions: [westeurope, westeurope]}]",
            (
                "subscriptions[0].regions: found ['westeurope', 'westeurope']; allowed: each once."
                " Correct it."
            ),
        ),
        (
            "config: {noColon: 1}",
            ("config: found 'noColon'; allowed: a text such as hotpatch:machineCount. Correct it."),
        ),
        (
            "config: {'hotpatch:adminPassword': {secure: hunter2}}",
            (
                "config['hotpatch:adminPassword']: found keys with values; allowed: a text or"
                " a number or true or false or a list. Correct it."
            ),
        ),
    ],
)
def test_a_fleet_file_of_another_form_is_refused(project: Path, text: str, said: str) -> None:
    """The schema says what it holds."""
    (project / "fleet.yaml").write_text(text)

    done = cells(project)

    assert done.exit_code == 2
    assert f"  {said}" in done.stderr.splitlines()


def test_more_subscriptions_than_github_takes_jobs_make_files_and_no_matrix(project: Path) -> None:
    """The files are as good as those of fewer; GitHub would refuse the whole workflow."""
    entries = [
        f"- {{name: s{number}, id: 00000000-0000-4000-8000-{number:012}, regions: [westeurope]}}\n"
        for number in range(257)
    ]
    fleet = project / "fleet.yaml"
    fleet.write_text("subscriptions:\n" + "".join(entries))

    files, matrix = cells(project), cells(project, "--matrix")
    fleet.write_text("subscriptions:\n" + "".join(entries[:-1]))
    fewer = cells(project, "--matrix")

    assert (files.exit_code, len(stack_files(project))) == (0, 257)
    assert (matrix.exit_code, matrix.stdout, matrix.stderr) == (
        2,
        "",
        (
            f"azure-hotpatch: {fleet}: found 257 subscriptions; allowed: 256 in a matrix, as GitHub"
            " takes no more jobs. Split the fleet: a project folder, a fleet file and a workflow"
            " for each part.\n"
        ),
    )
    assert fewer.exit_code == 0


def test_a_setting_that_is_secret_in_a_stack_is_not_made_plain(project: Path) -> None:
    """The fleet file would undo what somebody hid."""
    file = project / "Pulumi.prod-b-swedencentral.yaml"
    text = "config:\n  hotpatch:machineCount:\n    secure: v1:def\n"
    file.write_text(text)

    done = cells(project)

    assert done.exit_code == 2
    assert "found a secret for hotpatch:machineCount" in done.stderr
    assert stack_files(project) == {file.name: text}


def test_a_folder_without_a_project_is_wrong_use(project: Path) -> None:
    """The files would belong to nothing."""
    (project / "Pulumi.yaml").unlink()

    done = cells(project)

    assert done.exit_code == 2
    assert done.stderr.endswith("has no Pulumi.yaml; name the project's folder\n")
