"""The job with rights: reads the artifact of a check, uploads SARIF and comments.

Run it as `python3 -m azure_hotpatch_operations.pull_request.publish` on a `workflow_run` event. It
takes nothing of the pull request but data, needs the standard library only, and writes the reports
anew from that data.
"""

import base64
import gzip
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.pull_request import artifact, comment
from azure_hotpatch_operations.pull_request.about import About, read_about
from azure_hotpatch_operations.pull_request.errors import PublishError
from azure_hotpatch_operations.pull_request.event import GUIDE, event_part, variable
from azure_hotpatch_operations.pull_request.github_api import GitHub
from azure_hotpatch_operations.reports.reading import read
from azure_hotpatch_operations.reports.sarif import sarif
from azure_hotpatch_operations.reports.words import LET_PASS
from azure_hotpatch_policies.rules import RULES

SHA = re.compile(r"[0-9a-f]{40}")
NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True)
class Wanted:
    """What the workflow asks for.

    Attributes:
        artifact: Name of the artifact.
        pages: Address below which docs/rules/ is found; empty for none.
        login: Whose comment is written over.
        has_code_scanning: Whether SARIF is uploaded.
    """

    artifact: str
    pages: str
    login: str
    has_code_scanning: bool


@dataclass(frozen=True)
class Run:
    """The run of the first job, as GitHub's event says.

    Attributes:
        id: Its id.
        head_sha: The commit that it was about.
        head_repository: The repository with that commit's branch; empty where it is gone.
        url: Its page.
        files: Address below which GitHub shows the files of its commit.
    """

    id: int
    head_sha: str
    head_repository: str
    url: str
    files: str


def main(environment: Mapping[str, str]) -> int:
    """Publish, say what was done, and return the exit code."""
    try:
        for said in publish(environment):
            print(f"azure-hotpatch: {said}")  # noqa: T201 (the job's log)
    except OperationsError as error:
        print(f"azure-hotpatch: {error}", file=sys.stderr)  # noqa: T201 (the same)
        return error.exit_code
    return 0


def publish(environment: Mapping[str, str]) -> list[str]:
    """Publish the report of the run that the event is about.

    Returns:
        What was done, for the log: none of it is the pull request's own text.

    Raises:
        OperationsError: nothing, or not all, could be published.
    """
    wanted = _wanted(environment)
    github = GitHub(
        api=variable(environment, "GITHUB_API_URL").rstrip("/"),
        repository=variable(environment, "GITHUB_REPOSITORY"),
        token=variable(environment, "GITHUB_TOKEN"),
    )
    run = _run(environment)
    files = artifact.contents(artifact.downloaded(github, run.id, wanted.artifact))
    about = _about(files, run)
    if not _is_at(github, about.number, run):
        return [f"nothing to do: pull request {about.number} is closed, or at another commit"]
    report = _report(files, wanted)
    around = comment.Around(
        artifact=wanted.artifact,
        run_url=run.url,
        files_url=run.files,
        changed=tuple(_changed(github, about.number)),
    )
    text = comment.body(report, about, around)
    done = [f"{comment.say(github, about.number, text, wanted.login)} on {about.number}"]
    if report is not None and wanted.has_code_scanning:
        _upload(github, about, report, wanted)
        done.append(f"uploaded SARIF for {about.head_sha}")
    return done


def _wanted(environment: Mapping[str, str]) -> Wanted:
    wanted = Wanted(
        artifact=environment.get("HOTPATCH_ARTIFACT", "azure-hotpatch-check"),
        pages=environment.get("HOTPATCH_PAGES", ""),
        login=environment.get("HOTPATCH_LOGIN", "github-actions[bot]"),
        has_code_scanning=environment.get("HOTPATCH_CODE_SCANNING", "true") == "true",
    )
    if not NAME.fullmatch(wanted.artifact):
        raise PublishError("artifact: allowed: letters, digits, dots, hyphens and underscores.")
    return wanted


def _run(environment: Mapping[str, str]) -> Run:
    run = event_part(environment, "workflow_run")
    if run["event"] != "pull_request" or not SHA.fullmatch(run["head_sha"]):
        raise UsageError(f"event: found no `workflow_run` of a `pull_request`. {GUIDE}")
    repository = variable(environment, "GITHUB_REPOSITORY")
    server = variable(environment, "GITHUB_SERVER_URL")
    id_ = int(run["id"])
    return Run(
        id=id_,
        head_sha=run["head_sha"],
        head_repository=(run.get("head_repository") or {}).get("full_name", ""),
        url=f"{server}/{repository}/actions/runs/{id_}",
        files=f"{server}/{repository}/blob/{run['head_sha']}",
    )


def _about(files: Mapping[str, str], run: Run) -> About:
    if artifact.ABOUT not in files:
        raise PublishError(f"artifact: found no {artifact.ABOUT}; a check writes it first.")
    about = read_about(files[artifact.ABOUT])
    if about.head_sha != run.head_sha:
        raise PublishError(
            f"artifact: {artifact.ABOUT}: head_sha: found another commit than the run's; allowed: "
            f"{run.head_sha}."
        )
    return about


def _is_at(github: GitHub, number: int, run: Run) -> bool:
    """Tell whether a pull request is open and at the run's commit, by GitHub's own word.

    Anybody can open one with the commit of somebody else's: it is in another repository.
    """
    pull = github.get(f"pulls/{number}")
    head = pull["head"]
    owner = (head.get("repo") or {}).get("full_name")
    return bool(
        pull["state"] == "open" and head["sha"] == run.head_sha and owner == run.head_repository
    )


def _report(files: Mapping[str, str], wanted: Wanted) -> CheckReport | None:
    if artifact.REPORT not in files:
        return None
    return replace(read(files[artifact.REPORT], RULES), pages=wanted.pages)


def _changed(github: GitHub, number: int) -> list[str]:
    files = github.pages(f"pulls/{number}/files")
    return [
        path for file in files for path in (file["filename"], file.get("previous_filename")) if path
    ]


def _upload(github: GitHub, about: About, report: CheckReport, wanted: Wanted) -> None:
    """Upload what is not let pass: GitHub would open an alert for a suppressed result as well."""
    shown = replace(
        report,
        subject=wanted.artifact,  # It names the category: not for a pull request to choose.
        findings=tuple(found for found in report.findings if found.outcome not in LET_PASS),
    )
    packed = base64.b64encode(gzip.compress(sarif(shown).encode(), mtime=0)).decode()
    github.post(
        "code-scanning/sarifs",
        {
            "commit_sha": about.head_sha,
            "ref": f"refs/pull/{about.number}/head",
            "sarif": packed,
            "tool_name": "azure-hotpatch",
        },
    )


if __name__ == "__main__":
    sys.exit(main(os.environ))
