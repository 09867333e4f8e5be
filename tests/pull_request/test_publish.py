"""The job with rights, run as its action runs it, against a recorder that plays GitHub's API."""

import base64
import dataclasses
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from azure_hotpatch_operations.pull_request.about import Proposed
from azure_hotpatch_operations.pull_request.comment import marker
from azure_hotpatch_operations.reports.json_form import json_form
from azure_hotpatch_operations.reports.markdown import LIMIT
from tests.pull_request.github import HEAD, REPOSITORY, RUN, TOKEN, State, commented
from tests.pull_request.published import ABOUT, PAGES, archive, event_of, publish, zipped
from tests.reports.report_of import EXAMPLE

SCHEMAS = Path(__file__).parents[1] / "schemas"
MARKER = marker("azure-hotpatch-check")


def test_a_report_becomes_a_comment_and_an_analysis(tmp_path: Path) -> None:
    """On the pull request that GitHub knows at the run's commit."""
    state = State(archive=zipped())

    done = publish(state, tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"azure-hotpatch: commented on 7\nazure-hotpatch: uploaded SARIF for {HEAD}\n"
    )
    (comment, upload) = state.sent("POST")
    assert comment[0] == "issues/7/comments"
    assert comment[1]["body"].startswith(f"{MARKER}\n### :x: azure-hotpatch does not pass: ")
    assert f"https://github.com/{REPOSITORY}/actions/runs/{RUN}" in comment[1]["body"]
    assert upload[0] == "code-scanning/sarifs"
    assert (upload[1]["commit_sha"], upload[1]["ref"]) == (HEAD, "refs/pull/7/head")


