"""The comment on a pull request: one, which each run writes anew."""

from collections.abc import Iterable
from dataclasses import dataclass

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.pull_request.about import About, Proposed
from azure_hotpatch_operations.pull_request.github_api import GitHub
from azure_hotpatch_operations.reports.markdown import LIMIT, fitting, markdown, quoted

ROWS = 20_000
"""Characters for the list of exemptions; the report has more."""

SETTINGS = "hotpatch-policies.yaml"
WORKFLOWS = ".github/"
TABLE = """\
**Exemptions that it adds** (not counted above)

| Rules | Resource | Reason | Owner | Until |
| --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Around:
    """What GitHub itself says about the pull request and its run.

    Attributes:
        artifact: Name of the artifact; one comment a name.
        run_url: Address of the run that made the report.
        files_url: Address below which the files of its commit are.
        changed: Paths of the files that the pull request changes.
    """

    artifact: str
    run_url: str
    files_url: str
    changed: tuple[str, ...] = ()


def marker(artifact: str) -> str:
    """Return the line by which a comment is known again; nobody sees it."""
    return f"<!-- azure-hotpatch check: {artifact} -->"


def body(report: CheckReport | None, about: About, around: Around) -> str:
    """Return the comment.

    Args:
        report: What was found; None where the check did not come to an end.
        about: What the first job says of the pull request.
        around: What GitHub says of it.
    """
    foot = "\n\n".join([*_warnings(around), *_proposed(about), _full(around)])
    head = marker(around.artifact)
    room = LIMIT - len(head) - len(foot) - 4
    main = markdown(report, room, around.files_url).rstrip() if report else _nothing(around)
    return f"{head}\n{main}\n\n{foot}\n"


def _nothing(around: Around) -> str:
    return (
        "### :x: azure-hotpatch: the check did not come to an end\n\n"
        f"[Its log]({around.run_url}) says why."
    )


def _full(around: Around) -> str:
    return (
        f"[Run and full reports]({around.run_url}). Pack and settings are those of the base "
        "branch; the program, and so what it reports, is the pull request's."
    )


def _warnings(around: Around) -> Iterable[str]:
    workflows = [path for path in around.changed if path.startswith(WORKFLOWS)]
    if workflows:
        yield (
            ":warning: **This pull request changes what runs on it** "
            f"({_some(workflows)}), so what stands above may be its own words. Read the diff."
        )
    settings = [path for path in around.changed if path.rpartition("/")[2] == SETTINGS]
    if settings:
        yield (
            f":warning: **This pull request changes the policies' settings** ({_some(settings)}). "
            "They count once they are merged."
        )


def _some(paths: list[str]) -> str:
    shown = ", ".join(quoted(path, 100) for path in paths[:5])
    return f"{shown} and {len(paths) - 5} more" if len(paths) > 5 else shown  # noqa: PLR2004


def _proposed(about: About) -> Iterable[str]:
    if about.mistakes:
        yield f"**Its settings cannot be read:** {quoted(' '.join(about.mistakes.split()), 1000)}"
    if about.exemptions:
        rows = list(fitting(map(_row, about.exemptions), ROWS))
        left = len(about.exemptions) - len(rows)
        yield "\n".join([TABLE, *rows, *(["", f"and {left} more, in its diff."] if left else [])])


def _row(one: Proposed) -> str:
    cells = (one.rules, one.resource, one.reason, one.owner, one.expires)
    return f"| {' | '.join(quoted(cell, 120) for cell in cells)} |"


def say(github: GitHub, number: int, text: str, login: str) -> str:
    """Write the comment: over the one that has its first line and is by `login`, else a new one.

    Args:
        github: The repository.
        number: Number of the pull request.
        text: The comment; its first line is its marker.
        login: Who comments, `github-actions[bot]`; nobody else's comment is touched.

    Returns:
        What was done, for the log.
    """
    first = text.partition("\n")[0]
    for one in github.pages(f"issues/{number}/comments"):
        is_ours = (one.get("user") or {}).get("login") == login
        if is_ours and (one.get("body") or "").partition("\n")[0].rstrip() == first:
            github.patch(f"issues/comments/{int(one['id'])}", {"body": text})
            return "updated its comment"
    github.post(f"issues/{number}/comments", {"body": text})
    return "commented"
