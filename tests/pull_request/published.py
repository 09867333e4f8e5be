"""What the publishing tests share: an artifact as a check writes it, and the script run on it."""

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

from azure_hotpatch_operations.pull_request.about import About
from azure_hotpatch_operations.reports.json_form import json_form
from tests.pull_request.github import FORK, HEAD, NUMBER, REPOSITORY, RUN, TOKEN, State, playing
from tests.reports.report_of import EXAMPLE

ROOT = Path(__file__).parents[2]
PAGES = "https://example.com/hotpatch"
ABOUT = About(number=NUMBER, head_sha=HEAD)


def zipped(**files: str | bytes) -> bytes:
    """An artifact: `check_json=…` becomes check.json; what is not given is as a check writes it."""
    given = {name.replace("_", "."): text for name, text in files.items()}
    return archive({"check.json": json_form(EXAMPLE), "about.json": ABOUT.text(), **given})


def archive(files: dict[str, str | bytes]) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, text in files.items():
            writer.writestr(name, text)
    return out.getvalue()


def event_of(folder: Path, **more: object) -> Path:
    """The event of a finished run, as a file."""
    run = {
        "id": RUN,
        "event": "pull_request",
        "head_sha": HEAD,
        "head_repository": {"full_name": FORK},
        "conclusion": "failure",
        **more,
    }
    file = folder / "event.json"
    file.write_text(json.dumps({"action": "completed", "workflow_run": run}))
    return file


def publish(
    state: State, folder: Path, event: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run actions/publish.sh as GitHub does, in an empty folder, against the recorder."""
    event = event or event_of(folder)
    work = folder / "work"
    work.mkdir()
    with playing(state) as api:
        return subprocess.run(
            [ROOT / "actions/publish.sh"],
            cwd=work,
            env={
                "PATH": os.environ["PATH"],
                "GITHUB_API_URL": api,
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": REPOSITORY,
                "GITHUB_EVENT_PATH": str(event),
                "GITHUB_TOKEN": TOKEN,
                "HOTPATCH_PAGES": PAGES,
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )
