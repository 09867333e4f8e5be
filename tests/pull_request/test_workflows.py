"""The workflows and actions as files: what GitHub's schemas and their promises say of them."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / "examples/pull-request").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", ROOT / "actions/publish/action.yml"]
CHECK, PUBLISH = WORKFLOWS
FILES = [*WORKFLOWS, *ACTIONS]
OTHERS = [ROOT / "examples/cells/update-fleet.yml", *(ROOT / ".github/workflows").glob("*.yml")]
SCRIPTS = sorted((ROOT / "actions").glob("*.sh"))
OURS = re.compile(r"OWNER/azure-hotpatch(/actions/publish)?@COMMIT")
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def named(path: Path) -> str:
    """A file by its path in the repository."""
    return path.relative_to(ROOT).as_posix()


each_file = pytest.mark.parametrize("file", FILES, ids=named)


def read(file: Path) -> Any:
    """A YAML file; `on` stays a text, as YAML 1.2 has it."""
    return yaml.load(file.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 (texts only)


def steps_of(file: Path) -> Iterator[dict[str, Any]]:
    """Every step of a workflow or an action."""
    said = read(file)
    for job in said.get("jobs", {"": said.get("runs")}).values():
        yield from job["steps"]


@each_file
def test_it_fits_its_schema(file: Path) -> None:
    """The one of SchemaStore, which check-jsonschema brings."""
    schema = "vendor.github-actions" if file in ACTIONS else "vendor.github-workflows"

    done = subprocess.run(
        [ROOT / ".venv/bin/check-jsonschema", "--builtin-schema", schema, file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_nothing_in_the_repository_runs_on_a_pull_request_with_the_rights_of_its_target() -> None:
    """`pull_request_target` gives secrets to what a stranger wrote; only warnings name it."""
    word = "pull_request_" + "target"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.yml", "*.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")

    assert "action.yml" in files
    assert [name for name in files if name and word in (ROOT / name).read_text()] == []


@each_file
def test_no_shell_line_holds_an_expression(file: Path) -> None:
    """What a pull request is called would be run; values come through the environment."""
    lines = [step["run"] for step in steps_of(file) if "run" in step]

    assert not any("${{" in line for line in lines)


@each_file
def test_scripts_are_files(file: Path) -> None:
    """A step runs one command, so that what it does is tested here."""
    lines = [step["run"] for step in steps_of(file) if "run" in step]

    assert all(re.fullmatch(r'pulumi install|"\$GITHUB_ACTION_PATH/[\w./]+\.sh"', x) for x in lines)


@pytest.mark.parametrize("file", [*FILES, *OTHERS], ids=named)
def test_actions_of_others_are_pinned_by_their_commit(file: Path) -> None:
    """With the version beside it; ours waits for its owner and commit."""
    used = [line.strip().removeprefix("- ") for line in file.read_text().splitlines()]
    used = [line for line in used if line.startswith("uses: ")]

    others = [line for line in used if not OURS.fullmatch(line.removeprefix("uses: "))]
    assert all(PINNED.fullmatch(line) for line in others)


def test_one_action_has_one_commit() -> None:
    """The same everywhere."""
    text = "".join(file.read_text() for file in [*FILES, *OTHERS])
    pins = set(re.findall(r"uses: ([\w-]+/[\w-]+)@([0-9a-f]{40})", text))

    assert len(pins) == len({name for name, _ in pins}) == 7


def test_the_job_that_runs_the_pull_request_has_no_rights_and_no_secrets() -> None:
    """It can read, and its checkouts leave no token behind; nothing is cached for other runs."""
    said = read(CHECK)

    assert said["on"] == "pull_request"
    assert said["permissions"] == {"contents": "read"}
    assert "permissions" not in said["jobs"]["check"]
    assert "secrets." not in CHECK.read_text() + ACTIONS[0].read_text()
    for step in steps_of(CHECK):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
        assert "cache" not in step.get("with", {})


def test_the_job_with_rights_takes_nothing_of_the_pull_request() -> None:
    """One step: our own action. No checkout, no download by another action, no other right."""
    said = read(PUBLISH)

    assert said["on"] == {"workflow_run": {"workflows": ["hotpatch check"], "types": ["completed"]}}
    assert said["permissions"] == {}
    assert said["jobs"]["publish"]["permissions"] == {
        "actions": "read",
        "pull-requests": "write",
        "security-events": "write",
    }
    (step,) = steps_of(PUBLISH)
    assert OURS.fullmatch(step["uses"])
    assert [step.get("uses") for step in steps_of(ACTIONS[1])] == [None]


def test_the_second_workflow_follows_the_first() -> None:
    """By its name, which is all that GitHub knows it by."""
    assert read(PUBLISH)["on"]["workflow_run"]["workflows"] == [read(CHECK)["name"]]


def test_workflows_give_their_actions_inputs_that_exist() -> None:
    """All that are required, and no other."""
    for workflow, action in zip(WORKFLOWS, ACTIONS, strict=True):
        inputs = read(action)["inputs"]
        (given,) = [
            step["with"] for step in steps_of(workflow) if OURS.fullmatch(step.get("uses", ""))
        ]
        required = {name for name, one in inputs.items() if one.get("required") == "true"}
        assert required <= given.keys() <= inputs.keys()


def test_both_actions_mean_the_same_artifact() -> None:
    """Where nobody names another."""
    defaults = {read(action)["inputs"]["artifact"]["default"] for action in ACTIONS}

    assert defaults == {"azure-hotpatch-check"}


def test_actions_set_the_variables_that_their_scripts_read() -> None:
    """Every one of them, and no other."""
    folder = ROOT / "operations/azure_hotpatch_operations/pull_request"
    for action, module in zip(ACTIONS, ("run_check.py", "publish.py"), strict=True):
        given = {key for step in steps_of(action) for key in step.get("env", {})}
        read_here = set(re.findall(r'"(HOTPATCH_[A-Z_]+)"', (folder / module).read_text()))
        assert {key for key in given if key.startswith("HOTPATCH_")} == read_here


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_scripts_can_be_run(script: Path) -> None:
    """They are executable, and bash can read them."""
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", script], check=True)


def test_the_job_with_rights_needs_the_standard_library_only() -> None:
    """So it installs nothing: no package of others runs beside its token."""
    code = "import azure_hotpatch_operations.pull_request.publish, sys; print(*sys.modules)"
    done = subprocess.run(
        ["python3", "-s", "-S", "-P", "-B", "-c", code],
        env={"PYTHONPATH": "facts:policies/hotpatch:operations", "PATH": "/usr/bin:/usr/local/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    roots = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"yaml", "jsonschema", "typer", "rich", "azure", "pulumi"}.isdisjoint(roots)
