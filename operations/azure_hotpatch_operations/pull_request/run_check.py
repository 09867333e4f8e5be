"""The job without rights: previews the pull request's program, and writes what the other job reads.

Run it as `python -m azure_hotpatch_operations.pull_request.run_check` on a `pull_request` event,
with the pull request's files in one folder and the base branch's in another. The settings,
exemptions and baseline that count are the base branch's.
"""

import datetime as dt
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.pull_request.about import MOST_EXEMPTIONS, About, Proposed
from azure_hotpatch_operations.pull_request.artifact import ABOUT
from azure_hotpatch_operations.pull_request.event import event_part, variable
from azure_hotpatch_operations.reports.visible import shortened
from azure_hotpatch_policies import settings_file
from azure_hotpatch_policies.settings import Exemption

LONGEST = 300
"""Characters of one text of an exemption; the comment shows fewer."""

SUMMARY_BYTES = 1_000_000
"""GitHub takes a little more on the page of a run."""


def main(environment: Mapping[str, str], today: dt.date) -> int:
    """Check, and return the exit code of `azure-hotpatch check`."""
    try:
        return run_check(environment, today)
    except OperationsError as error:
        print(f"azure-hotpatch: {error}", file=sys.stderr)  # noqa: T201 (the job's log)
        return error.exit_code


def run_check(environment: Mapping[str, str], today: dt.date) -> int:
    """Check, write the artifact's files, and return the exit code of `azure-hotpatch check`.

    Raises:
        UsageError: the event is no pull request, or there is no such project.
    """
    project = environment.get("HOTPATCH_PROJECT", ".")
    proposed = Path(environment.get("HOTPATCH_PROPOSED", "proposed"), project)
    base = Path(environment.get("HOTPATCH_BASE", "base"), project)
    out = Path(variable(environment, "HOTPATCH_OUT"))
    if not proposed.is_dir():
        raise UsageError(f"project: {proposed} is no folder; name the one with Pulumi.yaml")
    out.mkdir(parents=True, exist_ok=True)
    file = environment.get("HOTPATCH_SETTINGS", "hotpatch-policies.yaml")
    about = about_of(environment, base / file, proposed / file, today)
    (out / ABOUT).write_text(about.text(), encoding="utf-8")
    command = _command(environment, proposed, _settings(base / file, out), base, out)
    done = _run(command, environment)
    _summarize(out / "check.markdown", environment)
    return done


def about_of(environment: Mapping[str, str], base: Path, proposed: Path, today: dt.date) -> About:
    """Return which pull request this is, and which exemptions it adds.

    Args:
        environment: Environment variables.
        base: The base branch's settings; need not exist.
        proposed: The pull request's; need not exist.
        today: The day.

    Raises:
        UsageError: the event is no pull request.
    """
    pull = event_part(environment, "pull_request")
    exemptions, mistakes = _exemptions(proposed, today)
    known, _ = _exemptions(base, today)
    return About(
        number=pull["number"],
        head_sha=pull["head"]["sha"],
        exemptions=tuple(one for one in exemptions if one not in known)[:MOST_EXEMPTIONS],
        mistakes=mistakes,
    )


def _exemptions(file: Path, today: dt.date) -> tuple[tuple[Proposed, ...], str]:
    if not file.is_file():
        return (), ""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
        read = settings_file.parse(text, Path(file.name), today)
    except settings_file.SettingsError as error:
        return (), shortened(str(error), 10 * LONGEST)
    return tuple(map(_as_proposed, read.exemptions)), ""


def _as_proposed(one: Exemption) -> Proposed:
    return Proposed(
        rules=shortened(", ".join(sorted(one.rules)), LONGEST),
        resource=shortened(one.resource, LONGEST),
        reason=shortened(one.reason, LONGEST),
        owner=shortened(one.owner, LONGEST),
        expires="" if one.expires is None else one.expires.isoformat(),
    )


def _settings(base: Path, out: Path) -> Path:
    """Return the settings that count; where there are none, `check` would take the proposed."""
    if base.is_file():
        return base
    none = out.parent / "no-settings.yaml"
    none.write_text("{}\n", encoding="utf-8")
    return none


def _command(
    environment: Mapping[str, str], proposed: Path, settings: Path, base: Path, out: Path
) -> list[str]:
    command = [sys.executable, "-P", "-m", "azure_hotpatch_operations", "check", "--throwaway"]
    command += ["--stack", variable(environment, "HOTPATCH_STACK"), "--cwd", str(proposed)]
    command += ["--settings", str(settings), "--pages", environment.get("HOTPATCH_PAGES", "")]
    if environment.get("HOTPATCH_BASELINE"):
        command += ["--baseline", str(base / environment["HOTPATCH_BASELINE"])]
    for form in ("json", "sarif", "junit", "markdown"):
        command += ["--report", f"{form}={out / f'check.{form}'}"]
    return command


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    """Run it; what it prints gives no orders to the runner, such as `::add-path::`."""
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", flush=True)  # noqa: T201 (an order to the runner)
    try:
        done = subprocess.run(command, env=dict(environment), check=False)  # noqa: S603 (ours)
    finally:
        print(f"::{word}::", flush=True)  # noqa: T201 (the same)
    return done.returncode


def _summarize(report: Path, environment: Mapping[str, str]) -> None:
    summary = environment.get("GITHUB_STEP_SUMMARY")
    if summary and report.is_file():
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(report.read_text(encoding="utf-8")[:SUMMARY_BYTES])


if __name__ == "__main__":
    sys.exit(main(os.environ, dt.datetime.now(dt.UTC).date()))
