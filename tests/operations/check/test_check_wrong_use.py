"""What `azure-hotpatch check` cannot do: said in words, with exit code 2, nothing being judged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.check.states import machine, written
from tests.operations.check.test_check_state import check

WRONG = {
    "no file": (["--state", "gone.json"], "--state: gone.json: cannot be read: "),
    "no JSON": (["--state", "hotpatch-policies.yaml"], "found no JSON"),
    "no export": (["--state", "list.json"], "list.json: found no `deployment`; allowed: what"),
    "no version": (["--state", "old.json"], "old.json: version: found 2; allowed: 3 or 4."),
    "no resource": (
        ["--state", "odd.json"],
        "odd.json: deployment.resources[0]: found no resource with urn and type; allowed: what",
    ),
    "of a backend": (["--state", "backend.json"], "backend.json: found a file of a backend"),
    "two subjects": (
        ["--state", "odd.json", "--stack", "dev", "--exported"],
        "--state: goes without --stack, --exported; a file is all that is judged",
    ),
    "no settings": (["--state", "-", "--settings", "no.yaml"], "--settings: no.yaml is no file"),
    "no pack": (["--pack", "."], "--pack: . has no PulumiPolicy.yaml"),
    "no format": (["--state", "-", "--report", "pdf=x"], "--report: found 'pdf=x'; allowed: text|"),
    "no report": (["--state", "-", "--report", "sarif"], "--report: found 'sarif'; allowed: text|"),
    "one file for two": (
        ["--state", "-", "--report", "sarif=x", "--report", "json=x"],
        "--report: found x twice; allowed: one format a file.",
    ),
    "a report over the state": (
        ["--state", "odd.json", "--report", "sarif=./odd.json"],
        "--report: ./odd.json: found a file of another option; name another one.",
    ),
    "no folder": (
        ["--state", "-", "--report", "sarif=no/x"],
        "--report: no/x: found no such folder; make it first.",
    ),
    "no project": ([], "found no Pulumi.yaml, here or above; name the project with --cwd"),
}


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_full_disk_is_one_sentence(tmp_path: Path, form: str) -> None:
    """Also where it is standard output's; /dev/full stands for it."""
    state = str(written(tmp_path, machine("web")))
    words = ("check", "--state", state, "--format", form)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "azure_hotpatch_operations", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == (
        "azure-hotpatch: [Errno 28] No space left on device. Make room, and run it again.\n"
    )


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_sentence(tmp_path: Path, words: tuple[list[str], str]) -> None:
    """Exit code 2, on stderr, and with JSON on stdout too: nothing passes by mistake."""
    contents = {
        "hotpatch-policies.yaml": "undecided: warn\n",
        "list.json": "[]",
        "old.json": '{"version": 2, "deployment": {}}',
        "odd.json": '{"version": 3, "deployment": {"resources": [{"urn": "web", "type": "x"}]}}',
        "backend.json": '{"version": 3, "checkpoint": {}}',
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text)
    arguments, message = words

    done = check(tmp_path, *arguments, "--json")

    assert done.returncode == 2
    assert message in done.stderr
    assert message in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr


def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    """Before anything is judged."""
    state = str(written(tmp_path, machine("web")))

    done = check(tmp_path, "--state", state, settings={"undecided": "maybe", "exemption": []})

    assert (done.returncode, done.stdout) == (2, "")
    assert "undecided: found 'maybe'; allowed: one of deny, warn" in done.stderr
    assert "found exemption; allowed:" in done.stderr
