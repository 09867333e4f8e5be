"""One version, a changelog in order, and the commands by which a release is made."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from release import changelog, version
from release.distributions import DISTRIBUTIONS
from release.errors import ReleaseError
from tests.packaging.conftest import ROOT, ran

WORKFLOW = ROOT / ".github/workflows/release.yml"
CURRENT = version.current(ROOT)


def release(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run `python -m release` in a folder; everything that it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "release", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a release reads: projects, the pack, and pages."""
    for folder in DISTRIBUTIONS.values():
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(ROOT / folder / "pyproject.toml", tmp_path / folder)
    pages = ("README.md", "CHANGELOG.md", "examples/typescript/README.md")
    for file in ("policies/hotpatch/PulumiPolicy.yaml", *pages):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def test_this_checkout_is_in_order() -> None:
    """One version everywhere, and a changelog with a part for what comes next."""
    assert release(ROOT, "check") == "One version everywhere, and the changelog is in order.\n"


def test_the_version_stands_in_each_project_and_each_pin() -> None:
    """Six distributions, the pins among them, the pack, and the pages that show the plugin."""
    found = [place.rpartition(":")[0] for place, _ in version.places(ROOT)]

    assert {file: found.count(file) for file in found} == {
        "facts/pyproject.toml": 1,
        "cloud/pyproject.toml": 2,
        "components/pyproject.toml": 3,
        "policies/hotpatch/pyproject.toml": 2,
        "policies/hotpatch/PulumiPolicy.yaml": 1,
        "operations/pyproject.toml": 4,
        "emulator/pyproject.toml": 1,
        "README.md": 1,
        "examples/typescript/README.md": 1,
    }


def test_another_version_is_written_everywhere_by_one_command(checkout: Path) -> None:
    """And what was written by hand in one place is found in all others."""
    assert release(checkout, "version", "2.10.0") == "2.10.0\n"
    assert {number for _, number in version.places(checkout)} == {"2.10.0"}
    project = checkout / "components/pyproject.toml"
    project.write_text(project.read_text().replace('version = "2.10.0"', 'version = "2.11.0"'))

    said = release(checkout, "check", code=1)

    assert "facts/pyproject.toml:7: found 2.10.0; allowed: 2.11.0" in said
    assert "`python -m release version 2.11.0` writes it everywhere." in said


def test_a_version_is_three_numbers(tmp_path: Path) -> None:
    """Nothing is written otherwise."""
    with pytest.raises(ReleaseError, match=r"found '1\.2'; allowed: three numbers, as in 1\.2\.3"):
        version.write(tmp_path, "1.2")


IN_ORDER = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n"
CHANGELOGS: dict[str, tuple[str, str | None, list[str]]] = {
    "in order": (IN_ORDER, "0.2.0", []),
    "nothing to release": (
        IN_ORDER.replace("\n\n## [0.2.0]", "\n\n- More.\n\n## [0.2.0]"),
        None,
        [],
    ),
    "no section": (IN_ORDER, "0.3.0", ["there is no section [0.3.0], which is to be released."]),
    "no notes": (IN_ORDER.partition("### Added")[0], "0.2.0", ["[0.2.0] says nothing."]),
    "no day": (IN_ORDER.replace(" - 2026-12-01", ""), "0.2.0", ["[0.2.0] has no day;"]),
    "left behind": (
        IN_ORDER.replace("[Unreleased]\n", "[Unreleased]\n\n- More.\n"),
        "0.2.0",
        ["[Unreleased] says something that [0.2.0] does not,"],
    ),
    "no part for what comes": (
        IN_ORDER.replace("## [Unreleased]\n", ""),
        "0.2.0",
        ["its first section must be [Unreleased]."],
    ),
}


@pytest.mark.parametrize("case", CHANGELOGS)
def test_a_changelog_that_is_not_ready_stops_the_release(case: str) -> None:
    """A release has its section, with a day and with words; nothing stays under Unreleased."""
    text, released, wanted = CHANGELOGS[case]

    found = list(changelog.mistakes(text, released))

    assert len(found) == len(wanted)
    for sentence, beginning in zip(found, wanted, strict=True):
        assert sentence.startswith(f"CHANGELOG.md: {beginning}")


def test_a_tag_is_released_when_everything_agrees(checkout: Path) -> None:
    """The way of a release: the changelog's section, then the tag, and its notes."""
    text = (checkout / "CHANGELOG.md").read_text()
    heading = f"## [Unreleased]\n\n## [{CURRENT}] - 2026-12-01\n"
    (checkout / "CHANGELOG.md").write_text(text.replace("## [Unreleased]\n", heading, 1))

    release(checkout, "check", "--tag", f"v{CURRENT}")

    assert "CHANGELOG.md" not in release(checkout, "notes")
    assert release(checkout, "check", "--tag", "v9.9.9", code=1) == (
        f"--tag: found 'v9.9.9'; allowed: v{CURRENT}, for the version of this checkout.\n"
    )


def test_a_folder_with_an_earlier_build_is_refused(tmp_path: Path) -> None:
    """What is left there would be released with the rest."""
    (tmp_path / "old.whl").touch()

    assert "is not empty" in release(ROOT, "build", "--to", str(tmp_path), code=1)


def test_the_commands_of_the_release_workflow_run(tmp_path: Path) -> None:
    """Each step of it that is ours, in a clone whose changelog is ready; nothing is published.

    The workflow itself has never run on GitHub.
    """
    clone = tmp_path / "clone"
    ran(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], tmp_path)
    for file in ran(["git", "ls-files", "-mo", "--exclude-standard"], ROOT).splitlines():
        (clone / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, clone / file)
    text = (clone / "CHANGELOG.md").read_text()
    heading = f"## [Unreleased]\n\n## [{CURRENT}] - 2026-12-01\n"
    (clone / "CHANGELOG.md").write_text(text.replace("## [Unreleased]\n", heading, 1))
    (clone / ".venv").symlink_to(ROOT / ".venv")
    steps = yaml.safe_load(WORKFLOW.read_text())["jobs"]["build"]["steps"]
    ours = [step["run"] for step in steps if "python -m release" in step.get("run", "")]

    for command in ours:
        ran(["bash", "-euo", "pipefail", "-c", command], clone, {"TAG": f"v{CURRENT}"})

    assert len(ours) == 3
    ran(["sha256sum", "--check", "SHA256SUMS"], clone / "dist")
    assert "Added" in (clone / "dist/NOTES.md").read_text()
    for line in (clone / "dist/SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((clone / "dist" / name).read_bytes()).hexdigest() == digest


def test_the_workflow_is_one_that_github_reads() -> None:
    """By the schema of its workflows."""
    tool = str(ROOT / ".venv/bin/check-jsonschema")

    ran([tool, "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)], ROOT)