def test_the_analysis_is_valid_and_has_what_is_not_let_pass(tmp_path: Path) -> None:
    """GitHub would open alerts for suppressed results; its category is not the pull request's."""
    state = State(archive=zipped())

    publish(state, tmp_path)

    packed = state.sent("POST")[1][1]["sarif"]
    log = json.loads(gzip.decompress(base64.b64decode(packed)))
    Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text())).validate(log)
    (run,) = log["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["HP001", "HP014", "HP011"]
    assert run["automationDetails"] == {"id": "azure-hotpatch/azure-hotpatch-check/"}


def test_links_lead_to_our_pages_and_not_to_those_of_the_artifact(tmp_path: Path) -> None:
    """The artifact's own address is somebody else's word."""
    report = dataclasses.replace(EXAMPLE, pages="https://evil.example")
    state = State(archive=zipped(check_json=json_form(report)))

    publish(state, tmp_path)

    body = state.sent("POST")[0][1]["body"]
    assert f"[HP001]({PAGES}/docs/rules/HP001.md)" in body
    assert "evil" not in body


def test_lines_lead_to_the_file_at_the_run_s_commit(tmp_path: Path) -> None:
    """Where code scanning is not to be had, the line is a link away."""
    state = State(archive=zipped())

    publish(state, tmp_path)

    body = state.sent("POST")[0][1]["body"]
    link = f"https://github.com/{REPOSITORY}/blob/{HEAD}/infra/machines/web.py#L12"
    assert f"[<code>infra/machines/web&#46;py&#58;12</code>]({link})" in body


def test_a_second_run_writes_over_its_own_comment(tmp_path: Path) -> None:
    """Found by its first line, however many comments stand before it."""
    others = [commented(f"comment {index}", "somebody", index) for index in range(250)]
    ours = commented(f"{MARKER}\r\n### old", id_=4712)
    state = State(archive=zipped(), comments=[*others, ours])

    done = publish(state, tmp_path)

    assert "updated its comment on 7" in done.stdout
    assert [path for path, _ in state.sent("PATCH")] == ["issues/comments/4712"]
    assert [path for path, _ in state.sent("POST")] == ["code-scanning/sarifs"]


def test_nobody_elses_comment_is_written_over(tmp_path: Path) -> None:
    """Also where it begins like ours."""
    state = State(archive=zipped(), comments=[commented(f"{MARKER}\n", "mallory")])

    publish(state, tmp_path)

    assert state.sent("PATCH") == []
    assert state.sent("POST")[0][0] == "issues/7/comments"


def test_the_token_goes_to_the_api_only(tmp_path: Path) -> None:
    """Not to the storage to which the API leads, and into no log."""
    state = State(archive=zipped())

    done = publish(state, tmp_path)

    assert state.tokens == {"api": {f"Bearer {TOKEN}"}, "blob": {None}}
    assert TOKEN not in done.stdout + done.stderr


def test_exemptions_of_the_pull_request_are_listed_apart(tmp_path: Path) -> None:
    """With the fact, which GitHub says, that it changes the settings, and what runs on it."""
    about = dataclasses.replace(
        ABOUT, exemptions=(Proposed("HP003", "*::sql", "It moves.", "team-shop", "2027-03-31"),)
    )
    files = ["infra/hotpatch-policies.yaml", ".github/workflows/hotpatch-check.yml"]
    state = State(archive=zipped(about_json=about.text()), files=files)

    publish(state, tmp_path)

    body = state.sent("POST")[0][1]["body"]
    assert "**This pull request changes what runs on it**" in body
    assert "**This pull request changes the policies' settings**" in body
    assert (
        "**Exemptions that it adds** (not counted above)\n\n"
        "| Rules | Resource | Reason | Owner | Until |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| <code>HP003</code> | <code>&#42;&#58;&#58;sql</code> | <code>It moves&#46;</code> | "
        "<code>team-shop</code> | <code>2027-03-31</code> |\n"
    ) in body


def test_a_check_that_did_not_end_is_told(tmp_path: Path) -> None:
    """An artifact without a report: its program failed, or the job was stopped."""
    state = State(archive=archive({"about.json": ABOUT.text()}))

    done = publish(state, tmp_path)

    assert done.returncode == 0
    assert "the check did not come to an end" in state.sent("POST")[0][1]["body"]
    assert len(state.written) == 1


def test_without_code_scanning_it_only_comments(tmp_path: Path) -> None:
    """For private repositories without GitHub Code Security."""
    state = State(archive=zipped())

    done = publish(state, tmp_path, HOTPATCH_CODE_SCANNING="false")

    assert done.returncode == 0
    assert [path for path, _ in state.sent("POST")] == ["issues/7/comments"]


def test_a_refused_analysis_says_what_to_do(tmp_path: Path) -> None:
    """The comment is there by then."""
    state = State(archive=zipped(), scanning=403)

    done = publish(state, tmp_path)

    assert done.returncode == 1
    assert done.stderr == (
        "azure-hotpatch: POST code-scanning/sarifs: GitHub answered 403. Give the job the "
        "permissions of docs/pull-requests.md; private repositories need GitHub Code Security for "
        "code scanning, or `code-scanning: false`.\n"
    )
    assert state.sent("POST")[0][0] == "issues/7/comments"


@pytest.mark.parametrize(
    "change",
    [{"head": "f" * 40}, {"is_open": False}, {"fork": "somebody-else/servers"}, {"fork": None}],
)
def test_a_pull_request_that_went_on_gets_nothing(change: dict[str, Any], tmp_path: Path) -> None:
    """Nor one that an artifact names and that is not the run's."""
    state = dataclasses.replace(State(archive=zipped()), **change)

    done = publish(state, tmp_path)

    assert (done.returncode, state.written) == (0, [])
    assert "nothing to do: pull request 7 is closed, or at another commit" in done.stdout


def test_the_largest_report_fits_into_a_comment(tmp_path: Path) -> None:
    """With every exemption and warning that can stand beside it."""
    report = dataclasses.replace(
        EXAMPLE,
        findings=tuple(
            dataclasses.replace(EXAMPLE.findings[0], name="|" * 90) for _ in range(3000)
        ),
        notes=("<" * 500,) * 100,
    )
    one = Proposed("HP003", "*" * 300, "|" * 300, "@" * 300, "<" * 300)
    about = dataclasses.replace(ABOUT, exemptions=(one,) * 200, mistakes="&" * 5000)
    files = [f".github/{'@' * 200}{index}" for index in range(50)]
    state = State(
        archive=zipped(about_json=about.text(), check_json=json_form(report)),
        files=[*files, "hotpatch-policies.yaml"],
    )

    publish(state, tmp_path)

    body = state.sent("POST")[0][1]["body"]
    assert LIMIT / 2 < len(body) <= LIMIT


@pytest.mark.parametrize("more", [{"event": "push"}, {"head_sha": "main; rm -rf /"}])
def test_another_event_publishes_nothing(more: dict[str, str], tmp_path: Path) -> None:
    """Only a finished run on a pull request."""
    state = State(archive=zipped())

    done = publish(state, tmp_path, event_of(tmp_path, **more))

    assert (done.returncode, state.requests) == (2, [])
    assert "found no `workflow_run` of a `pull_request`" in done.stderr


@pytest.mark.parametrize(
    "name", ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN", "GITHUB_EVENT_PATH"]
)
def test_outside_of_a_job_it_says_what_is_missing(name: str, tmp_path: Path) -> None:
    """Whoever starts it by hand is told, and nothing is asked of GitHub."""
    state = State(archive=zipped())

    done = publish(state, tmp_path, None, **{name: ""})

    assert (done.returncode, state.requests) == (2, [])
    assert done.stderr.startswith(f"azure-hotpatch: {name}: found none; a job on GitHub has it.")


def test_a_connection_that_breaks_off_is_no_traceback(tmp_path: Path) -> None:
    """The job can be run again."""
    state = State(archive=zipped(), breaks_off=True)

    done = publish(state, tmp_path)

    assert done.returncode == 1
    assert done.stderr == (
        "azure-hotpatch: GET actions/artifacts/11/zip: GitHub cannot be reached. "
        "Run the job again.\n"
    )
