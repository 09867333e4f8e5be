"""Both jobs, one after the other: installed, previewed by the real engine, published as a comment.

Their scripts are run as the actions run them, against the real command and a recorder that plays
GitHub's API; GitHub itself is not here.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.policies.wrong_programs import extend
from tests.pull_request.github import HEAD, NUMBER, State
from tests.pull_request.published import archive, publish
from tests.stack.checkout import ROOT, Checkout, checkout

pytestmark = pytest.mark.engine

EXEMPTION = """
exemptions:
- rules: [HP003]
  resource: "*::off"
  reason: Unenrolled on purpose.
  owner: team-shop
"""
CANARY = "canary-Stack-4711"


@dataclass(frozen=True)
class Job:
    """The job without rights, once it has run.

    Attributes:
        done: What its script printed, and its exit code.
        files: The artifact.
        summary: What it wrote onto the page of its run.
    """

    done: subprocess.CompletedProcess[str]
    files: dict[str, str | bytes]
    summary: str


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RUNNER_TEMP, after actions/install.sh."""
    folder = tmp_path_factory.mktemp("runner")
    subprocess.run(
        [ROOT / "actions/install.sh"], env={**os.environ, "RUNNER_TEMP": str(folder)}, check=True
    )
    return folder


@pytest.fixture(scope="module")
def proposed(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Checkout]:
    """A pull request that adds a machine without hotpatch, and an exemption for it."""
    folder = tmp_path_factory.mktemp("proposed")
    with checkout(folder, engine_environment_in(folder / "engine")) as dev:
        dev.pulumi("config", "set", "hotpatch:access", "off")
        dev.pulumi("config", "rm", "hotpatch:image")
        extend(dev, 'machine("off", group.name, patching={"enable_hotpatching": False})\n')
        (dev.folder / "hotpatch-policies.yaml").write_text(EXEMPTION)
        (dev.folder / ".git").mkdir()
        yield dev


def check(runner: Path, proposed: Checkout, base: str | None, folder: Path, stack: str) -> Job:
    """Run actions/check.sh; `base` is the base branch's settings, None for no file."""
    (folder / "base").mkdir()
    if base is not None:
        (folder / "base/hotpatch-policies.yaml").write_text(base)
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": NUMBER, "head": {"sha": HEAD}}}))
    out = folder / "out"
    gone = ("PULUMI_STACK", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_DEBUG_COMMANDS")
    done = subprocess.run(
        [ROOT / "actions/check.sh"],
        cwd=folder,
        env={
            **{name: text for name, text in proposed.environment.items() if name not in gone},
            "RUNNER_TEMP": str(runner),
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "HOTPATCH_STACK": stack,
            "HOTPATCH_PROJECT": ".",
            "HOTPATCH_PROPOSED": str(proposed.folder),
            "HOTPATCH_BASE": str(folder / "base"),
            "HOTPATCH_SETTINGS": "hotpatch-policies.yaml",
            "HOTPATCH_BASELINE": "",
            "HOTPATCH_PAGES": "",
            "HOTPATCH_OUT": str(out),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    files: dict[str, str | bytes] = {file.name: file.read_bytes() for file in out.iterdir()}
    summary = folder / "summary.md"
    return Job(done, files, summary.read_text() if summary.exists() else "")


@pytest.fixture(scope="module")
def refused(runner: Path, proposed: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The job, where the base branch has no settings."""
    return check(runner, proposed, None, tmp_path_factory.mktemp("refused"), "dev")


def test_an_exemption_of_the_pull_request_does_not_count(refused: Job) -> None:
    """The check refuses, and the artifact says which exemption would have let it pass."""
    assert refused.done.returncode == 1, refused.done.stdout + refused.done.stderr
    assert "HP003 refused" in refused.done.stdout
    about = json.loads(refused.files["about.json"])
    assert [(one["rules"], one["resource"]) for one in about["exemptions"]] == [("HP003", "*::off")]


def test_the_artifact_has_every_report_and_no_secret(refused: Job) -> None:
    """Those of the table, and what the other job needs to know."""
    assert sorted(refused.files) == [
        *("about.json", "check.json", "check.junit", "check.markdown", "check.sarif"),
    ]
    assert refused.summary.encode() == refused.files["check.markdown"]
    said = "".join(map(str, refused.files.values())) + refused.done.stdout + refused.done.stderr
    assert CANARY not in said


def test_what_the_program_prints_gives_the_runner_no_orders(refused: Job) -> None:
    """Between a random word that stops commands and itself."""
    first, *_, last = refused.done.stdout.splitlines()

    stopped = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", first)
    assert stopped
    assert last == f"::{stopped[1]}::"


def test_the_comment_shows_the_line_that_matters(refused: Job, tmp_path: Path) -> None:
    """The other job makes it, out of the artifact."""
    state = State(archive=archive(refused.files))

    done = publish(state, tmp_path)

    assert done.returncode == 0, done.stderr
    body = state.sent("POST")[0][1]["body"]
    (row,) = re.findall(r"^\| \*\*refused\*\* \| \[HP003\].*", body, re.MULTILINE)
    assert "<code>off</code>" in row
    assert re.search(r"<code>__main__|&#95;&#95;main&#95;&#95;&#46;py&#58;\d+</code>", row)
    assert "**Exemptions that it adds** (not counted above)" in body


def test_an_exemption_of_the_base_branch_counts(
    runner: Path, proposed: Checkout, tmp_path: Path
) -> None:
    """The check passes, and says who let it."""
    job = check(runner, proposed, f"undecided: warn\n{EXEMPTION}", tmp_path, "dev")

    assert job.done.returncode == 0, job.done.stdout + job.done.stderr
    assert "HP003 exempted" in job.done.stdout
    assert json.loads(job.files["about.json"])["exemptions"] == []


def test_a_check_that_cannot_run_is_told_too(
    runner: Path, proposed: Checkout, tmp_path: Path
) -> None:
    """A stack that is not there: the comment leads to the log."""
    job = check(runner, proposed, None, tmp_path, "prod")

    assert job.done.returncode == 2
    assert sorted(job.files) == ["about.json"]
    state = State(archive=archive(job.files))
    folder = tmp_path / "publish"
    folder.mkdir()
    publish(state, folder)
    assert "the check did not come to an end" in state.sent("POST")[0][1]["body"]
